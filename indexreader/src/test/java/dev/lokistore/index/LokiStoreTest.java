package dev.lokistore.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.layout.AmbiguousRootException;
import dev.lokistore.index.layout.BucketHash;
import dev.lokistore.index.layout.ChunkForm;
import dev.lokistore.index.layout.NestedReader;
import dev.lokistore.index.schema.LokiConfig;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.ArchiveLimits;
import dev.lokistore.objectstore.CountingReader;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.filesystem.FilesystemStore;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import dev.lokistore.objectstore.tar.TarReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class LokiStoreTest {
    private static final List<String> GOLDEN = GoldenStores.ALL;
    private static final Problems NONE = (subject, cause) -> {
        throw new AssertionError(subject, cause);
    };
    private static final ChunkRef CHUNK =
            new ChunkRef(TenantId.of("fake"), 0x4ae405d76e348b47L, 0x18bcfe5687bL, 0x18bcfe56c64L, 0x8fe6ff9c);

    @TempDir
    private Path temp;

    private final MemoryObjectStore store = new MemoryObjectStore();

    @ParameterizedTest
    @FieldSource("GOLDEN")
    void theDetectedSchemaOfAGoldenStoreIsThatOfItsConfiguration(String name) throws IOException {
        ObjectReader archive = GoldenStores.open(name);
        LokiStore loki = LokiStore.open(archive, options());
        StoreSchema detected = loki.schema();
        assertThat(detected.origin()).isEqualTo(StoreSchema.Origin.DETECTED);
        LokiConfig config =
                config(new String(archive.readAll(ObjectKey.of(name + "/loki.yaml"), 1 << 20), StandardCharsets.UTF_8));
        LocalDate firstDay = loki.tables().get(0).day();
        List<SchemaPeriod> expected = config.periods().stream()
                .map(period -> period.from().isBefore(firstDay) ? since(period, firstDay) : period)
                .toList();
        assertThat(detected.periods()).isEqualTo(expected);
        LokiStore configured = LokiStore.open(archive, options().withConfig(config));
        assertThat(configured.schema().periods()).isEqualTo(config.periods());
        assertThat(configured.schemaDifferences()).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("GOLDEN")
    void everyChunkHasTheKeyThatItsPeriodGivesIt(String name) throws IOException {
        LokiStore loki = LokiStore.open(GoldenStores.open(name), options());
        int seen = 0;
        try (ChunkInventory inventory = loki.inventory(Set.of(), NONE);
                StoredChunkCursor chunks = inventory.chunks()) {
            while (chunks.next()) {
                StoredChunk chunk = chunks.chunk();
                assertThat(loki.keyOf(chunk.ref())).isEqualTo(chunk.object().key());
                assertThat(ChunkKeyScheme.parse(loki.logicalKey(chunk.ref()))).isEqualTo(chunk.ref());
                if (seen++ % 50 == 0) {
                    assertThat(loki.locate(chunk.ref())).contains(chunk.object());
                    ByteSource whole = loki.chunk(chunk.ref());
                    assertThat(whole.size()).isEqualTo(chunk.object().sizeBytes());
                    ChunkReader reader = ChunkReader.open(loki.ranged(chunk.object()), ReadOptions.DEFAULT);
                    assertThat(reader.header().tenant()).isEqualTo(chunk.ref().tenant());
                }
            }
        }
        assertThat(seen).isGreaterThan(100);
    }

    @ParameterizedTest
    @FieldSource("GOLDEN")
    void tablesAreSortedByDayAndTenantsAreFound(String name) throws IOException {
        LokiStore loki = LokiStore.open(GoldenStores.open(name), options());
        List<LocalDate> days = loki.tables().stream().map(Table::day).toList();
        int count = name.contains("multi-period") ? 7 : name.startsWith("fs-tsdb") ? 2 : 3;
        assertThat(days).hasSize(count).isSorted().doesNotHaveDuplicates();
        Set<TenantId> tenants = name.startsWith("minio")
                ? Set.of(TenantId.of("fake"))
                : name.startsWith("fs-tsdb")
                        ? Set.of(TenantId.of("acme"))
                        : Set.of(TenantId.of("team-a"), TenantId.of("team-b"));
        assertThat(loki.tenantsInNames()).isEqualTo(tenants);
        assertThat(loki.strays())
                .hasSize(name.equals("minio-deletes-and-rules") || name.equals("fs-tsdb-v13-deletes") ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-boltdb-v11", "fs-multi-period", "minio-deletes-and-rules"})
    void folderAndArchiveShowTheSameStore(String name) throws IOException {
        ObjectReader golden = GoldenStores.open(name);
        LokiStore expected = LokiStore.open(golden, options());
        Path folder = Files.createDirectory(temp.resolve("copy"));
        try (FilesystemStore copy = FilesystemStore.open(folder);
                var listing = golden.list("")) {
            while (listing.next()) {
                copy.put(listing.entry().key(), golden.readAll(listing.entry().key(), 1 << 24));
            }
        }
        Path archive = Path.of(System.getProperty("lokistore.testdata"), name + ".tar.gz");
        try (ObjectReader files = FilesystemStore.open(folder);
                ObjectReader tar = TarReader.open(archive, ArchiveLimits.DEFAULT, temp)) {
            for (ObjectReader reader : List.of(files, tar)) {
                LokiStore loki = LokiStore.open(reader, options());
                assertThat(loki.layout().forms()).isEqualTo(expected.layout().forms());
                assertThat(loki.tenantsInNames()).isEqualTo(expected.tenantsInNames());
                assertThat(loki.schema().periods()).isEqualTo(expected.schema().periods());
                assertThat(keys(loki)).isEqualTo(keys(expected));
            }
        }
    }

    private static List<ObjectKey> keys(LokiStore loki) throws IOException {
        List<ObjectKey> keys = new ArrayList<>();
        try (ChunkInventory inventory = loki.inventory(Set.of(), NONE);
                StoredChunkCursor chunks = inventory.chunks()) {
            while (chunks.next()) {
                keys.add(chunks.chunk().object().key());
            }
        }
        return keys;
    }

    @Test
    void openingAndTablesOfABigStoreTakeAHandfulOfListings() throws IOException {
        for (int i = 0; i < 10_000; i++) {
            put(
                    ChunkForm.NESTED,
                    new ChunkRef(TenantId.of("t" + i % 3), i * 7_919L, 1_700_000_000_000L + i, 1_700_000_100_000L, i));
        }
        for (int day = 19_600; day < 19_700; day++) {
            put("index/i_" + day + "/compactor-1700006400.gz");
        }
        CountingReader counting = new CountingReader(store);
        LokiStore loki = LokiStore.open(counting, options());
        assertThat(loki.tables()).hasSize(100);
        assertThat(loki.tables()).hasSize(100);
        assertThat(counting.stats().requests(Operation.LIST)).isLessThan(25);
        assertThat(counting.stats().allRequests()).isEqualTo(counting.stats().requests(Operation.LIST));
        put("index/i_19700/compactor-1700006400.gz");
        loki.refresh();
        assertThat(loki.tables()).hasSize(101);
    }

    @Test
    void aChunkIsFoundUnderTheOtherFormOfItsKey() throws IOException {
        put(ChunkForm.FLAT, CHUNK);
        ChunkRef nested = new ChunkRef(TenantId.of("fake"), 1, CHUNK.fromMillis(), CHUNK.throughMillis(), 5);
        put(ChunkForm.NESTED, nested);
        LokiConfig config =
                config("schema_config: {configs: [{from: 2020-01-01, store: boltdb-shipper, object_store: s3, "
                        + "schema: v12, index: {prefix: i_, period: 24h}}]}");
        LokiStore loki = LokiStore.open(store, options().withConfig(config));
        assertThat(loki.logicalKey(CHUNK)).isEqualTo("fake/4ae405d76e348b47/18bcfe5687b:18bcfe56c64:8fe6ff9c");
        assertThat(loki.locate(CHUNK).map(ObjectInfo::key)).contains(ObjectKey.of(ChunkForm.FLAT.key(CHUNK, ':')));
        assertThat(loki.chunk(CHUNK).name()).isEqualTo(ChunkForm.FLAT.key(CHUNK, ':'));
        assertThat(loki.chunk(nested).name()).isEqualTo(loki.keyOf(nested).value());
    }

    @Test
    void beforeTheFirstPeriodKeysHaveTheOldForm() throws IOException {
        put(ChunkForm.NESTED, CHUNK);
        LokiConfig config = config("schema_config: {configs: [{from: 2023-11-15, store: tsdb, object_store: s3, "
                + "schema: v13, index: {prefix: i_, period: 24h}}]}");
        LokiStore loki = LokiStore.open(store, options().withConfig(config));
        assertThat(Instant.ofEpochMilli(CHUNK.fromMillis())).isBefore("2023-11-15T00:00:00Z");
        assertThat(loki.logicalKey(CHUNK)).isEqualTo(ChunkKeyScheme.FLAT.format(CHUNK));
        assertThat(loki.locate(CHUNK)).isPresent();
    }

    @Test
    void aMissingChunkIsMissing() throws IOException {
        put(ChunkForm.NESTED, CHUNK);
        LokiStore loki = LokiStore.open(store, options());
        ChunkRef other = new ChunkRef(CHUNK.tenant(), 2, CHUNK.fromMillis(), CHUNK.throughMillis(), 1);
        assertThat(loki.locate(other)).isEmpty();
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> loki.chunk(other))
                .withMessageContaining("fake/2/18bcfe5687b:18bcfe56c64:1")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.NO_SUCH_OBJECT));
    }

    @Test
    void aChunkLargerThanTheLimitIsRefused() throws IOException {
        store.put(ObjectKey.of(ChunkForm.NESTED.key(CHUNK, ':')), new byte[100]);
        LokiStore loki = LokiStore.open(store, options().withMaxChunkBytes(99));
        assertThatExceptionOfType(StoreException.class)
                .isThrownBy(() -> loki.chunk(CHUNK))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.TOO_LARGE));
    }

    @Test
    void smallReadsOfOneObjectShareRequests() throws IOException {
        byte[] content = new byte[200_000];
        new Random(1).nextBytes(content);
        ObjectInfo object = store.put(ObjectKey.of(ChunkForm.NESTED.key(CHUNK, ':')), content);
        CountingReader counting = new CountingReader(store);
        ByteSource source = LokiStore.open(counting, options()).ranged(object);
        for (int i = 0; i < 1_000; i++) {
            assertThat(source.read(i, 8)).isEqualTo(Arrays.copyOfRange(content, i, i + 8));
            int end = content.length - 8 - i;
            assertThat(source.read(end, 8)).isEqualTo(Arrays.copyOfRange(content, end, end + 8));
        }
        assertThat(counting.stats().requests(Operation.READ)).isLessThanOrEqualTo(3);
        assertThat(source.read(1, 150_000)).isEqualTo(Arrays.copyOfRange(content, 1, 150_001));
        assertThat(source.read(32_760, 20)).isEqualTo(Arrays.copyOfRange(content, 32_760, 32_780));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> source.read(199_999, 2));
    }

    @Test
    void anObjectThatShrankIsReported() throws IOException {
        ObjectKey key = ObjectKey.of(ChunkForm.NESTED.key(CHUNK, ':'));
        ObjectInfo object = store.put(key, new byte[100]);
        store.put(key, new byte[50]);
        ByteSource source = LokiStore.open(store, options()).ranged(object);
        assertThatExceptionOfType(CorruptDataException.class)
                .isThrownBy(() -> source.read(60, 10))
                .withMessageContaining(key.value());
    }

    @Test
    void copiesOfSeveralBucketsAreReadAsOneStore() throws IOException {
        List<String> buckets = List.of("logs-b", "logs-a");
        for (int i = 0; i < 200; i++) {
            ChunkRef ref = new ChunkRef(TenantId.of("fake"), i, 1_700_000_000_000L + i, 1_700_000_100_000L, i);
            String hashed = "pre/" + ChunkForm.NESTED.key(ref, ':');
            put("copy/" + buckets.get(BucketHash.bucket(hashed, 2)) + "/pre/" + ChunkForm.NESTED.key(ref, '_'));
        }
        for (int day = 19_600; day < 19_620; day++) {
            String key = "pre/index/i_" + day + "/compactor-1700006400.gz";
            put("copy/" + buckets.get(BucketHash.bucket(key, 2)) + "/" + key);
        }
        assertThatExceptionOfType(AmbiguousRootException.class)
                .isThrownBy(() -> LokiStore.open(store, options()))
                .withMessageContaining("copy/logs-a/pre/")
                .withMessageContaining("copy/logs-b/pre/");
        LokiConfig config = config("storage_config: {object_prefix: pre, aws: {bucketnames: 'logs-b,logs-a', "
                + "chunk_delimiter: _, endpoint: m.}}");
        LokiStore loki = LokiStore.open(store, options().withConfig(config));
        assertThat(loki.layout().delimiter()).isEqualTo('_');
        assertThat(loki.tables()).hasSize(20);
        try (ChunkInventory inventory = loki.inventory(Set.of(), NONE);
                StoredChunkCursor chunks = inventory.chunks()) {
            assertThat(inventory.size()).isEqualTo(200);
            while (chunks.next()) {
                assertThat(loki.locate(chunks.chunk().ref()))
                        .contains(chunks.chunk().object());
            }
        }
    }

    @Test
    void theConfiguredPrefixTellsWhichOfSeveralStoresIsMeant() throws IOException {
        put("dev/" + ChunkForm.FLAT.key(CHUNK, ':'));
        put("prod/" + ChunkForm.NESTED.key(CHUNK, ':'));
        assertThatExceptionOfType(AmbiguousRootException.class).isThrownBy(() -> LokiStore.open(store, options()));
        LokiStore loki = LokiStore.open(
                store, options().withConfig(config("storage_config: {object_prefix: prod, aws: {bucketnames: b}}")));
        assertThat(loki.layout().root()).isEqualTo("prod/");
        assertThat(loki.locate(CHUNK).map(ObjectInfo::key)).contains(ObjectKey.of(ChunkForm.NESTED.key(CHUNK, ':')));
        assertThat(loki.layout().flatKeys()).isFalse();
    }

    @Test
    void aStoreWithAnObjectPrefixAndADelimiterIsReadThroughIt() throws IOException {
        ObjectReader archive = GoldenStores.open("minio-boltdb-v12");
        ObjectReader golden = NestedReader.of(archive, GoldenStores.root("minio-boltdb-v12"));
        try (var listing = golden.list("")) {
            while (listing.next()) {
                ObjectKey key = listing.entry().key();
                store.put(ObjectKey.of("team/logs/" + key.value().replace(':', '-')), golden.readAll(key, 1 << 24));
            }
        }
        LokiStore loki = LokiStore.open(store, options());
        assertThat(loki.layout().root()).isEqualTo("team/logs/");
        assertThat(loki.layout().delimiter()).isEqualTo('-');
        LokiStore plain = LokiStore.open(archive, options());
        assertThat(loki.schema().periods()).isEqualTo(plain.schema().periods());
        try (ChunkInventory inventory = loki.inventory(Set.of(), NONE);
                ChunkInventory expected = plain.inventory(Set.of(), NONE);
                StoredChunkCursor chunks = expected.chunks()) {
            assertThat(inventory.size()).isEqualTo(expected.size());
            while (chunks.next()) {
                ChunkRef ref = chunks.chunk().ref();
                assertThat(inventory.find(ref)).isPresent();
                assertThat(inventory.find(ref).map(ObjectInfo::key)).contains(loki.keyOf(ref));
            }
        }
    }

    private void put(ChunkForm form, ChunkRef ref) throws IOException {
        put(form.key(ref, ':'));
    }

    private void put(String key) throws IOException {
        store.put(ObjectKey.of(key), new byte[1]);
    }

    private OpenOptions options() {
        return OpenOptions.defaults(temp).withConcurrency(2);
    }

    private static SchemaPeriod since(SchemaPeriod period, LocalDate day) {
        return new SchemaPeriod(
                day,
                period.kind(),
                period.version(),
                period.indexPrefix(),
                period.indexPeriod(),
                period.pathPrefix(),
                period.rowShards(),
                period.objectStore());
    }

    private static LokiConfig config(String yaml) throws IOException {
        return LokiConfig.parse("loki.yaml", yaml, name -> Optional.empty());
    }
}
