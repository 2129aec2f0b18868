package dev.lokistore.index.schema;

import dev.lokistore.index.table.IndexKind;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;

/**
 * One entry of {@code schema_config.configs} ({@code formats/chunks-and-layout.md#53}): how Loki writes from a day on,
 * until the next period begins.
 *
 * @param from first day, UTC
 * @param version schema version, 9 to 13
 * @param indexPrefix what table names begin with; may be empty
 * @param indexPeriod time that one table covers: a multiple of 24 h, or zero for one table without a number
 * @param pathPrefix of the index' objects, relative to the store's root; ends with {@code /}
 * @param rowShards shapes the rows of a boltdb index; 0 for v9
 * @param objectStore name of the store that holds the period's objects, such as {@code s3} or {@code filesystem}
 */
public record SchemaPeriod(
        LocalDate from,
        IndexKind kind,
        int version,
        String indexPrefix,
        Duration indexPeriod,
        String pathPrefix,
        int rowShards,
        String objectStore) {
    public static final int OLDEST_VERSION = 9;
    public static final int NEWEST_VERSION = 13;
    public static final String DEFAULT_PATH_PREFIX = "index/";
    public static final int DEFAULT_ROW_SHARDS = 16;
    private static final int FIRST_NESTED_VERSION = 12;

    public SchemaPeriod {
        if (version < OLDEST_VERSION || version > NEWEST_VERSION) {
            throw new IllegalArgumentException(
                    "schema version is " + version + " but must be " + OLDEST_VERSION + " to " + NEWEST_VERSION);
        }
        if (indexPeriod.isNegative()
                || indexPeriod.toSeconds() % Duration.ofDays(1).toSeconds() != 0) {
            throw new IllegalArgumentException("index period is " + indexPeriod + " but must be a multiple of 24 h");
        }
        if (pathPrefix.startsWith("/") || !pathPrefix.endsWith("/")) {
            throw new IllegalArgumentException(
                    "index path prefix '" + pathPrefix + "' must end with '/' and not start with it");
        }
    }

    /** Start of the period, ms since the epoch. */
    public long fromMillis() {
        return from.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
    }

    /** The value of {@code store} in Loki's configuration. */
    public String store() {
        return switch (kind) {
            case BOLTDB -> "boltdb-shipper";
            case TSDB -> "tsdb";
        };
    }

    /** Whether keys of the period's chunks have a folder for each stream (v12 and later). */
    public boolean nestedKeys() {
        return version >= FIRST_NESTED_VERSION;
    }
}
