package dev.lokistore.index.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.GoldenStores;
import dev.lokistore.objectstore.CountingReader;
import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class RootFinderTest {
    private static final List<String> GOLDEN = GoldenStores.ALL;
    private static final ChunkRef CHUNK =
            new ChunkRef(TenantId.of("team-1"), 0x4ae405d76e348b47L, 0x18bcfe5687bL, 0x18bcfe56c64L, 0x8fe6ff9c);

    private final MemoryObjectStore store = new MemoryObjectStore();

    @ParameterizedTest
    @FieldSource("GOLDEN")
    void findsTheRootOfAGoldenStoreFromAnyFolderAboveIt(String name) throws IOException {
        ObjectReader archive = GoldenStores.open(name);
        String root = GoldenStores.root(name);
        for (int slash = 0; slash >= 0; slash = root.indexOf('/', slash + 1)) {
            String above = slash == 0 ? "" : root.substring(0, slash + 1);
            StoreLayout layout = find(NestedReader.of(archive, above));
            assertThat(above + layout.root()).isEqualTo(root);
            assertThat(layout.indexPrefixes()).containsExactly("index/");
            assertThat(layout.delimiter()).isEqualTo(':');
            assertThat(layout.forms()).isEqualTo(forms(name));
        }
    }

    private static Set<ChunkForm> forms(String name) {
        if (name.startsWith("minio")) {
            return Set.of(ChunkForm.NESTED);
        }
        if (name.equals("fs-boltdb-v11")) {
            return Set.of(ChunkForm.FILESYSTEM_FLAT);
        }
        return name.contains("multi-period")
                ? Set.of(ChunkForm.FILESYSTEM_FLAT, ChunkForm.FILESYSTEM_NESTED)
                : Set.of(ChunkForm.FILESYSTEM_NESTED);
    }

    @Test
    void severalRootsAreListedInTheError() throws IOException {
        put("b/store/index/loki_index_20776/compactor-1795395722.gz");
        put("a/" + ChunkKeyScheme.FLAT.format(CHUNK));
        put("a/loki.yaml");
        assertThatExceptionOfType(AmbiguousRootException.class)
                .isThrownBy(() -> find(store))
                .withMessageContaining("a/, b/store/")
                .satisfies(e -> assertThat(e.roots()).containsExactly("a/", "b/store/"));
    }

    @Test
    void aBucketOfRulesOnlyIsNoLokiStore() throws IOException {
        put("rules/fake/ZWRnZQ==/Z2F0ZXdheQ==");
        assertThatExceptionOfType(NoLokiStoreException.class)
                .isThrownBy(() -> find(store))
                .withMessageContaining("index tables")
                .withMessageContaining(store.name());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "logs/2024/2024-01-02",
                "backup/day/12:34:56",
                "a/b/c/d/e/index/loki_index_19675/compactor-1700006400.gz",
                "photos/2024-05/x-1234567890",
                "blocks/01HXYZ/index",
                "report_1_2_3",
                "x/1_2_3_4"
            })
    void whatOnlyLooksAlikeIsNoLokiStore(String key) throws IOException {
        put(key);
        assertThatExceptionOfType(NoLokiStoreException.class).isThrownBy(() -> find(store));
    }

    @Test
    void anEmptyStoreIsNoLokiStore() {
        assertThatExceptionOfType(NoLokiStoreException.class).isThrownBy(() -> find(store));
    }

    @ParameterizedTest
    @ValueSource(strings = {"_", "-", ".", "=", "+", "~"})
    void theDelimiterShowsInTheKeys(String delimiter) throws IOException {
        put("prod/loki/" + ChunkKeyScheme.NESTED.format(CHUNK, delimiter.charAt(0)));
        StoreLayout layout = find(store);
        assertThat(layout.root()).isEqualTo("prod/loki/");
        assertThat(layout.delimiter()).isEqualTo(delimiter.charAt(0));
        assertThat(layout.forms()).containsExactly(ChunkForm.NESTED);
    }

    @Test
    void severalIndexPrefixesAreFoundAlsoDeeperOnes() throws IOException {
        put(ChunkKeyScheme.NESTED.format(CHUNK));
        put("old/index/loki_index_19675/host-1699957101234567890-1699992000.gz");
        assertThat(find(store).indexPrefixes()).containsExactly("old/index/");
        put("index/loki_index_19676/team-1/compactor-1700006400123456789.r.gz");
        put("new_index/tsdb_19677/team-1/1700006400123456789-compactor-1699920000000-1700006399999-5bb1f2e4.tsdb.gz");
        assertThat(find(store).indexPrefixes()).containsExactly("index/", "new_index/");
    }

    @Test
    void aTenantMayBeCalledIndex() throws IOException {
        ChunkRef ref = new ChunkRef(TenantId.of("index"), 9, 0x18bcfe5687bL, 0x18bcfe56c64L, 1);
        put(ChunkKeyScheme.NESTED.format(ref));
        put("index/loki_index_19675/compactor-1700006400.gz");
        StoreLayout layout = find(store);
        assertThat(layout.forms()).containsExactly(ChunkForm.NESTED);
        assertThat(layout.indexPrefixes()).containsExactly("index/");
    }

    @Test
    void aStoreWhoseChunksAreAllGoneIsFoundByItsIndex() throws IOException {
        put("loki/index/19675/compactor-1700006400.gz");
        StoreLayout layout = find(store);
        assertThat(layout.root()).isEqualTo("loki/");
        assertThat(layout.forms()).isEmpty();
    }

    @Test
    void aFolderOfOneTableIsNotTakenForARoot() throws IOException {
        put("loki_index_19675/team-1/compactor-1700006400.gz");
        put("loki_index_19675/host-1699957101234567890-1699992000.gz");
        assertThatExceptionOfType(NoLokiStoreException.class).isThrownBy(() -> find(store));
    }

    @Test
    void thousandsOfFlatNamesDoNotHideTheFolders() throws IOException {
        for (int i = 0; i < 12_000; i++) {
            ChunkRef ref = new ChunkRef(
                    TenantId.of("flat"), i * 0x9E3779B97F4A7C15L, 1_600_000_000_000L + i, 1_600_000_100_000L, i);
            put(ChunkForm.FILESYSTEM_FLAT.key(ref, ':'));
        }
        put(ChunkForm.FILESYSTEM_NESTED.key(CHUNK, ':'));
        put("index/loki_index_19675/compactor-1700006400.gz");
        put("zz/loki_index_19676/compactor-1700006400.gz");
        StoreLayout layout = find(store);
        assertThat(layout.forms()).containsExactly(ChunkForm.FILESYSTEM_FLAT, ChunkForm.FILESYSTEM_NESTED);
        assertThat(layout.indexPrefixes()).containsExactly("index/", "zz/");
        List<Folder> folders = new ArrayList<>();
        assertThat(ChunkPrefixes.flatTenants(store, folders)).containsExactly(TenantId.of("flat"));
        assertThat(folders).extracting(Folder::name).containsExactly("index", "team-1", "zz");
    }

    @Test
    void manyTenantsDoNotMeanManyListings() throws IOException {
        for (int tenant = 0; tenant < 300; tenant++) {
            for (int stream = 1; stream < 5; stream++) {
                put(ChunkKeyScheme.NESTED.format(new ChunkRef(
                        TenantId.of("t" + tenant), stream * 4711L, 0x18bcfe5687bL, 0x18bcfe56c64L, stream)));
            }
        }
        put("index/loki_index_19675/compactor-1700006400.gz");
        put("old_index/loki_index_19674/compactor-1700006400.gz");
        CountingReader counting = new CountingReader(store);
        StoreLayout layout = find(counting);
        assertThat(layout.indexPrefixes()).containsExactly("index/", "old_index/");
        assertThat(counting.stats().requests(Operation.LIST)).isLessThan(40);
    }

    @Test
    void aHugeForeignBucketIsGivenUpOn() throws IOException {
        for (int a = 0; a < 100; a++) {
            for (int b = 0; b < 100; b++) {
                put("x" + a + "/y" + b + "/z/file");
            }
        }
        CountingReader counting = new CountingReader(store);
        assertThatExceptionOfType(NoLokiStoreException.class).isThrownBy(() -> find(counting));
        assertThat(counting.stats().requests(Operation.LIST)).isLessThan(700);
    }

    @Test
    void anEmptiedStoreIsWhereOurOwnFolderIs() throws IOException {
        put("copy/store/.lokistore/plans/0123456789abcdef/plan.json");
        assertThat(find(store).root()).isEqualTo("copy/store/");
        assertThat(find(store).indexPrefixes()).isEmpty();

        put("copy/other/index/loki_index_19675/compactor-1700006400.gz");
        assertThat(find(store).root()).as("a store comes first").isEqualTo("copy/other/");
    }

    private static StoreLayout find(ObjectReader reader) throws IOException {
        return RootFinder.find(reader, List.of());
    }

    private void put(String key) throws IOException {
        store.put(ObjectKey.of(key), new byte[1]);
    }
}
