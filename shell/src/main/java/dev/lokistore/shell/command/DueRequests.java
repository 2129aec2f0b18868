package dev.lokistore.shell.command;

import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.compactor.retention.DeletionModes;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.index.deletes.DeleteRequest;
import dev.lokistore.index.deletes.StoredDeletes.Stored;
import dev.lokistore.index.logql.LogqlException;
import dev.lokistore.index.logql.Selector;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which delete requests are due, as Loki's compactor decides it
 * ({@code formats/compaction-retention-deletes.md#35-sharding-and-selection}).
 *
 * @param due may be carried out
 * @param waiting not yet, or not with this tenant's settings, with the reason
 * @param unknown ask for what only a running Loki can evaluate, with the reason
 */
record DueRequests(List<Due> due, Map<Stored, String> waiting, Map<Stored, String> unknown) {
    /** Loki adds it to the period. */
    private static final Duration GRACE = Duration.ofMinutes(1);

    private static final Duration DEFAULT_PERIOD = Duration.ofHours(24);
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** A request and what it asks for. */
    record Due(Stored stored, ChunkWork.EntryMatch rule) {}

    DueRequests {
        due = List.copyOf(due);
    }

    /** @param period in which a request can be cancelled; null for that of the configuration */
    static DueRequests of(List<Stored> pending, Run run, @Nullable Duration period, DeletionModes modes)
            throws IOException {
        ConfigFile config = run.configuration();
        Duration cancelled = period;
        if (cancelled == null && config != null) {
            cancelled = config.config()
                    .at("compactor", "delete_request_cancel_period")
                    .interval()
                    .orElse(null);
        }
        Duration age = (cancelled == null ? DEFAULT_PERIOD : cancelled).plus(GRACE);
        List<Due> due = new ArrayList<>();
        Map<Stored, String> waiting = new LinkedHashMap<>();
        Map<Stored, String> unknown = new LinkedHashMap<>();
        for (Stored stored : pending) {
            DeleteRequest request = stored.request();
            Optional<String> otherMode = modes.hindrance(request.tenant());
            if (!isOlder(request.createdAt(), age, run.now())) {
                waiting.put(stored, "it can still be cancelled");
            } else if (otherMode.isPresent()) {
                waiting.put(stored, otherMode.get());
            } else {
                try {
                    due.add(new Due(stored, rule(request)));
                } catch (LogqlException e) {
                    unknown.put(stored, String.valueOf(e.getMessage()));
                }
            }
        }
        return new DueRequests(due, waiting, unknown);
    }

    private static boolean isOlder(Instant created, Duration age, Instant now) {
        try {
            return !created.plus(age).isAfter(now);
        } catch (DateTimeException | ArithmeticException e) {
            return false; // stores name any instant
        }
    }

    private static ChunkWork.EntryMatch rule(DeleteRequest request) {
        List<String> selectors = request.selectors().stream()
                .map(selector -> Selector.parse(selector).toString())
                .toList();
        return new ChunkWork.EntryMatch(
                request.requestId(),
                request.tenant(),
                selectors,
                nanos(request.from().toEpochMilli(), 0),
                nanos(request.through().toEpochMilli(), 1));
    }

    /** Both ends of a request are inclusive, to the nanosecond of a millisecond. */
    private static long nanos(long millis, long more) {
        long limit = Long.MAX_VALUE / NANOS_PER_MILLI - 1;
        return Math.max(-limit, Math.min(millis, limit)) * NANOS_PER_MILLI + more;
    }
}
