package dev.lokistore.index.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.objectstore.CountingReader;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Golden stores are sound; what is planted in one is found. */
class StoreHealthTest {
    static final List<String> STORES = GoldenStores.ALL;

    /** Some minutes after the youngest file's name. */
    private static final Instant WRITTEN = Instant.parse("2026-11-23T01:45:00Z");

    @TempDir
    Path temporary;

    @ParameterizedTest
    @FieldSource("STORES")
    void goldenStoresHaveNoFaultButThatSomeAreNotCompacted(String name) throws IOException {
        MemoryObjectStore objects = GoldenStores.open(name);
        LokiStore store = open(objects);

        StoreHealth health = StoreHealth.of(store, store.schemaByIndex());

        boolean compacted = name.endsWith("-compacted");
        Instant later = WRITTEN.plus(Duration.ofDays(2));
        assertThat(health.strays()).isEmpty();
        assertThat(health.tables()).hasSameSizeAs(store.tables());
        assertThat(health.unsound(WRITTEN)).as("none waits for two hours").isEmpty();
        assertThat(health.with(TableFault.UNCOMPACTED, later))
                .hasSize(compacted ? 0 : store.tables().size());
        assertThat(health.unsound(later)).isEqualTo(health.with(TableFault.UNCOMPACTED, later));
        assertThat(health.compactionLag(later).isPresent()).isEqualTo(!compacted);
        Map<String, Integer> files = new TreeMap<>();
        health.tables()
                .forEach(table -> files.put(
                        table.table().name(),
                        table.commonFiles()
                                + table.tenantFiles().values().stream()
                                        .mapToInt(count -> count)
                                        .sum()));
        assertThat(files).isEqualTo(filesByTable(objects, GoldenStores.root(name) + "index/"));
    }

    private static Map<String, Integer> filesByTable(MemoryObjectStore objects, String prefix) throws IOException {
        Map<String, Integer> files = new TreeMap<>();
        try (Listing<ObjectInfo> listing = objects.list(prefix)) {
            while (listing.next()) {
                String table =
                        listing.entry().key().value().substring(prefix.length()).split("/")[0];
                if (!table.equals("delete_requests")) {
                    files.merge(table, 1, Integer::sum);
                }
            }
        }
        return files;
    }

    @Test
    void whatLiesOutsideTablesIsTheStoresAndNothingIsRead() throws IOException {
        MemoryObjectStore objects = GoldenStores.open("fs-multi-period-compacted");
        String index = GoldenStores.root("fs-multi-period-compacted") + "index/";
        for (String key : List.of("notes.txt", "tmp/x.gz", "tsdb_index_20778/lock", "tsdb_index_20778/team-a/x/y")) {
            objects.put(ObjectKey.of(index + key), new byte[1]);
        }
        LokiStore planted = open(objects);
        CountingReader counting = new CountingReader(objects);
        LokiStore counted = open(counting);
        long reads =
                counting.stats().requests(Operation.READ) + counting.stats().requests(Operation.GET);

        StoreHealth health = StoreHealth.of(counted, planted.schemaByIndex());

        assertThat(health.strays())
                .extracting(stray -> stray.object().key().value())
                .containsExactly(
                        "index/notes.txt",
                        "index/tmp/x.gz",
                        "index/tsdb_index_20778/lock",
                        "index/tsdb_index_20778/team-a/x/y");
        assertThat(health.unsound(WRITTEN))
                .extracting(table -> table.table().name())
                .containsExactly("tsdb_index_20778");
        assertThat(health.with(TableFault.STRAY_FILES, WRITTEN).get(0).strays()).hasSize(2);
        assertThat(counting.stats().requests(Operation.READ) + counting.stats().requests(Operation.GET))
                .isEqualTo(reads);
    }

    private LokiStore open(dev.lokistore.objectstore.ObjectReader objects) throws IOException {
        return LokiStore.open(objects, OpenOptions.defaults(temporary).withConcurrency(2));
    }
}
