package dev.lokistore.index.report;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ChunkObject;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.query.ChunksOnce;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of random streams and the tables that name them, for reports that are fed by hand: a few tenants, labels that
 * depend on each other, replicas cut at other places, chunks that cross midnight or that have no object.
 */
record RandomIndex(List<Table> tables, List<Chunk> chunks) {
    static final long DAY = 86_400_000;
    static final int FIRST_DAY = 20_000;
    private static final int DAYS = 3;
    private static final int STREAMS = 12;
    private static final int CHUNKS = 10;

    /** @param storedBytes null without an object */
    record Chunk(ChunkRef ref, Labels labels, @Nullable Long storedBytes, long entries, long rawKilobytes) {
        String tenant() {
            return ref.tenant().value();
        }

        String stream() {
            return tenant() + labels;
        }

        long bytes() {
            return storedBytes == null ? 0 : storedBytes;
        }

        boolean in(Table table) {
            return table.range().overlapsMillis(ref.fromMillis(), ref.throughMillis());
        }

        /** By the documented rule, for the one chunk and all others. */
        boolean overlapsAnotherOf(List<Chunk> all) {
            return all.stream()
                    .anyMatch(other -> other != this
                            && other.stream().equals(stream())
                            && Math.min(ref.throughMillis(), other.ref.throughMillis())
                                            - Math.max(ref.fromMillis(), other.ref.fromMillis())
                                    > 1);
        }
    }

    static RandomIndex of(long seed) {
        Random random = new Random(seed);
        List<Table> tables = new ArrayList<>();
        for (int day = 0; day < DAYS; day++) {
            long number = FIRST_DAY + day;
            tables.add(new Table("index_" + number, "index_", number, number, number, List.of()));
        }
        // a day of two tables, as on the day of a change of schema
        tables.add(
                2,
                new Table("tsdb_" + (FIRST_DAY + 1), "tsdb_", FIRST_DAY + 1, FIRST_DAY + 1, FIRST_DAY + 1, List.of()));
        List<Chunk> chunks = new ArrayList<>();
        for (int stream = 0; stream < STREAMS; stream++) {
            TenantId tenant = TenantId.of(random.nextInt(3) == 0 ? "beta" : "acme");
            Labels labels = labels(random, stream);
            for (int i = 0; i < CHUNKS; i++) {
                chunks.add(chunk(random, tenant, labels, stream, chunks));
            }
        }
        return new RandomIndex(tables, chunks);
    }

    private static Labels labels(Random random, int stream) {
        Map<String, String> labels = new TreeMap<>();
        labels.put("app", "app" + stream % 3);
        labels.put("pod", "pod" + stream);
        if (random.nextBoolean()) {
            labels.put("env", random.nextBoolean() ? "prod" : "dev");
        }
        if (random.nextBoolean()) {
            labels.put("node", "node" + random.nextInt(2));
        }
        return Labels.of(labels);
    }

    private static Chunk chunk(Random random, TenantId tenant, Labels labels, int stream, List<Chunk> before) {
        long from = FIRST_DAY * DAY + random.nextInt((int) (DAYS * DAY));
        if (random.nextInt(3) == 0) {
            from = (FIRST_DAY + 1 + random.nextInt(DAYS - 1)) * DAY + random.nextInt((int) (DAY / 8)) - DAY / 16;
        }
        long length = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt((int) (DAY / 20));
        if (random.nextBoolean() && !before.isEmpty()) {
            // the successor of another one, as rounding leaves it
            ChunkRef other = before.get(random.nextInt(before.size())).ref();
            from = other.throughMillis() - random.nextInt(3);
        }
        long through = Math.min(from + length, (FIRST_DAY + DAYS) * DAY - 1);
        ChunkRef ref = new ChunkRef(tenant, stream, Math.min(from, through), through, random.nextInt());
        Long stored = random.nextInt(15) == 0 ? null : (Long) (long) random.nextInt(200_000);
        return new Chunk(ref, labels, stored, random.nextInt(1000), random.nextInt(500));
    }

    /** As a walk through the tables would tell. */
    List<Sight> sights() {
        List<Sight> sights = new ArrayList<>();
        ChunksOnce once = ChunksOnce.ascending(tables);
        while (once.hasNextTable()) {
            Table table = once.nextTable();
            Map<String, List<Chunk>> series = chunks.stream()
                    .filter(chunk -> chunk.in(table))
                    .sorted(Comparator.comparing(Chunk::ref))
                    .collect(Collectors.groupingBy(Chunk::stream, TreeMap::new, Collectors.toList()));
            for (List<Chunk> each : series.values()) {
                sights.addAll(sights(table, each, once));
            }
        }
        return sights;
    }

    private static List<Sight> sights(Table table, List<Chunk> chunks, ChunksOnce once) {
        List<IndexedChunk> indexed = chunks.stream()
                .map(chunk -> new IndexedChunk(chunk.ref(), new ChunkVolume(chunk.rawKilobytes(), chunk.entries())))
                .toList();
        IndexedSeries series =
                new IndexedSeries(chunks.get(0).ref().tenant(), chunks.get(0).labels(), indexed);
        List<Sight> sights = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
            Chunk chunk = chunks.get(i);
            boolean first = once.isNew(chunk.ref());
            ChunkObject object = chunk.storedBytes() == null
                    ? null
                    : ChunkObject.of(new ObjectInfo(ObjectKey.of("chunk"), chunk.storedBytes(), Instant.EPOCH, ""));
            sights.add(new Sight(
                    table,
                    series,
                    indexed.get(i),
                    first,
                    once.mayComeAgain(chunk.ref()),
                    object,
                    true,
                    ChunkFigures.of(indexed.get(i).volume())));
        }
        return sights;
    }
}
