package dev.lokistore.compactor.guard;

import dev.lokistore.compactor.plan.Waits;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.index.config.LokiConfigException;
import dev.lokistore.index.config.YamlNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The times of a Loki that decide when a change is safe ({@code formats/compaction-retention-deletes.md#18-time-constants},
 * 1.11).
 *
 * @param resync {@code resync_interval} of readers
 * @param indexCacheValidity of readers
 * @param deleteDelay {@code retention_delete_delay}
 * @param queryTimeout of the longest query
 * @param oldestSample how old entries may be that ingesters take; null if that has no limit
 * @param maxChunkAge after which an ingester writes a chunk
 * @param compactionInterval of the compactor
 */
public record LokiTimes(
        Duration resync,
        Duration indexCacheValidity,
        Duration deleteDelay,
        Duration queryTimeout,
        @Nullable Duration oldestSample,
        Duration maxChunkAge,
        Duration compactionInterval) {
    public static final LokiTimes DEFAULT = new LokiTimes(
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            Duration.ofHours(2),
            Duration.ofMinutes(1),
            Duration.ofDays(7),
            Duration.ofHours(2),
            Duration.ofMinutes(10));

    private static final Duration LIST_CACHE = Duration.ofMinutes(1);
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(10);
    private static final Duration FLUSH = Duration.ofMinutes(30);
    // a quarter of an hour of one file, the upload loop, and what an ingester keeps and may upload again
    private static final Duration UPLOAD = Duration.ofMinutes(15 + 1 + 20);

    /**
     * Those of a configuration and its runtime overrides, wherever in them they stand; a larger one counts, and the default
     * where there is none.
     *
     * @throws LokiConfigException if one of them is no duration
     */
    public static LokiTimes of(ConfigFile file) throws LokiConfigException {
        boolean anyAge = false;
        for (YamlNode node : everywhere(file, "reject_old_samples")) {
            anyAge |= !node.flag().orElse(true);
        }
        return new LokiTimes(
                longest(file, "resync_interval", DEFAULT.resync),
                longest(file, "index_cache_validity", DEFAULT.indexCacheValidity),
                longest(file, "retention_delete_delay", DEFAULT.deleteDelay),
                longest(file, "query_timeout", DEFAULT.queryTimeout),
                anyAge ? null : longest(file, "reject_old_samples_max_age", Duration.ofDays(7)),
                longest(file, "max_chunk_age", DEFAULT.maxChunkAge),
                longest(file, "compaction_interval", DEFAULT.compactionInterval));
    }

    private static Duration longest(ConfigFile file, String key, Duration standard) throws LokiConfigException {
        Duration longest = null;
        for (YamlNode node : everywhere(file, key)) {
            Optional<Duration> given = node.interval();
            if (given.isPresent() && (longest == null || given.get().compareTo(longest) > 0)) {
                longest = given.get();
            }
        }
        return longest == null ? standard : longest;
    }

    private static List<YamlNode> everywhere(ConfigFile file, String key) {
        List<YamlNode> all = new ArrayList<>(file.config().everywhere(key));
        all.addAll(file.overrides().everywhere(key));
        return all;
    }

    /** Between the steps of a plan. */
    public Waits waits() {
        Duration visible = LIST_CACHE.plus(indexCacheValidity).plus(resync.multipliedBy(3));
        Duration query = visible.plus(queryTimeout).plus(CLOCK_SKEW);
        return new Waits(visible, query.compareTo(deleteDelay) > 0 ? query : deleteDelay);
    }

    /** When no ingester writes to a table any more; empty if entries of any age are taken. */
    public Optional<Instant> coldFrom(Instant tableEnd) {
        Duration age = oldestSample;
        return age == null
                ? Optional.empty()
                : Optional.of(tableEnd.plus(age).plus(maxChunkAge).plus(FLUSH).plus(UPLOAD));
    }
}
