package dev.lokistore.index.table;

import dev.lokistore.index.tsdb.TsdbLimits;

/**
 * Limits for downloading and opening the files of a table.
 *
 * @param storedBytes of one file as stored
 * @param unpackedBytes of one file after gunzip
 * @param ratio unpacked : stored, checked from 64 MiB unpacked on, since bbolt files grow by up to 32 MiB of zeros
 * @param memoryBytes unpacked bytes of all files of the table kept in memory; files that do not fit go to temporary files
 * @param memoryFileBytes unpacked bytes of one file kept in memory
 * @param parallelDownloads files of one table that are downloaded at the same time
 * @param damage what happens to files that are damaged
 * @param tsdb for each TSDB file; its symbol cache is shared out among the files of a table
 */
public record TableOptions(
        long storedBytes,
        long unpackedBytes,
        int ratio,
        long memoryBytes,
        int memoryFileBytes,
        int parallelDownloads,
        Damage damage,
        TsdbLimits tsdb) {
    /** What happens to a file that is damaged; it is reported either way. */
    public enum Damage {
        /** It counts as broken. */
        REFUSE,
        /**
         * Of a boltdb file the rows come that {@link dev.lokistore.index.boltdb.BoltdbSalvage} finds, of a TSDB file the series
         * that {@link dev.lokistore.index.tsdb.TsdbSalvage} finds; of a gzip stream what came before the fault.
         */
        SALVAGE
    }

    private static final long HEAP = Runtime.getRuntime().maxMemory();

    /** Up to an eighth of the heap for files in memory. */
    public static final TableOptions DEFAULT = new TableOptions(
            4L << 30,
            8L << 30,
            200,
            Math.min(64L << 20, HEAP / 8),
            (int) Math.min(8L << 20, HEAP / 32),
            4,
            Damage.REFUSE,
            TsdbLimits.DEFAULT);

    public TableOptions {
        if (storedBytes < 1 || unpackedBytes < 1 || ratio < 1 || parallelDownloads < 1) {
            throw new IllegalArgumentException("limits must be positive");
        }
        if (memoryBytes < 0 || memoryFileBytes < 0) {
            throw new IllegalArgumentException("limits of memory must not be negative");
        }
    }

    public TableOptions withUnpackedBytes(long bytes) {
        return new TableOptions(
                storedBytes, bytes, ratio, memoryBytes, memoryFileBytes, parallelDownloads, damage, tsdb);
    }

    public TableOptions withMemoryBytes(long bytes) {
        return new TableOptions(
                storedBytes, unpackedBytes, ratio, bytes, memoryFileBytes, parallelDownloads, damage, tsdb);
    }

    public TableOptions withParallelDownloads(int files) {
        return new TableOptions(storedBytes, unpackedBytes, ratio, memoryBytes, memoryFileBytes, files, damage, tsdb);
    }

    public TableOptions withDamage(Damage newDamage) {
        return new TableOptions(
                storedBytes, unpackedBytes, ratio, memoryBytes, memoryFileBytes, parallelDownloads, newDamage, tsdb);
    }
}
