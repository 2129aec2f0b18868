package dev.lokistore.index.layout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.index.GoldenStores;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectClassifierTest {
    private static final StoreLayout LAYOUT =
            new StoreLayout("", EnumSet.of(ChunkForm.NESTED), ':', List.of("index/", "other/"));

    @ParameterizedTest
    @CsvSource(textBlock = """
                    fake/4ae405d76e348b47:18bcfe5687b:18bcfe56c64:8fe6ff9c,                 CHUNK
                    fake/4ae405d76e348b47/18bcfe5687b:18bcfe56c64:8fe6ff9c,                 CHUNK
                    fake/1/-5dc:-5:556533a5,                                                CHUNK
                    index/1/18bcfe5687b:18bcfe56c64:9a,                                     CHUNK
                    rules/1/18bcfe5687b:18bcfe56c64:9a,                                     CHUNK
                    ZmFrZS80YWU0MDVkNzZlMzQ4YjQ3OjE4YmNmZTU2ODdiOjE4YmNmZTU2YzY0OjhmZTZmZjlj, CHUNK
                    fake/4ae405d76e348b47/MThiY2ZlNTY4N2I6MThiY2ZlNTZjNjQ6OGZlNmZmOWM=,     CHUNK
                    fake/4ae405d76e348b47/18bcfe5687b_18bcfe56c64_8fe6ff9c,                 UNKNOWN
                    fake/4AE405/18bcfe5687b:18bcfe56c64:8fe6ff9c,                           UNKNOWN
                    index/loki_index_19675/loki-write-0-1699957101234567890-1699992000.gz,  INDEX_FILE
                    index/loki_index_19675/fake/compactor-1700006400.r.gz,                  INDEX_FILE
                    other/19675/whatever,                                                   INDEX_FILE
                    third/19675/compactor-1700006400.gz,                                    UNKNOWN
                    index/loki_index_19675/a/b/c,                                           UNKNOWN
                    index/file,                                                             UNKNOWN
                    index/delete_requests/delete_requests.gz,                               DELETE_REQUESTS
                    other/delete_requests/delete_requests.sqlite.gz,                        DELETE_REQUESTS
                    index/delete_requests/other,                                            UNKNOWN
                    __deletion_manifest__/ns/manifest.proto,                                DELETION_MANIFEST
                    __deletion_manifest__/ns/12-storage-updates.proto,                      DELETION_MANIFEST
                    __deletion_manifest__/ns/x.txt,                                         UNKNOWN
                    loki_cluster_seed.json,                                                 CLUSTER_SEED
                    a/loki_cluster_seed.json,                                               UNKNOWN
                    rules/fake/bXlfbnM=/bXlfZ3JvdXA=,                                       RULES
                    rules/fake/x,                                                           UNKNOWN
                    bloom/loki_index_19675/fake/metas/00-ff-9a.json,                        BLOOM
                    bloom/loki_index_19675/fake/blocks/00-ff/1-2-9a.tar.gz,                 BLOOM
                    dataobj/objects/ab/cdef,                                                DATA_OBJECT
                    dataobj/tenant-a/metastore/x.store,                                     DATA_OBJECT
                    dataobj/tocs/x.toc,                                                     DATA_OBJECT
                    loki-v2/wal/anon/01J,                                                   EXPERIMENTAL_WAL
                    .lokistore/locks/x,                                                     OWN
                    fake/,                                                                  DIRECTORY_MARKER
                    readme.txt,                                                             UNKNOWN
                    """)
    void objectsAreToldApartByTheirWholeKey(String key, ObjectKind kind) {
        assertThat(new ObjectClassifier(LAYOUT).classify(key)).isEqualTo(kind);
    }

    @Test
    void theDelimiterOfTheStoreDecidesWhatIsAChunk() {
        StoreLayout layout = new StoreLayout("", EnumSet.of(ChunkForm.NESTED), '_', List.of());
        ObjectClassifier classifier = new ObjectClassifier(layout);
        assertThat(classifier.classify("fake/4ae405d76e348b47/18bcfe5687b_18bcfe56c64_8fe6ff9c"))
                .isEqualTo(ObjectKind.CHUNK);
        assertThat(classifier.classify("fake/4ae405d76e348b47/18bcfe5687b:18bcfe56c64:8fe6ff9c"))
                .isEqualTo(ObjectKind.UNKNOWN);
        assertThat(classifier.classify("index/delete_requests/delete_requests.gz"))
                .isEqualTo(ObjectKind.DELETE_REQUESTS);
    }

    @Test
    void everyObjectOfAGoldenStoreHasItsPlace() throws IOException {
        for (String name : GoldenStores.ALL) {
            ObjectReader root = NestedReader.of(GoldenStores.open(name), GoldenStores.root(name));
            ObjectClassifier classifier = new ObjectClassifier(RootFinder.find(root, List.of()));
            Map<ObjectKind, Integer> counts = new EnumMap<>(ObjectKind.class);
            try (Listing<ObjectInfo> all = root.list("")) {
                while (all.next()) {
                    counts.merge(classifier.classify(all.entry().key().value()), 1, Integer::sum);
                }
            }
            assertThat(counts.keySet())
                    .as(name)
                    .contains(ObjectKind.CHUNK, ObjectKind.INDEX_FILE)
                    .doesNotContain(ObjectKind.UNKNOWN);
            assertThat(counts.containsKey(ObjectKind.DELETE_REQUESTS)).as(name).isEqualTo(name.contains("deletes"));
        }
    }
}
