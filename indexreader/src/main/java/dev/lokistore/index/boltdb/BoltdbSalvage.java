package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.bolt.BoltBucket;
import dev.lokistore.index.bolt.BoltCursor;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.index.bolt.BoltSalvage;
import dev.lokistore.index.bolt.BoltWriter;
import dev.lokistore.index.bolt.Row;
import dev.lokistore.index.bolt.RowCursor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What can still be read of a damaged boltdb file, as a sound one: the rows of its readable pages that are rows of an index,
 * and whose label values fit their hashes. All go into bucket {@code index}, as in a compacted file; a row names its tenant.
 */
public final class BoltdbSalvage {
    private static final String BUCKET = "index";

    /** A file may have millions of pages; who reads on after these knows how it is. */
    private static final int TOLD = 100;

    private final Consumer<CorruptDataException> lost;
    private RowParser parser = new RowParser();
    private int told;

    private BoltdbSalvage(Consumer<CorruptDataException> lost) {
        this.lost = lost;
    }

    /** Reads a file to its end. Empty if all of it is as it should be, else the first that is not. */
    public static Optional<CorruptDataException> fault(ByteSource source) throws IOException {
        try {
            BoltFile file = BoltFile.open(source);
            file.checkMetas();
            RowParser parser = new RowParser();
            for (BoltBucket bucket : file.buckets()) {
                BoltCursor cursor = bucket.cursor();
                while (cursor.next()) {
                    check(parser, cursor);
                }
            }
            file.checkAllPages();
            return Optional.empty();
        } catch (CorruptDataException e) {
            return Optional.of(e);
        }
    }

    private static void check(RowParser parser, Row row) throws IOException {
        RowType type = parser.parse(row);
        if (type == RowType.CHUNK) {
            parser.chunk();
        } else if (type == RowType.LABEL_NAMES) {
            int from = row.valueOffset();
            byte[] names = Arrays.copyOfRange(row.buffer(), from, from + row.valueLength());
            if (LabelNames.tryParse(names).isEmpty()) {
                throw parser.bad("value of a row of label names", "a JSON array of strings", "something else");
            }
        }
    }

    /**
     * Writes the rows that are left into a file of their own.
     *
     * @param temporary an existing folder
     * @param target a file that is written anew
     * @param lost told of pages and rows that are left out and of those that are doubtful, of the first hundred one by one
     * @return how many rows there are
     * @throws CorruptDataException if there is no page to look at
     */
    public static long write(ByteSource source, Path temporary, Path target, Consumer<CorruptDataException> lost)
            throws IOException {
        BoltdbSalvage salvage = new BoltdbSalvage(lost);
        try (RowSorter sorter = new RowSorter(temporary, RowSorter.MEMORY_BYTES);
                BoltWriter writer = new BoltWriter(target, BUCKET)) {
            BoltSalvage.run(source, salvage::tell, row -> salvage.take(row, sorter));
            RowCursor rows = new RowMerge(sorter.sorted(), salvage::tell);
            while (rows.next()) {
                writer.add(rows.buffer(), rows.keyOffset(), rows.keyLength(), rows.valueOffset(), rows.valueLength());
            }
            writer.finish();
            if (salvage.told > TOLD) {
                int rest = salvage.told - TOLD;
                lost.accept(new CorruptDataException(source.name(), 0, "and " + rest + " more faults like these"));
            }
            return writer.rowCount();
        }
    }

    private void take(Row row, RowSorter sorter) throws IOException {
        try {
            check(parser, row);
        } catch (CorruptDataException e) {
            // it holds parts of the row before
            parser = new RowParser();
            tell(e);
            return;
        }
        int key = row.keyOffset();
        int value = row.valueOffset();
        byte[] keyBytes = Arrays.copyOfRange(row.buffer(), key, key + row.keyLength());
        byte[] valueBytes = Arrays.copyOfRange(row.buffer(), value, value + row.valueLength());
        sorter.add(keyBytes, keyBytes.length, valueBytes, valueBytes.length);
    }

    private void tell(CorruptDataException fault) {
        if (told < TOLD) {
            lost.accept(fault);
        }
        told++;
    }
}
