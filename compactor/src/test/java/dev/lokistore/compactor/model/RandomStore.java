package dev.lokistore.compactor.model;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ChangeableStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.layout.ChunkForm;
import dev.lokistore.index.schema.LokiConfig;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A store of some days, made from a seed, with a model of it: several tenants with streams of the same labels, up to three
 * replicas of each stream that cut chunks alike or each in its own way, chunks over midnight and over several days, every
 * codec, one to three schema periods of both index kinds, tables fresh, compacted or both, keys of a bucket or of a file
 * system. Objects are as old as what is in them.
 */
public final class RandomStore {
    /** When every table is cold. */
    public static final Instant NOW = Instant.parse("2026-12-20T00:00:00Z");

    public static final long DAY_MILLIS = 86_400_000;
    public static final long FIRST_DAY = LocalDate.parse("2026-11-10").toEpochDay();

    private static final List<String> TENANTS = List.of("1", "10", "a_b", "team.x", "fake");

    /** How much there is. */
    public enum Size {
        /** Some thirty chunks in three days: to be run over many times. */
        SMALL(2, 3, 2, 25),
        /** Some hundreds in five days. */
        LARGE(3, 5, 3, 100);

        private final int tenants;
        private final int days;
        private final int streams;
        private final int entries;

        Size(int tenants, int days, int streams, int entries) {
            this.tenants = tenants;
            this.days = days;
            this.streams = streams;
            this.entries = entries;
        }

        /** Of each tenant. */
        int streams() {
            return streams;
        }

        /** Of a stream, about. */
        int entries() {
            return entries;
        }
    }

    /** An object that is put back into each copy. */
    private record Stored(byte[] bytes, Instant lastModified) {}

    private final StoreSchema schema;
    private final StoreModel model;
    private final Map<ObjectKey, Stored> objects;

    private RandomStore(StoreSchema schema, StoreModel model, Map<ObjectKey, Stored> objects) {
        this.schema = schema;
        this.model = model;
        this.objects = objects;
    }

    /** The same seed and size give the same store. */
    public static RandomStore of(long seed, Size size, Path temporary) throws IOException {
        Random random = new Random(seed);
        StoreSchema schema = schema(random, size.days);
        List<String> names = new ArrayList<>(TENANTS);
        Collections.shuffle(names, random);
        List<TenantId> tenants =
                names.stream().limit(size.tenants).map(TenantId::of).toList();
        List<RandomStreams.Made> made = new RandomStreams(random, schema, FIRST_DAY, size.days, size).make(tenants);
        SetClock clock = new SetClock();
        MemoryObjectStore store = new MemoryObjectStore(clock);
        boolean filesystem = random.nextBoolean();
        Map<ChunkRef, StoreModel.Chunk> chunks = new LinkedHashMap<>();
        for (RandomStreams.Made one : made) {
            ChunkRef ref = one.chunk().ref();
            clock.time = Instant.ofEpochMilli(ref.throughMillis()).plus(Duration.ofMinutes(30));
            int version = schema.periodAt(ref.fromMillis()).orElseThrow().version();
            ChunkForm form = ChunkForm.of(ChunkKeyScheme.ofSchema(version), filesystem);
            store.put(ObjectKey.of(form.key(ref, ':')), one.encoded().bytes());
            chunks.put(ref, one.chunk());
        }
        RandomTables tables = new RandomTables(random, schema, store, temporary);
        for (long day = FIRST_DAY; day < FIRST_DAY + size.days + 1; day++) {
            clock.time = Instant.ofEpochMilli((day + 1) * DAY_MILLIS).plus(Duration.ofHours(3));
            tables.write(day, made);
        }
        return new RandomStore(schema, new StoreModel(List.copyOf(chunks.values())), stored(store));
    }

    private static StoreSchema schema(Random random, int days) {
        List<SchemaPeriod> periods = new ArrayList<>();
        int count = 1 + random.nextInt(3);
        long from = FIRST_DAY - 10;
        int version = 9 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            IndexKind kind = version > 11 && random.nextInt(3) > 0 ? IndexKind.TSDB : IndexKind.BOLTDB;
            periods.add(new SchemaPeriod(
                    LocalDate.ofEpochDay(from),
                    kind,
                    version,
                    kind == IndexKind.TSDB ? "tsdb_index_" : "loki_index_",
                    Duration.ofDays(1),
                    "index/",
                    version == 9 ? 0 : 16,
                    "filesystem"));
            from = Math.max(from + 1, FIRST_DAY + 1 + random.nextInt(days));
            version = Math.min(13, version + random.nextInt(3));
        }
        return new StoreSchema(periods, StoreSchema.Origin.CONFIGURED, List.of());
    }

    private static Map<ObjectKey, Stored> stored(ObjectReader store) throws IOException {
        Map<ObjectKey, Stored> stored = new LinkedHashMap<>();
        try (Listing<ObjectInfo> listing = store.list("")) {
            while (listing.next()) {
                ObjectInfo object = listing.entry();
                stored.put(object.key(), new Stored(store.readAll(object.key(), 1 << 30), object.lastModified()));
            }
        }
        return stored;
    }

    /** Another copy of it; what is put into that later is of {@link #NOW}. */
    public MemoryObjectStore copy() throws IOException {
        return copy(objects);
    }

    /** Another copy of a store, with the times of its objects; what is put into that later is of {@link #NOW}. */
    public static MemoryObjectStore copy(ObjectReader store) throws IOException {
        return copy(stored(store));
    }

    /** Another copy, with more objects that were written long ago. */
    public MemoryObjectStore copyWith(Map<ObjectKey, byte[]> more) {
        Map<ObjectKey, Stored> all = new LinkedHashMap<>(objects);
        more.forEach((key, bytes) -> all.put(key, new Stored(bytes, NOW.minus(Duration.ofDays(10)))));
        return copy(all);
    }

    private static MemoryObjectStore copy(Map<ObjectKey, Stored> objects) {
        SetClock clock = new SetClock();
        MemoryObjectStore copy = new MemoryObjectStore(clock);
        objects.forEach((key, object) -> {
            clock.time = object.lastModified();
            copy.put(key, object.bytes());
        });
        clock.time = NOW;
        return copy;
    }

    public StoreSchema schema() {
        return schema;
    }

    public StoreModel model() {
        return model;
    }

    /** How commands find it if they are given Loki's configuration. */
    public ChangeableStore open(ObjectStore store, Path temporary) throws IOException {
        LokiConfig config = LokiConfig.parse("loki.yaml", schema.toYaml(), name -> Optional.empty());
        return ChangeableStore.open(store, OpenOptions.defaults(temporary).withConfig(config));
    }

    /** Not thread-safe. */
    private static final class SetClock extends Clock {
        private Instant time = NOW;

        @Override
        public Instant instant() {
            return time;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
