package dev.lokistore.index.health;

import dev.lokistore.index.table.IndexFileName;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Index files that Loki's compactor has yet to merge: ingesters' uploads, and of its own files in one place all but the
 * oldest ({@code formats/compaction-retention-deletes.md#13-when-a-table-is-compacted}). Files with odd names are none of
 * them.
 *
 * @param files how many, 1 or more
 * @param oldestObject when the store got the oldest of them; a copied store has the time of copying
 * @param oldestName when the oldest of them was begun, as names say it; null if no name does. Ingesters name after the
 *     quarter of an hour they began to write in, so that it is some 15 minutes earlier
 */
public record Backlog(
        int files, Instant oldestObject, @Nullable Instant oldestName) {
    public Backlog {
        if (files < 1) {
            throw new IllegalArgumentException("a backlog of " + files + " files");
        }
    }

    /** What waits in a table; empty if its well-named files are compacted. */
    public static Optional<Backlog> of(Table table) {
        List<TableFile> waiting = waiting(table);
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        Instant object = waiting.stream()
                .map(file -> file.object().lastModified())
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Instant name = waiting.stream()
                .map(file -> file.name().createdAt().orElse(null))
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .orElse(null);
        return Optional.of(new Backlog(waiting.size(), object, name));
    }

    private static List<TableFile> waiting(Table table) {
        List<TableFile> waiting = new ArrayList<>();
        Set<Object> merged = new HashSet<>();
        table.files().stream()
                .filter(file -> !(file.name() instanceof IndexFileName.Odd))
                .sorted(Comparator.comparing(Backlog::time))
                .forEach(file -> {
                    if (!file.name().compacted() || !merged.add(file.common() ? "" : file.tenant())) {
                        waiting.add(file);
                    }
                });
        return waiting;
    }

    private static Instant time(TableFile file) {
        return file.name().createdAt().orElse(file.object().lastModified());
    }

    /** The earlier of both times: a copy loses the one, a clock that runs fast spoils the other. */
    public Instant since() {
        return oldestName == null || oldestObject.isBefore(oldestName) ? oldestObject : oldestName;
    }

    /** The compaction lag: how long the oldest file has waited; never negative. */
    public Duration lag(Instant now) {
        Duration lag = Duration.between(since(), now);
        return lag.isNegative() ? Duration.ZERO : lag;
    }
}
