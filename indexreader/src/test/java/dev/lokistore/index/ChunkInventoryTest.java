package dev.lokistore.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.layout.ChunkForm;
import dev.lokistore.index.layout.ChunkName;
import dev.lokistore.objectstore.CountingReader;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("one-runtime")
class ChunkInventoryTest {
    private static final List<String> GOLDEN = GoldenStores.ALL;
    private static final Comparator<ChunkRef> BY_DAY = Comparator.<ChunkRef>comparingLong(
                    ref -> Math.floorDiv(ref.fromMillis(), 86_400_000L))
            .thenComparing(Comparator.naturalOrder());
    private static final Problems NONE = (subject, cause) -> {
        throw new AssertionError(subject, cause);
    };

    @TempDir
    private Path temp;

    private final MemoryObjectStore store = new MemoryObjectStore();

    @ParameterizedTest
    @FieldSource("GOLDEN")
    void theInventoryIsWhatAListingOfEverythingShows(String name) throws IOException {
        LokiStore loki = LokiStore.open(GoldenStores.open(name), options());
        SortedMap<ChunkRef, ObjectInfo> expected = listed(loki.objects(), ':');
        assertThat(expected).isNotEmpty();
        try (ChunkInventory inventory = loki.inventory(Set.of(), NONE)) {
            assertThat(all(inventory.chunks()))
                    .isEqualTo(List.copyOf(expected.entrySet().stream()
                            .map(entry -> new StoredChunk(entry.getKey(), entry.getValue()))
                            .toList()));
            assertThat(inventory.size()).isEqualTo(expected.size());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 1_000, 1_000_000})
    void aFileHoldsTheSameAsMemory(int inMemory) throws IOException {
        SortedMap<ChunkRef, ObjectInfo> expected =
                fill(ChunkForm.NESTED, 5_000, "a", "a!", "b", "\uD83D\uDE00", "\uFF5E");
        LokiStore loki = LokiStore.open(store, options().withInventoryInMemory(inMemory));
        try (ChunkInventory inventory = loki.inventory(Set.of(), NONE)) {
            assertThat(files()).hasSize(inMemory < 5_000 ? 1 : 0);
            List<StoredChunk> found = all(inventory.chunks());
            assertThat(found.stream().map(StoredChunk::ref)).containsExactlyElementsOf(expected.keySet());
            assertThat(found.stream().map(StoredChunk::object)).containsExactlyElementsOf(expected.values());
            for (TenantId tenant : inventory.tenants()) {
                assertThat(all(inventory.chunks(tenant)).stream().map(StoredChunk::ref))
                        .isNotEmpty()
                        .containsExactlyElementsOf(expected.keySet().stream()
                                .filter(ref -> ref.tenant().equals(tenant))
                                .toList());
            }
            assertThat(List.copyOf(inventory.tenants())).hasSize(5).isSorted();
            assertThat(all(inventory.chunks(TenantId.of("c")))).isEmpty();
            requireDays(inventory, expected.keySet());
            for (Map.Entry<ChunkRef, ObjectInfo> entry : expected.entrySet()) {
                assertThat(inventory.find(entry.getKey())).contains(entry.getValue());
                ChunkRef other = entry.getKey();
                assertThat(inventory.find(new ChunkRef(
                                other.tenant(),
                                other.fingerprint(),
                                other.fromMillis(),
                                other.throughMillis(),
                                other.checksum() + 1)))
                        .isEmpty();
            }
        }
        assertThat(files()).isEmpty();
    }

    /** Any days, with chunks and without. */
    private static void requireDays(ChunkInventory inventory, Set<ChunkRef> expected) throws IOException {
        long first = day(expected.stream().min(BY_DAY).orElseThrow());
        long last = day(expected.stream().max(BY_DAY).orElseThrow());
        for (long from : new long[] {first - 1, first, first + 1, last, last + 1}) {
            for (long through : new long[] {from - 1, from, last, last + 5}) {
                assertThat(all(inventory.chunks(from, through)).stream().map(StoredChunk::ref))
                        .containsExactlyElementsOf(expected.stream()
                                .filter(ref -> day(ref) >= from && day(ref) <= through)
                                .toList());
            }
        }
    }

    private static long day(ChunkRef ref) {
        return Math.floorDiv(ref.fromMillis(), 86_400_000L);
    }

    @ParameterizedTest
    @EnumSource
    void eachFormIsListedByTenantAndByStream(ChunkForm form) throws IOException {
        SortedMap<ChunkRef, ObjectInfo> expected = fill(form, 3_000, "a", "ab", "abc", "abc-x", "abd");
        LokiStore loki = LokiStore.open(store, options());
        assertThat(loki.layout().forms()).containsExactly(form);
        assertThat(loki.tenantsInNames()).hasSize(5);
        try (ChunkInventory inventory = loki.inventory(Set.of(), NONE)) {
            assertThat(refs(inventory)).containsExactlyElementsOf(expected.keySet());
        }
        for (TenantId tenant : loki.tenantsInNames()) {
            try (ChunkInventory inventory = loki.inventory(Set.of(tenant), NONE)) {
                assertThat(refs(inventory))
                        .containsExactlyElementsOf(expected.keySet().stream()
                                .filter(ref -> ref.tenant().equals(tenant))
                                .toList());
            }
        }
        ChunkRef one = expected.firstKey();
        ChunkRef last = expected.lastKey();
        Map<TenantId, Set<Long>> streams =
                Map.of(one.tenant(), Set.of(one.fingerprint()), last.tenant(), Set.of(last.fingerprint(), 4711L));
        try (ChunkInventory inventory = loki.inventory(streams, NONE)) {
            assertThat(refs(inventory))
                    .contains(one, last)
                    .containsExactlyElementsOf(expected.keySet().stream()
                            .filter(ref ->
                                    streams.getOrDefault(ref.tenant(), Set.of()).contains(ref.fingerprint()))
                            .toList());
        }
    }

    @Test
    void aFewStreamsOfABigStoreAreFewListings() throws IOException {
        SortedMap<ChunkRef, ObjectInfo> expected = fill(ChunkForm.NESTED, 10_000, "a", "b");
        CountingReader counting = new CountingReader(store);
        LokiStore loki = LokiStore.open(counting, options());
        loki.tables();
        long before = counting.stats().requests(Operation.LIST);
        assertThat(before).isLessThan(30);
        ChunkRef one = expected.firstKey();
        try (ChunkInventory inventory = loki.inventory(Map.of(one.tenant(), Set.of(one.fingerprint())), NONE)) {
            assertThat(refs(inventory)).contains(one);
        }
        assertThat(counting.stats().requests(Operation.LIST)).isEqualTo(before + 1);
        assertThat(counting.stats().requests(Operation.GET)).isZero();
        assertThat(counting.stats().requests(Operation.READ)).isZero();
    }

    @Test
    void manyStreamsAreListedByTheirTenant() throws IOException {
        SortedMap<ChunkRef, ObjectInfo> expected = fill(ChunkForm.NESTED, 6_000, "a");
        Set<Long> streams = new TreeSet<>();
        expected.keySet().stream().map(ChunkRef::fingerprint).limit(3_000).forEach(streams::add);
        assertThat(streams.size()).isGreaterThan(200);
        CountingReader counting = new CountingReader(store);
        LokiStore loki = LokiStore.open(counting, options());
        long before = counting.stats().requests(Operation.LIST);
        try (ChunkInventory inventory = loki.inventory(Map.of(TenantId.of("a"), streams), NONE)) {
            assertThat(refs(inventory))
                    .containsExactlyElementsOf(expected.keySet().stream()
                            .filter(ref -> streams.contains(ref.fingerprint()))
                            .toList());
        }
        assertThat(counting.stats().requests(Operation.LIST) - before).isLessThan(50);
    }

    @Test
    void aChunkUnderBothFormsOfItsKeyCountsOnce() throws IOException {
        for (int inMemory : new int[] {1, 100}) {
            ChunkRef ref = new ChunkRef(TenantId.of("a"), 5, 1_700_000_000_000L, 1_700_000_000_001L, -1);
            store.put(ObjectKey.of(ChunkForm.FLAT.key(ref, ':')), new byte[3]);
            store.put(ObjectKey.of(ChunkForm.NESTED.key(ref, ':')), new byte[3]);
            LokiStore loki = LokiStore.open(store, options().withInventoryInMemory(inMemory));
            try (ChunkInventory inventory = loki.inventory(Set.of(), NONE)) {
                assertThat(inventory.size()).isEqualTo(1);
                assertThat(refs(inventory)).containsExactly(ref);
            }
        }
    }

    @Test
    void namesThatOnlyLookLikeChunksAreReported() throws IOException {
        fill(ChunkForm.NESTED, 10, "a");
        store.put(ObjectKey.of("a/00ff/18bcfe5687b:18bcfe56c64:9a"), new byte[1]);
        store.put(ObjectKey.of("a/ff/18bcfe5687b:18bcfe56c64:9aaaaaaaaa"), new byte[1]);
        store.put(ObjectKey.of("a/readme.txt"), new byte[1]);
        List<String> problems = new ArrayList<>();
        try (ChunkInventory inventory =
                LokiStore.open(store, options()).inventory(Set.of(), (subject, cause) -> problems.add(subject))) {
            assertThat(inventory.size()).isEqualTo(10);
        }
        assertThat(problems)
                .containsExactlyInAnyOrder(
                        "a/00ff/18bcfe5687b:18bcfe56c64:9a", "a/ff/18bcfe5687b:18bcfe56c64:9aaaaaaaaa");
    }

    @Test
    void aListingThatFailsFailsTheInventoryAndLeavesNoFile() throws IOException {
        fill(ChunkForm.NESTED, 5_000, "a", "b");
        FailingReader failing = new FailingReader(store, "b/9");
        LokiStore loki = LokiStore.open(failing, options().withInventoryInMemory(10));
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> loki.inventory(Set.of(), NONE))
                .withMessageContaining("no more");
        assertThat(files()).isEmpty();
    }

    private SortedMap<ChunkRef, ObjectInfo> fill(ChunkForm form, int chunks, String... tenants) throws IOException {
        Random random = new Random(chunks);
        long[] streams = random.longs(chunks / 4 + 1).toArray();
        SortedMap<ChunkRef, ObjectInfo> expected = new TreeMap<>(BY_DAY);
        for (int i = 0; i < chunks; i++) {
            long from = 1_600_000_000_000L + random.nextInt(1 << 30);
            ChunkRef ref = new ChunkRef(
                    TenantId.of(tenants[i % tenants.length]),
                    streams[random.nextInt(streams.length)],
                    from,
                    from + random.nextInt(1 << 20),
                    random.nextInt());
            expected.put(ref, store.put(ObjectKey.of(form.key(ref, ':')), new byte[random.nextInt(50)]));
        }
        return expected;
    }

    private static SortedMap<ChunkRef, ObjectInfo> listed(ObjectReader reader, char delimiter) throws IOException {
        SortedMap<ChunkRef, ObjectInfo> found = new TreeMap<>(BY_DAY);
        try (Listing<ObjectInfo> listing = reader.list("")) {
            while (listing.next()) {
                ObjectInfo object = listing.entry();
                Optional<ChunkName> name = ChunkName.tryParse(object.key().value(), delimiter);
                name.ifPresent(chunk -> found.put(chunk.ref(), object));
            }
        }
        return found;
    }

    private static List<StoredChunk> all(StoredChunkCursor cursor) throws IOException {
        List<StoredChunk> chunks = new ArrayList<>();
        try (cursor) {
            while (cursor.next()) {
                chunks.add(cursor.chunk());
            }
        }
        return chunks;
    }

    private static List<ChunkRef> refs(ChunkInventory inventory) throws IOException {
        return all(inventory.chunks()).stream().map(StoredChunk::ref).toList();
    }

    private OpenOptions options() {
        return OpenOptions.defaults(temp).withConcurrency(4);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(temp)) {
            return files.toList();
        }
    }
}
