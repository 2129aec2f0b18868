package dev.lokistore.compactor.fsck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.compactor.engine.EngineRuns;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.schema.LokiConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One object too many, too few, or in the wrong place: it is found, and nothing else. */
@Tag("one-runtime")
class PlantedListingDamageTest {
    private static final byte[] SOMETHING = "something".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path temporary;

    private PlantedStore store;

    @AfterEach
    void isMended() throws IOException {
        Mending.assertMends(store, temporary);
    }

    @BeforeEach
    void open() throws IOException {
        store = PlantedStore.tsdb(temporary).store();
    }

    private void assertFound(String... found) throws IOException {
        assertThat(store.found()).containsExactly(found);
    }

    @Test
    void indexFileEmpty() throws IOException {
        String key = store.folder(0) + "fake/1794400001-compactor-1-2-3.tsdb.gz";
        store.put(key, new byte[0]);
        assertFound("index-file-empty " + key);
        assertThat(store.check(1).all()).containsExactly("index-file-empty " + key);
    }

    @Test
    void indexFileTwice() throws IOException {
        String key = store.indexKey(0);
        String bare = key.substring(0, key.length() - 3);
        store.put(bare, store.unpacked(key));
        assertFound("index-file-twice " + bare);
    }

    @Test
    void tableStrayObject() throws IOException {
        String key = store.folder(0) + "fake/notes.txt";
        store.put(key, SOMETHING);
        assertFound("table-stray-object " + key);
    }

    @Test
    void tableStrayObjectTooDeep() throws IOException {
        String key = store.folder(0) + "fake/more/notes.txt";
        store.put(key, SOMETHING);
        assertFound("table-stray-object " + key);
    }

    @Test
    void indexStrayObject() throws IOException {
        store.put("index/notes.txt", SOMETHING);
        assertFound("index-stray-object index/notes.txt");
    }

    @Test
    void tableMixedKinds() throws IOException {
        store.putPacked(
                store.folder(0) + "compactor-1794400000.gz", store.rows(0).file());
        assertFound("table-mixed-kinds " + store.table(0));
    }

    @Test
    void tableFuture() throws IOException {
        Checked checked = store.check(FsckOrder.of(3, 1, Instant.parse("2026-11-10T12:00:00Z"), temporary));
        assertThat(checked.all()).containsExactly("table-future " + store.table(1));
    }

    private Checked checkWith(String config) throws IOException {
        LokiStore loki =
                LokiStore.open(store.objects(), OpenOptions.defaults(temporary).withConfig(parsed(config)));
        return Checked.of(loki, FsckOrder.of(3, 1, PlantedStore.NOW, temporary));
    }

    private static LokiConfig parsed(String config) throws IOException {
        return LokiConfig.parse("loki.yaml", config, name -> Optional.empty());
    }

    private static String config(String kind, String prefix) {
        return """
                schema_config:
                  configs:
                    - from: 2026-01-01
                      store: %s
                      object_store: s3
                      schema: v13
                      index:
                        prefix: %s
                        period: 24h
                """.formatted(kind, prefix);
    }

    @Test
    void nothingWithTheConfigurationThatFits() throws IOException {
        assertThat(checkWith(config("tsdb", "tsdb_index_")).all()).isEmpty();
    }

    @Test
    void tableWrongKind() throws IOException {
        assertThat(checkWith(config("boltdb-shipper", "tsdb_index_")).all())
                .containsExactly("table-wrong-kind " + store.table(0), "table-wrong-kind " + store.table(1));
    }

    @Test
    void tableOutsideSchema() throws IOException {
        assertThat(checkWith(config("tsdb", "other_index_")).all())
                .containsExactly("table-outside-schema " + store.table(0), "table-outside-schema " + store.table(1));
    }

    @Test
    void deleteRequestsUnreadable() throws IOException {
        String key = "index/delete_requests/delete_requests.gz";
        store.putPacked(key, SOMETHING);
        assertThat(store.check(1).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.id()).isEqualTo("delete-requests-unreadable");
            assertThat(finding.subject()).isEqualTo(key);
        });
    }

    @Test
    void chunkNameOdd() throws IOException {
        String key = store.key(0).toUpperCase(java.util.Locale.ROOT).replace("FAKE", "fake");
        store.put(key, store.bytes(store.key(0)));
        assertFound("chunk-name-odd " + key);
    }

    @Test
    void chunkMissing() throws IOException {
        store.delete(store.key(4));
        assertFound("chunk-missing " + store.key(4));
        assertThat(store.check(2).findings().get(0).evidence())
                .containsExactly("named in " + store.table(0) + ", " + store.table(1));
        assertThat(store.check(1).all()).isEmpty();
    }

    @Test
    void chunkOrphan() throws IOException {
        HandMadeChunk chunk = PlantedStore.chunk(PlantedChunks.GONE, PlantedStore.at(0, 100));
        String key = PlantedStore.key(chunk.ref());
        store.put(key, chunk.bytes());
        assertFound("chunk-orphan " + key);
    }

    @Test
    void aYoungOrphanIsNoneYet() throws IOException {
        HandMadeChunk chunk = PlantedStore.chunk(PlantedChunks.GONE, PlantedStore.at(0, 100));
        store.put(PlantedStore.key(chunk.ref()), chunk.bytes());
        Checked checked = store.check(FsckOrder.of(3, 1, Instant.parse("2026-11-12T20:00:00Z"), temporary));
        assertThat(checked.all()).isEmpty();
        assertThat(checked.report().unchecked()).singleElement().asString().contains("younger than 24 hours");
    }

    @Test
    void chunkSiblingMissing() throws IOException {
        byte[] chunk = store.bytes(store.key(4));
        PlantedStore other = PlantedStore.tsdb(temporary);
        other.chunks().remove(4);
        other.store();
        // named in the table of the first day only
        store.index(1, other.tsdbFile(1).build());
        assertThat(chunk).isNotEmpty();
        assertFound("chunk-sibling-missing " + store.key(4));
    }

    @Test
    void chunkMisplaced() throws IOException {
        String flat = store.key(0).replaceFirst("/([0-9a-f]+)/", "/$1:");
        store.put(flat, store.bytes(store.key(0)));
        store.delete(store.key(0));
        assertThat(checkWith(config("tsdb", "tsdb_index_")).all()).containsExactly("chunk-misplaced " + flat);

        // without a configuration it is a guess where Loki looks
        Mending.Fixed left = new Mending(store, temporary, Set.of()).fix();
        assertThat(left.plan().taskCount()).isZero();
        assertThat(left.result().rows()).containsExactly(new FsckFix.Row(Flaw.CHUNK_MISPLACED, FsckFix.Mend.LEFT, 1));

        Mending mending = new Mending(store, temporary, Set.of(), parsed(config("tsdb", "tsdb_index_")));
        Set<String> before = mending.lines();
        Mending.Fixed fixed = mending.fixAll(1).get(0);
        assertThat(fixed.result().rows()).containsExactly(new FsckFix.Row(Flaw.CHUNK_MISPLACED, FsckFix.Mend.MOVED, 1));
        assertThat(mending.alarms()).isEmpty();
        assertThat(mending.lines()).isEqualTo(before);
        assertThat(store.bytes(store.key(0))).isEqualTo(store.chunks().get(0).bytes());
        new EngineRuns(temporary, PlantedStore.NOW.plusSeconds(86_400)).undo(store.objects(), fixed.plan());
        assertThat(mending.alarms()).containsExactly("chunk-misplaced");
        store.put(store.key(0), store.bytes(flat));
        store.delete(flat);
    }

    @Test
    void chunkTooLarge() throws IOException {
        LokiStore loki =
                LokiStore.open(store.objects(), OpenOptions.defaults(temporary).withMaxChunkBytes(2_000));
        HandMadeChunk large = PlantedStore.chunk(PlantedStore.A, PlantedStore.at(0, 1000));
        PlantedStore.block(PlantedStore.at(0, 1001));
        for (int i = 0; i < 10; i++) {
            large.block(PlantedStore.block(PlantedStore.at(0, 1010 + 10 * i)));
        }
        store.chunks().add(large);
        store.store();
        assertThat(large.bytes().length).isGreaterThan(2_000);
        assertThat(Checked.of(loki, FsckOrder.of(3, 1, PlantedStore.NOW, temporary))
                        .all())
                .containsExactly("chunk-too-large " + PlantedStore.key(large.ref()));
    }
}
