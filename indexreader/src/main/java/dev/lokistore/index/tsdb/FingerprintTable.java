package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;

/**
 * The table of every 1024th series' fingerprint ({@code formats/index-tables.md#42-layout}). Loki shards queries by it; we
 * only verify it, as Loki does when it opens a file.
 */
final class FingerprintTable {
    static final int STEP = 1024;
    static final int ENTRY = 16;

    private FingerprintTable() {}

    /** @param series number of series in the file */
    static void check(ByteSource source, TsdbToc toc, long series) throws IOException {
        long limit = source.size() - TsdbToc.SIZE;
        Section section = new Section(source, "fingerprint table", toc.fingerprintOffsets(), limit);
        long start = section.offset();
        long count = Integer.toUnsignedLong(section.u32());
        long expected = (series + STEP - 1) / STEP;
        if (count != expected || section.remaining() != count * ENTRY) {
            throw new CorruptDataException(
                    source.name(),
                    start,
                    "fingerprint table",
                    expected + " entries for " + series + " series",
                    count + " in " + section.remaining() + " bytes");
        }
        long lastReference = -1;
        long lastFingerprint = 0;
        for (long i = 0; i < count; i++) {
            long at = section.offset();
            long reference = section.u64();
            long fingerprint = section.u64();
            if (reference <= lastReference
                    || reference > toc.labelIndices() / Padding.RECORD
                    || Long.compareUnsigned(fingerprint, lastFingerprint) < 0) {
                throw new CorruptDataException(
                        source.name(),
                        at,
                        "fingerprint table",
                        "ascending entries inside the series region",
                        reference + " " + Long.toHexString(fingerprint));
            }
            lastReference = reference;
            lastFingerprint = fingerprint;
        }
        section.finish();
        Padding.check(source, section.end(), limit, "after the fingerprint table");
    }
}
