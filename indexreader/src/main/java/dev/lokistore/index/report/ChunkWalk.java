package dev.lokistore.index.report;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.query.ChunksOnce;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.TaskResult;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the wanted chunks, table by table, and joins them with their objects. Without matchers the objects of the
 * tenants are listed first. With matchers only the matching streams' objects are, as long as those streams' chunks fit in
 * a buffer.
 */
final class ChunkWalk {
    /** Bounded memory, and far more streams than it pays to list one by one. */
    private static final int BUFFERED_CHUNKS = 100_000;
    /** Enough to keep all requests busy. */
    private static final int BATCH = 512;

    private final LokiStore store;
    private final int concurrency;
    private final ReportQuery query;
    private final Problems problems;
    private final List<Sight> buffer = new ArrayList<>();
    private final @Nullable Onlooker onlooker;
    private @Nullable ChunkLookup lookup;

    ChunkWalk(LokiStore store, int concurrency, ReportQuery query, Problems problems) {
        this(store, concurrency, query, problems, null);
    }

    /** @param onlooker is shown more of the tables than the query wants; null for nobody */
    ChunkWalk(LokiStore store, int concurrency, ReportQuery query, Problems problems, @Nullable Onlooker onlooker) {
        this.store = store;
        this.concurrency = concurrency;
        this.query = query;
        this.problems = problems;
        this.onlooker = onlooker;
    }

    /** Looks at the series of the wanted tables, whether or not they are wanted themselves. */
    interface Onlooker {
        /** Which series of the table it wants to see: at least those that the query wants. */
        SeriesQuery wants(Table table);

        void see(Table table, IndexedSeries series);
    }

    /** Asks for every object by itself instead of listing. */
    void runWithHeads(ReportSink<Sight> sink) throws IOException {
        walk(sink, new ChunkLookup(store, null, query.detail(), problems));
    }

    /**
     * @param sink gets the chunks in order of tables; those of one series of a table one after the other, in its order
     * @param end told the inventory when all chunks are through
     */
    void run(ReportSink<Sight> sink, ReportSink<ChunkInventory> end) throws IOException {
        if (query.matchers().isEmpty()) {
            try (ChunkInventory inventory = store.inventory(query.tenants(), problems)) {
                walk(sink, lookup(inventory));
                end.accept(inventory);
            }
        } else {
            runSelected(sink);
        }
    }

    void run(ReportSink<Sight> sink) throws IOException {
        run(sink, inventory -> {});
    }

    private void runSelected(ReportSink<Sight> sink) throws IOException {
        List<Sight> found = new ArrayList<>();
        List<ChunkInventory> opened = new ArrayList<>();
        ReportSink<Sight> collect = sight -> {
            if (opened.isEmpty()) {
                found.add(sight);
                if (found.size() > BUFFERED_CHUNKS) {
                    opened.add(store.inventory(query.tenants(), problems));
                    lookup = lookup(opened.get(0));
                    replay(found, sink);
                }
            } else {
                take(sight, sink);
            }
        };
        try {
            tables().run(sights(collect));
            if (opened.isEmpty()) {
                opened.add(store.inventory(fingerprints(found), problems));
                lookup = lookup(opened.get(0));
                replay(found, sink);
            }
            flush(sink);
        } finally {
            for (ChunkInventory inventory : opened) {
                inventory.close();
            }
        }
    }

    private void replay(List<Sight> found, ReportSink<Sight> sink) throws IOException {
        for (Sight sight : found) {
            take(sight, sink);
        }
        found.clear();
    }

    private static Map<TenantId, Set<Long>> fingerprints(List<Sight> found) {
        Map<TenantId, Set<Long>> fingerprints = new HashMap<>();
        for (Sight sight : found) {
            fingerprints
                    .computeIfAbsent(sight.chunk().ref().tenant(), tenant -> new HashSet<>())
                    .add(sight.chunk().ref().fingerprint());
        }
        return fingerprints;
    }

    private ChunkLookup lookup(ChunkInventory inventory) {
        return new ChunkLookup(store, inventory, query.detail(), problems);
    }

    private void walk(ReportSink<Sight> sink, ChunkLookup with) throws IOException {
        lookup = with;
        tables().run(sights(sight -> take(sight, sink)));
        flush(sink);
    }

    private TableWalk tables() {
        Onlooker watching = onlooker;
        return watching == null
                ? new TableWalk(store, query, problems)
                : new TableWalk(store, query, watching::wants, problems);
    }

    private TableWalk.Visitor sights(ReportSink<Sight> sink) {
        Onlooker watching = onlooker;
        SeriesQuery wanted = query.series();
        return (table, series, once) -> {
            if (watching == null) {
                sights(table, series, once, sink);
            } else {
                watching.see(table, series);
                Optional<IndexedSeries> some = wanted.select(series);
                if (some.isPresent()) {
                    sights(table, some.get(), once, sink);
                }
            }
        };
    }

    private static void sights(Table table, IndexedSeries series, ChunksOnce once, ReportSink<Sight> sink)
            throws IOException {
        for (IndexedChunk chunk : series.chunks()) {
            boolean first = once.isNew(chunk.ref());
            boolean mayComeAgain = once.mayComeAgain(chunk.ref());
            sink.accept(
                    new Sight(table, series, chunk, first, mayComeAgain, null, false, ChunkFigures.of(chunk.volume())));
        }
    }

    private void take(Sight sight, ReportSink<Sight> sink) throws IOException {
        ChunkLookup with = lookup;
        if (with != null && !with.isRemote()) {
            sink.accept(with.complete(sight));
            return;
        }
        buffer.add(sight);
        if (buffer.size() == BATCH) {
            flush(sink);
        }
    }

    private void flush(ReportSink<Sight> sink) throws IOException {
        ChunkLookup with = lookup;
        if (with == null || buffer.isEmpty()) {
            return;
        }
        if (with.isRemote() && concurrency > 1) {
            for (Sight sight : inParallel(with)) {
                sink.accept(sight);
            }
        } else {
            for (Sight sight : buffer) {
                sink.accept(with.complete(sight));
            }
        }
        buffer.clear();
    }

    private List<Sight> inParallel(ChunkLookup with) throws IOException {
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(concurrency, buffer.size()));
        try {
            List<Future<Sight>> running = new ArrayList<>();
            for (Sight sight : buffer) {
                running.add(threads.submit(() -> with.complete(sight)));
            }
            List<Sight> done = new ArrayList<>();
            for (Future<Sight> sight : running) {
                done.add(TaskResult.of(sight, "interrupted while chunks were looked up"));
            }
            return done;
        } finally {
            threads.shutdownNow();
        }
    }
}
