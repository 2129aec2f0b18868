package dev.lokistore.index.boltdb;

import dev.lokistore.index.schema.SchemaPeriod;
import org.jspecify.annotations.Nullable;

/**
 * What the rows of a table must be like.
 *
 * @param version of the schema, 9 to 13; 0 if that is not known
 * @param rowShards of the schema; 0 if there are none, or if that is not known
 * @param firstDay of the table, days since the epoch
 * @param lastDay inclusive
 */
public record RowRules(int version, int rowShards, long firstDay, long lastDay) {
    private static final int FIRST_SHARDED = 10;
    private static final int FIRST_WITH_LABEL_NAMES = 11;

    /** @param period of the table; null if that is not known */
    public static RowRules of(@Nullable SchemaPeriod period, long firstDay, long lastDay) {
        return period == null
                ? new RowRules(0, 0, firstDay, lastDay)
                : new RowRules(period.version(), period.rowShards(), firstDay, lastDay);
    }

    boolean hasLabelNames() {
        return version >= FIRST_WITH_LABEL_NAMES;
    }

    /** Whether the shard is the one of the series, as far as that can be told. */
    boolean allowsShard(int shard, String seriesId) {
        if (version == 0) {
            return true;
        }
        return version < FIRST_SHARDED
                ? shard == RowHash.PLAIN
                : rowShards == 0 || shard == SeriesId.shard(seriesId, rowShards);
    }

    boolean holds(long day) {
        return day >= firstDay && day <= lastDay;
    }
}
