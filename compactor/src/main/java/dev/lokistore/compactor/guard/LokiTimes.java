package dev.lokistore.compactor.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.lokistore.compactor.plan.Waits;
import dev.lokistore.index.duration.GoDuration;
import dev.lokistore.index.duration.PrometheusDuration;
import java.time.Duration;
import java.time.Instant;
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
     * Those of a configuration, wherever in it they stand; a larger one counts, and the default where there is none.
     *
     * @param yaml what is no YAML says nothing
     */
    public static LokiTimes of(String yaml) {
        JsonNode root;
        try {
            root = new ObjectMapper(new YAMLFactory()).readTree(yaml);
        } catch (JsonProcessingException e) {
            return DEFAULT;
        }
        boolean anyAge = root.findValues("reject_old_samples").stream().anyMatch(value -> !value.asBoolean(true));
        return new LokiTimes(
                longest(root, "resync_interval", DEFAULT.resync),
                longest(root, "index_cache_validity", DEFAULT.indexCacheValidity),
                longest(root, "retention_delete_delay", DEFAULT.deleteDelay),
                longest(root, "query_timeout", DEFAULT.queryTimeout),
                anyAge ? null : longest(root, "reject_old_samples_max_age", Duration.ofDays(7)),
                longest(root, "max_chunk_age", DEFAULT.maxChunkAge),
                longest(root, "compaction_interval", DEFAULT.compactionInterval));
    }

    private static Duration longest(JsonNode root, String key, Duration standard) {
        return root.findValues(key).stream()
                .map(value -> duration(value.asText()))
                .flatMap(Optional::stream)
                .max(Duration::compareTo)
                .orElse(standard);
    }

    private static Optional<Duration> duration(String text) {
        try {
            return Optional.of(PrometheusDuration.parse(text));
        } catch (IllegalArgumentException notOfTheOneKind) {
            try {
                return Optional.of(GoDuration.parse(text));
            } catch (IllegalArgumentException norOfTheOther) {
                return Optional.empty();
            }
        }
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
