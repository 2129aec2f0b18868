package dev.lokistore.index.health;

import dev.lokistore.index.LokiStore;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.Stray;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The health of a store's index, as far as its listing shows it.
 *
 * @param tables by day, then name
 * @param strays objects below the index prefixes that are no well-named index files, in key order; those inside tables
 *     are with their tables too. Loki's delete requests are none
 */
public record StoreHealth(List<TableHealth> tables, List<Stray> strays) {
    public StoreHealth {
        tables = List.copyOf(tables);
        strays = List.copyOf(strays);
    }

    /** Costs the listing of the index, which the store remembers. */
    public static StoreHealth of(LokiStore store, StoreSchema schema) throws IOException {
        List<Stray> outside = store.strays().stream()
                .filter(stray -> stray.why() != Stray.Why.DELETE_REQUESTS)
                .toList();
        List<TableHealth> tables = new ArrayList<>();
        List<Stray> strays = new ArrayList<>(outside);
        for (Table table : store.tables()) {
            tables.add(TableHealth.of(table, outside, schema));
            strays.addAll(table.oddities());
        }
        strays.sort(Comparator.comparing(stray -> stray.object().key()));
        return new StoreHealth(tables, strays);
    }

    /** The tables with this fault, by day, then name. */
    public List<TableHealth> with(TableFault fault, Instant now) {
        return tables.stream()
                .filter(table -> table.faults(now).contains(fault))
                .toList();
    }

    /** The tables with any fault, by day, then name. */
    public List<TableHealth> unsound(Instant now) {
        return tables.stream().filter(table -> !table.faults(now).isEmpty()).toList();
    }

    /** The longest that an index file has waited for compaction; empty if none waits. */
    public Optional<Duration> compactionLag(Instant now) {
        return tables.stream()
                .map(TableHealth::backlog)
                .filter(backlog -> backlog != null)
                .map(backlog -> backlog.lag(now))
                .max(Comparator.naturalOrder());
    }
}
