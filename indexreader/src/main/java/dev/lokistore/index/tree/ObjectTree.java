package dev.lokistore.index.tree;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.StoredChunkCursor;
import dev.lokistore.index.report.ChunkRow;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.index.report.ReportSink;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/** The tree as the names of chunk objects tell it. State: a few numbers a folder, 16 bytes a stream in each. */
final class ObjectTree extends StoreTree {
    private static final long MILLIS_PER_DAY = 86_400_000;

    private final LokiStore store;

    ObjectTree(LokiStore store) {
        this.store = store;
    }

    /** What a folder comes to. */
    private static final class Sum {
        private final Set<Long> streams = new HashSet<>();
        private long chunks;
        private long bytes;
        private long fromMillis = Long.MAX_VALUE;
        private long throughMillis = Long.MIN_VALUE;

        void add(StoredChunk chunk) {
            streams.add(chunk.ref().fingerprint());
            chunks++;
            bytes += chunk.object().sizeBytes();
            fromMillis = Math.min(fromMillis, chunk.ref().fromMillis());
            throughMillis = Math.max(throughMillis, chunk.ref().throughMillis());
        }
    }

    /** @throws IllegalArgumentException if the query has matchers */
    @Override
    void below(TreePath path, ReportQuery query, Problems problems, ReportSink<TreeNode> sink) throws IOException {
        if (!query.matchers().isEmpty()) {
            throw new IllegalArgumentException("without an index the labels of streams are not known");
        }
        try (ChunkInventory inventory = inventory(path, query, problems)) {
            for (TenantId tenant : inventory.tenants()) {
                if (query.tenants().isEmpty() || query.tenants().contains(tenant)) {
                    ofTenant(inventory, tenant, path, query, sink);
                }
            }
        }
    }

    @Override
    Map<TreeNode, List<TreeNode>> streams(TreePath day, ReportQuery query, Problems problems) throws IOException {
        Map<TreeNode, List<TreeNode>> streams = new LinkedHashMap<>();
        Map<Long, List<TreeNode>> chunks = new HashMap<>();
        below(day, query, problems, stream -> {
            List<TreeNode> below = new ArrayList<>();
            streams.put(stream, below);
            chunks.put(stream.path().fingerprint(), below);
        });
        TenantId tenant = Objects.requireNonNull(day.tenant());
        // what was wrong with names was told above
        try (ChunkInventory inventory = store.inventory(query.tenants(), (subject, cause) -> {});
                StoredChunkCursor cursor = inventory.chunks(tenant)) {
            while (cursor.next()) {
                StoredChunk chunk = cursor.chunk();
                List<TreeNode> below = chunks.get(chunk.ref().fingerprint());
                if (below != null
                        && query.range()
                                .overlapsMillis(
                                        chunk.ref().fromMillis(), chunk.ref().throughMillis())) {
                    below.add(node(day.child(chunk.ref().fingerprintHex()).child(chunk.ref()), chunk));
                }
            }
        }
        return streams;
    }

    private ChunkInventory inventory(TreePath path, ReportQuery query, Problems problems) throws IOException {
        TenantId tenant = path.tenant();
        Long fingerprint = path.fingerprint();
        return tenant == null || fingerprint == null
                ? store.inventory(query.tenants(), problems)
                : store.inventory(Map.of(tenant, Set.of(fingerprint)), problems);
    }

    private void ofTenant(
            ChunkInventory inventory, TenantId tenant, TreePath path, ReportQuery query, ReportSink<TreeNode> sink)
            throws IOException {
        TreePath folder = path.level() == TreePath.Level.STORE ? path.child(tenant.value()) : path;
        Map<String, Sum> sums = new TreeMap<>();
        try (StoredChunkCursor cursor = inventory.chunks(tenant)) {
            while (cursor.next()) {
                StoredChunk chunk = cursor.chunk();
                ChunkRef ref = chunk.ref();
                if (!query.range().overlapsMillis(ref.fromMillis(), ref.throughMillis())) {
                    continue;
                }
                switch (path.level()) {
                    case STORE -> add(sums, tenant.value(), chunk);
                    case TENANT -> addDays(sums, query, chunk);
                    case DAY -> add(sums, ref.fingerprintHex(), chunk);
                    case STREAM -> sink.accept(node(folder.child(ref), chunk));
                    case CHUNK -> {
                        // a leaf
                    }
                }
            }
        }
        for (Map.Entry<String, Sum> sum : sums.entrySet()) {
            TreePath child = path.level() == TreePath.Level.STORE ? folder : folder.child(sum.getKey());
            sink.accept(node(child, sum.getValue()));
        }
    }

    private static void add(Map<String, Sum> sums, String name, StoredChunk chunk) {
        sums.computeIfAbsent(name, key -> new Sum()).add(chunk);
    }

    /** In each day that it reaches into, as an index would have it; of hostile times only the first. */
    private static void addDays(Map<String, Sum> sums, ReportQuery query, StoredChunk chunk) {
        long first = Math.floorDiv(chunk.ref().fromMillis(), MILLIS_PER_DAY);
        long last = Math.floorDiv(chunk.ref().throughMillis(), MILLIS_PER_DAY);
        long end = last - first > 366 ? first : Math.max(first, last);
        for (long day = first; day <= end; day++) {
            if (query.range().overlapsMillis(day * MILLIS_PER_DAY, (day + 1) * MILLIS_PER_DAY - 1)) {
                add(sums, LocalDate.ofEpochDay(day).toString(), chunk);
            }
        }
    }

    private static TreeNode node(TreePath path, Sum sum) {
        return new TreeNode(
                path,
                null,
                sum.streams.size(),
                sum.chunks,
                sum.bytes,
                Instant.ofEpochMilli(sum.fromMillis),
                Instant.ofEpochMilli(sum.throughMillis),
                null,
                null);
    }

    private TreeNode node(TreePath path, StoredChunk chunk) throws IOException {
        ChunkRef ref = chunk.ref();
        return new TreeNode(
                path,
                null,
                1,
                1,
                chunk.object().sizeBytes(),
                Instant.ofEpochMilli(ref.fromMillis()),
                Instant.ofEpochMilli(ref.throughMillis()),
                store.logicalKey(ref),
                ChunkRow.State.OK);
    }
}
