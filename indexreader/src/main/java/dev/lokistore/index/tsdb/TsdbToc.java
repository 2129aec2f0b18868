package dev.lokistore.index.tsdb;

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
        int checksum) {}
