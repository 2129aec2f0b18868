package dev.lokistore.index.tsdb;

import dev.lokistore.index.check.FileFault;
import dev.lokistore.index.check.FileFault.Kind;
import java.util.Arrays;
import java.util.function.Consumer;

/** Records must come by fingerprint, unsigned, then labels; none twice ({@code formats/index-tables.md#42-layout}). */
final class SeriesOrder {
    private final Consumer<FileFault> faults;
    private boolean begun;
    private long fingerprint;
    private int[] symbols = {};
    private int count;

    SeriesOrder(Consumer<FileFault> faults) {
        this.faults = faults;
    }

    /** @param labelSymbols names' and values' in turn; the order of symbols is that of their strings */
    void next(long offset, long newFingerprint, int[] labelSymbols, int labelCount) {
        int order = Long.compareUnsigned(fingerprint, newFingerprint);
        if (begun && order > 0) {
            faults.accept(FileFault.of(
                    Kind.TSDB_SERIES_ORDER,
                    offset,
                    "fingerprint of a series",
                    "at least " + Long.toHexString(fingerprint),
                    Long.toHexString(newFingerprint)));
        } else if (begun && order == 0) {
            int labels = compare(labelSymbols, labelCount);
            if (labels >= 0) {
                faults.accept(FileFault.of(
                        Kind.TSDB_SERIES_ORDER,
                        offset,
                        "labels of a series with the fingerprint of the one before",
                        "labels behind that one's",
                        labels == 0 ? "the same" : "some before them"));
            }
        }
        begun = true;
        fingerprint = newFingerprint;
        count = labelCount;
        if (symbols.length < 2 * labelCount) {
            symbols = new int[2 * labelCount];
        }
        System.arraycopy(labelSymbols, 0, symbols, 0, 2 * labelCount);
    }

    private int compare(int[] labelSymbols, int labelCount) {
        return Arrays.compare(symbols, 0, 2 * count, labelSymbols, 0, 2 * labelCount);
    }
}
