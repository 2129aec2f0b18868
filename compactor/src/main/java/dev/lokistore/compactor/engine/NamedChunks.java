package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.index.UnreadableRows;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableReader;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Which of some chunks the tables name at this moment. Reads the tables of their days anew. */
public final class NamedChunks {
    private static final long MILLIS_PER_DAY = 86_400_000L;

    private final LokiStore store;

    public NamedChunks(LokiStore store) {
        this.store = store;
    }

    /** Those that a table names, or might name: all that reach into the days of a table which cannot be read. */
    public Set<ChunkRef> among(Collection<ChunkRef> chunks) throws IOException {
        Set<ChunkRef> named = new HashSet<>();
        if (chunks.isEmpty()) {
            return named;
        }
        Set<ChunkRef> wanted = new HashSet<>(chunks);
        store.refresh();
        for (Table table : store.tables()) {
            Set<TenantId> tenants = tenantsOf(table, wanted);
            if (!tenants.isEmpty()) {
                look(table, tenants, wanted, named);
            }
        }
        return named;
    }

    private static boolean reaches(ChunkRef chunk, Table table) {
        return Math.floorDiv(chunk.fromMillis(), MILLIS_PER_DAY) <= table.lastDay()
                && Math.floorDiv(chunk.throughMillis(), MILLIS_PER_DAY) >= table.firstDay();
    }

    private static Set<TenantId> tenantsOf(Table table, Set<ChunkRef> wanted) {
        Set<TenantId> tenants = new TreeSet<>();
        for (ChunkRef chunk : wanted) {
            if (reaches(chunk, table)) {
                tenants.add(chunk.tenant());
            }
        }
        return tenants;
    }

    private void look(Table table, Set<TenantId> tenants, Set<ChunkRef> wanted, Set<ChunkRef> named)
            throws IOException {
        UnreadableRows unreadable = new UnreadableRows(table, (subject, cause) -> {});
        SeriesQuery query = new SeriesQuery(tenants, List.of(), TimeRange.ALL);
        try (TableReader reader = store.openTable(table, unreadable);
                SeriesCursor series = reader.series(query)) {
            while (series.next()) {
                for (IndexedChunk chunk : series.series().chunks()) {
                    if (wanted.contains(chunk.ref())) {
                        named.add(chunk.ref());
                    }
                }
            }
        }
        wanted.stream()
                .filter(chunk -> unreadable.concern(chunk.tenant()) && reaches(chunk, table))
                .forEach(named::add);
    }
}
