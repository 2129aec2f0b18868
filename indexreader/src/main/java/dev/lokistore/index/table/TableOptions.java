package dev.lokistore.index.table;

import dev.lokistore.index.tsdb.TsdbLimits;

/**
 * Limits for downloading and opening the files of a table.
 *
 * @param storedBytes of one file as stored
 * @param unpackedBytes of one file after gunzip
 * @param ratio unpacked : stored, from 1 MiB unpacked on
 * @param memoryBytes unpacked bytes of all files of the table kept in memory; files that do not fit go to temporary files
 * @param memoryFileBytes unpacked bytes of one file kept in memory
 */
public record TableOptions(
        long storedBytes, long unpackedBytes, int ratio, long memoryBytes, int memoryFileBytes, TsdbLimits tsdb) {
    public static final TableOptions DEFAULT =
            new TableOptions(4L << 30, 16L << 30, 1100, 64L << 20, 8 << 20, TsdbLimits.DEFAULT);

    public TableOptions {
        if (storedBytes < 1 || unpackedBytes < 1 || ratio < 1 || memoryBytes < 0 || memoryFileBytes < 0) {
            throw new IllegalArgumentException("limits must be positive");
        }
    }
}
