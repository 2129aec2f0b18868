package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSink;
import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;
import java.util.zip.CRC32C;

/**
 * The table of contents at a TSDB file's end ({@code formats/index-tables.md#42-layout}). Offsets are from the file's
 * start; the first element of a region may begin a few zero bytes later.
 *
 * @param fromMillis smallest time of a chunk, ms since the epoch
 * @param throughMillis largest time of a chunk, ms since the epoch, inclusive
 * @param checksum CRC-32C of the table itself, which a compacted file's name carries; unsigned
 */
public record TsdbToc(
        long symbols,
        long series,
        long labelIndices,
        long labelIndicesTable,
        long postings,
        long postingsTable,
        long fingerprintOffsets,
        long fromMillis,
        long throughMillis,
        int checksum) {
    /** Bytes that it takes at a file's end. */
    public static final int SIZE = 76;

    private static final int HEADER = 5;
    private static final int BOUNDS = 56;

    /** @throws CorruptDataException if the checksum is wrong or the regions are not in order */
    static TsdbToc read(ByteSource source) throws IOException {
        long start = source.size() - SIZE;
        byte[] bytes = source.read(start, SIZE);
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, SIZE - 4);
        int stored = BigEndian.int32(bytes, SIZE - 4);
        if ((int) crc.getValue() != stored) {
            throw new CorruptDataException(
                    source.name(),
                    start,
                    "CRC-32C of the table of contents",
                    "%08x".formatted(stored),
                    "%08x".formatted((int) crc.getValue()));
        }
        long[] fields = new long[9];
        for (int i = 0; i < fields.length; i++) {
            fields[i] = BigEndian.int64(bytes, 8 * i);
        }
        TsdbToc toc = new TsdbToc(
                fields[0], fields[1], fields[2], fields[3], fields[4], fields[5], fields[6], fields[7], fields[8],
                stored);
        toc.checkOrder(source.name(), start);
        return toc;
    }

    /** Writes the table at the end of a file. */
    void write(IndexOutput file) throws IOException {
        ByteSink bytes = fields();
        bytes.u32be(checksum);
        file.write(bytes);
    }

    /** The same with the checksum that its fields have. */
    TsdbToc checked() {
        return new TsdbToc(
                symbols,
                series,
                labelIndices,
                labelIndicesTable,
                postings,
                postingsTable,
                fingerprintOffsets,
                fromMillis,
                throughMillis,
                IndexOutput.checksum(fields()));
    }

    private ByteSink fields() {
        ByteSink bytes = new ByteSink();
        for (long field : new long[] {
            symbols,
            series,
            labelIndices,
            labelIndicesTable,
            postings,
            postingsTable,
            fingerprintOffsets,
            fromMillis,
            throughMillis
        }) {
            bytes.u64be(field);
        }
        return bytes;
    }

    /** Where {@link #fromMillis} stands in a file. */
    static long boundsOffset(long fileBytes) {
        return fileBytes - SIZE + BOUNDS;
    }

    private void checkOrder(String source, long start) throws CorruptDataException {
        boolean ordered = symbols == HEADER
                && symbols < series
                && series <= labelIndices
                && labelIndices <= postings
                && postings <= labelIndicesTable
                && labelIndicesTable < postingsTable
                && postingsTable < fingerprintOffsets
                && fingerprintOffsets < start;
        if (!ordered) {
            throw new CorruptDataException(
                    source, start, "table of contents", "regions in the order of the format", this);
        }
        if (fromMillis > throughMillis && !empty()) {
            throw new CorruptDataException(
                    source, start + BOUNDS, "bounds", "from <= through", fromMillis + " > " + throughMillis);
        }
    }

    /** Whether there is no series; Loki writes bounds without sense then. */
    boolean empty() {
        return labelIndices - series < 16;
    }
}
