package dev.lokistore.compactor.index;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.index.boltdb.BoltdbRows;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.TableOptions;

/**
 * How files of a table are written.
 *
 * @param time in their names, new in the table
 * @param schema of the whole store: the ids of chunks follow the period that ruled when they began
 * @param period of the table
 * @param tsdbFormat 2 for readers up to Loki 2.8, 3 from 2.9 on
 * @param boltdbEnding of names of boltdb files
 * @param limits for reading the table's files
 */
public record MergeOptions(
        NameTime time,
        StoreSchema schema,
        SchemaPeriod period,
        int tsdbFormat,
        BoltdbEnding boltdbEnding,
        TableOptions limits) {
    /** How names of boltdb files end. */
    public enum BoltdbEnding {
        /** Loki's compactor writes the file anew when it is 12 hours old. */
        PLAIN(".gz"),
        /** Marked as having full pages, which ours have: Loki's compactor leaves the file alone. */
        REWRITTEN(".r.gz");

        private final String text;

        BoltdbEnding(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    private static final int FIRST_WITH_FORMAT_3 = 13;
    // what is unpacked and does not fit waits in temporary files: a merge reads everything but once
    private static final TableOptions LIMITS = TableOptions.DEFAULT.withMemoryBytes(32L << 20);

    public MergeOptions {
        if (tsdbFormat < 2 || tsdbFormat > 3) {
            throw new IllegalArgumentException("format of TSDB files is " + tsdbFormat + " but must be 2 or 3");
        }
    }

    /** What Loki's compactor writes in the period, in files that it leaves alone. */
    public static MergeOptions of(NameTime time, StoreSchema schema, SchemaPeriod period) {
        int format = period.version() >= FIRST_WITH_FORMAT_3 ? 3 : 2;
        return new MergeOptions(time, schema, period, format, BoltdbEnding.REWRITTEN, LIMITS);
    }

    public MergeOptions withTime(NameTime other) {
        return new MergeOptions(other, schema, period, tsdbFormat, boltdbEnding, limits);
    }

    public MergeOptions withTsdbFormat(int format) {
        return new MergeOptions(time, schema, period, format, boltdbEnding, limits);
    }

    public MergeOptions withBoltdbEnding(BoltdbEnding ending) {
        return new MergeOptions(time, schema, period, tsdbFormat, ending, limits);
    }

    public MergeOptions withLimits(TableOptions other) {
        return new MergeOptions(time, schema, period, tsdbFormat, boltdbEnding, other);
    }

    /** Rows as Loki writes them in the period. */
    BoltdbRows rows() {
        long lastMillis = Long.MAX_VALUE;
        for (SchemaPeriod other : schema.periods()) {
            if (other.from().isAfter(period.from())) {
                lastMillis = Math.min(lastMillis, other.fromMillis() - 1);
            }
        }
        return new BoltdbRows(period.version(), period.rowShards(), lastMillis, this::idForm);
    }

    private ChunkKeyScheme idForm(long fromMillis) {
        return ChunkKeyScheme.ofSchema(
                schema.periodAt(fromMillis).orElse(period).version());
    }
}
