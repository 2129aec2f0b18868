package dev.lokistore.index.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.index.Caching;
import dev.lokistore.index.ForwardingReader;
import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.Problems;
import dev.lokistore.index.cache.StoreCache;
import dev.lokistore.index.coverage.CoverageOptions;
import dev.lokistore.index.deletes.DeleteRequest;
import dev.lokistore.index.deletes.StoredDeletes;
import dev.lokistore.index.health.StoreHealth;
import dev.lokistore.index.layout.NestedReader;
import dev.lokistore.index.layout.ObjectClassifier;
import dev.lokistore.index.layout.ObjectKind;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.index.report.StoreReports;
import dev.lokistore.index.report.UsageOptions;
import dev.lokistore.index.rules.RuleGroups;
import dev.lokistore.index.rules.RuleRoots;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.CountingReader;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

@Tag("one-runtime")
class InventorySaverTest {
    private static final List<String> GOLDEN = GoldenStores.ALL;
    private static final String STORE = "fs-tsdb-v13-gzip";
    private static final Problems NONE = (subject, cause) -> {
        throw new AssertionError(subject, cause);
    };

    @TempDir
    private Path temp;

    private final List<String> problems = new ArrayList<>();

    private Path saved(ObjectReader reader, Problems told) throws IOException {
        Path file = temp.resolve("store.inventory");
        Inventories.save(reader, file, temp, told);
        return file;
    }

    private LokiStore open(SavedInventory inventory) throws IOException {
        return LokiStore.open(
                inventory, inventory.optionsFrom(OpenOptions.defaults(temp), StoreCache.NONE, InstantSource.system()));
    }

    @ParameterizedTest
    @FieldSource("GOLDEN")
    void everyReportOnAnInventoryIsThatOnTheStore(String name) throws IOException {
        MemoryObjectStore store = GoldenStores.open(name);
        String expected = reports(LokiStore.open(store, OpenOptions.defaults(temp)), NONE);
        try (SavedInventory inventory = SavedInventory.open(saved(store, NONE))) {
            inventory.verify();
            assertThat(reports(open(inventory), NONE)).isEqualTo(expected);
        }
    }

    /** Everything that is answered without chunks. */
    private String reports(LokiStore loki, Problems told) throws IOException {
        StoreReports reports = new StoreReports(loki, 2);
        List<Object> rows = new ArrayList<>();
        rows.add(loki.layout());
        rows.add(loki.detectedSchema());
        rows.add(loki.schemaByIndex());
        rows.add(loki.tenantsInNames());
        rows.add(loki.tables());
        rows.add(loki.strays());
        rows.add(StoreHealth.of(loki, loki.schema()));
        reports.tenants(ReportQuery.ALL, told, rows::add);
        reports.tables(ReportQuery.ALL, told, rows::add);
        reports.streams(ReportQuery.ALL, told, rows::add);
        reports.labels(ReportQuery.ALL, told, rows::add);
        reports.chunks(ReportQuery.ALL, StoreReports.Verification.LISTING, told, rows::add);
        reports.chunks(ReportQuery.ALL, StoreReports.Verification.HEAD, told, rows::add);
        reports.usage(UsageOptions.by("tenant", "day", "app"), ReportQuery.ALL, told, rows::add);
        reports.coverage(CoverageOptions.DEFAULT, ReportQuery.ALL, told, rows::add);
        StoredDeletes deletes = StoredDeletes.read(loki, null, temp, told);
        List<DeleteRequest> requests = new ArrayList<>();
        deletes.requests().forEach(stored -> requests.add(stored.request()));
        rows.addAll(requests);
        reports.deletes(requests, told, rows::add);
        for (String place : RuleRoots.beside(loki.source(), loki.layout().root())) {
            rows.add(place);
            rows.addAll(RuleGroups.read(NestedReader.of(loki.source(), place), told));
        }
        StringBuilder text = new StringBuilder();
        rows.forEach(row -> text.append(row).append('\n'));
        return text.toString();
    }

    @ParameterizedTest
    @FieldSource("GOLDEN")
    void allIsListedAndChunksAreNotHeld(String name) throws IOException {
        MemoryObjectStore store = GoldenStores.open(name);
        LokiStore loki = LokiStore.open(store, OpenOptions.defaults(temp));
        ObjectClassifier classifier = new ObjectClassifier(loki.layout());
        CountingReader counting = new CountingReader(store);
        long chunks = 0;
        long held = 0;
        try (SavedInventory inventory = SavedInventory.open(saved(counting, NONE));
                Listing<ObjectInfo> all = store.list(loki.layout().root());
                Listing<ObjectInfo> there = inventory.list(loki.layout().root())) {
            while (all.next()) {
                assertThat(there.next()).isTrue();
                assertThat(there.entry()).isEqualTo(all.entry());
                ObjectKey key = all.entry().key();
                ObjectKind kind = classifier.classify(
                        key.value().substring(loki.layout().root().length()));
                if (kind == ObjectKind.CHUNK) {
                    chunks++;
                    assertKind(Kind.UNSUPPORTED, inventory, key);
                } else if (kind != ObjectKind.UNKNOWN) {
                    held++;
                    assertThat(inventory.readAll(key, 1 << 26)).isEqualTo(store.readAll(key, 1 << 26));
                }
            }
            assertThat(there.next()).isFalse();
            assertThat(inventory.about().chunks()).isEqualTo(chunks).isPositive();
            assertThat(inventory.about().heldObjects()).isGreaterThanOrEqualTo(held);
            assertThat(inventory.about().indexFiles())
                    .isEqualTo(loki.tables().stream()
                            .mapToLong(table -> table.files().size())
                            .sum());
            assertThat(inventory.about().indexBytes())
                    .isEqualTo(
                            loki.tables().stream().mapToLong(Table::storedBytes).sum());
            assertThat(inventory.about().complete()).isTrue();
        }
        // the schema needs a few chunks, listings need none
        assertThat(counting.stats().requests(Operation.GET)).isLessThan(chunks);
    }

    private static void assertKind(Kind kind, ObjectReader reader, ObjectKey key) {
        assertThatThrownBy(() -> reader.read(key, 0, 1))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void twoInventoriesOfTheSameStoreHoldTheSame() throws IOException {
        MemoryObjectStore store = GoldenStores.open(STORE);
        try (SavedInventory first = SavedInventory.open(saved(store, NONE))) {
            Path other = temp.resolve("other.inventory");
            // of the inventory itself
            Inventories.save(first, other, temp, NONE);
            try (SavedInventory second = SavedInventory.open(other)) {
                assertThat(reports(open(second), NONE)).isEqualTo(reports(open(first), NONE));
                assertThat(second.about().objects()).isEqualTo(first.about().objects());
                assertThat(second.about().heldBytes()).isEqualTo(first.about().heldBytes());
            }
        }
    }

    private static List<ObjectKey> keys(ObjectReader reader, Predicate<String> wanted) throws IOException {
        List<ObjectKey> keys = new ArrayList<>();
        try (Listing<ObjectInfo> all = reader.list("")) {
            while (all.next()) {
                if (wanted.test(all.entry().key().value())) {
                    keys.add(all.entry().key());
                }
            }
        }
        return keys;
    }

    @Test
    void anIndexFileThatCannotBeReadIsNamedThenAndLater() throws IOException {
        MemoryObjectStore store = GoldenStores.open(STORE);
        ObjectKey denied = keys(store, key -> key.contains("/index/") && key.endsWith(".gz"))
                .get(0);
        ObjectReader reader = new ForwardingReader(store) {
            @Override
            public byte[] read(ObjectKey key, long offset, int length) throws IOException {
                if (key.equals(denied)) {
                    throw new StoreException(Kind.FORBIDDEN, "not for you", null);
                }
                return super.read(key, offset, length);
            }

            @Override
            public byte[] readAll(ObjectKey key, int limitBytes) throws IOException {
                if (key.equals(denied)) {
                    throw new StoreException(Kind.FORBIDDEN, "not for you", null);
                }
                return super.readAll(key, limitBytes);
            }
        };
        try (SavedInventory inventory =
                SavedInventory.open(saved(reader, (subject, cause) -> problems.add(subject + " " + cause)))) {
            assertThat(problems)
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith(denied + " ")
                    .contains("not for you");
            assertThat(inventory.about().problems()).isEqualTo(1);
            assertThat(inventory.about().faults())
                    .containsExactly(new InventoryAbout.Fault(denied.value(), "not for you"));
            assertKind(Kind.IO, inventory, denied);
            List<String> later = new ArrayList<>();
            new StoreReports(open(inventory), 2)
                    .tenants(ReportQuery.ALL, (subject, cause) -> later.add(subject), row -> {});
            assertThat(later)
                    .containsOnly(
                            denied.value().substring(GoldenStores.root(STORE).length()));
        }
    }

    @Test
    void aTenantThatCannotBeListedIsNamed() throws IOException {
        MemoryObjectStore store = GoldenStores.open(STORE);
        String root = GoldenStores.root(STORE);
        // a folder with a name that is no base64, so that it is listed by itself
        store.put(ObjectKey.of(root + "closed/1f/1:2:3"), new byte[5]);
        ObjectReader reader = new ForwardingReader(store) {
            @Override
            public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
                if (prefix.startsWith(root + "closed/")) {
                    throw new StoreException(Kind.FORBIDDEN, "not for you", null);
                }
                return super.list(prefix, startAfter);
            }
        };
        try (SavedInventory inventory = SavedInventory.open(saved(reader, (subject, cause) -> problems.add(subject)))) {
            assertThat(problems).containsExactly(root + "closed/");
            assertThat(inventory.about().complete()).isFalse();
            assertThat(inventory.about().objects())
                    .isEqualTo(keys(store, key -> key.startsWith(root)).size() - 1);
        }
    }

    @Test
    void aStoreThatFailsAsAWholeEndsIt() throws IOException {
        MemoryObjectStore store = GoldenStores.open(STORE);
        ObjectReader reader = new ForwardingReader(store) {
            @Override
            public byte[] read(ObjectKey key, long offset, int length) throws IOException {
                throw new StoreException(Kind.UNREACHABLE, "gone", null);
            }
        };
        assertThatThrownBy(() -> saved(reader, NONE))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
        assertThat(SavedInventory.isOne(temp.resolve("store.inventory"))).isTrue();
        assertThatThrownBy(() -> SavedInventory.open(temp.resolve("store.inventory")))
                .isInstanceOf(IOException.class);
    }

    /** Loki's compactor at work: files that were listed are gone, others are there, when they are read. */
    @Test
    void anIndexThatChangesMeanwhileIsThatOfOneMoment() throws IOException {
        MemoryObjectStore before = GoldenStores.open("fs-multi-period");
        MemoryObjectStore after = GoldenStores.open("fs-multi-period-compacted");
        String root = GoldenStores.root("fs-multi-period");
        String rootAfter = GoldenStores.root("fs-multi-period-compacted");
        ObjectReader reader = new ForwardingReader(before) {
            private int reads;

            @Override
            public byte[] read(ObjectKey key, long offset, int length) throws IOException {
                synchronized (before) {
                    if (++reads == 3) {
                        before.delete(keys(before, each -> each.startsWith(root + "index/")));
                        for (ObjectKey each : keys(after, name -> name.startsWith(rootAfter + "index/"))) {
                            String moved = root + each.value().substring(rootAfter.length());
                            before.put(ObjectKey.of(moved), after.readAll(each, 1 << 26));
                        }
                    }
                }
                return super.read(key, offset, length);
            }
        };
        try (SavedInventory inventory = SavedInventory.open(saved(reader, NONE))) {
            assertThat(keys(inventory, key -> true))
                    .containsExactlyElementsOf(keys(before, key -> key.startsWith(root)));
            String expected = reports(LokiStore.open(before, OpenOptions.defaults(temp)), NONE);
            assertThat(reports(open(inventory), NONE)).isEqualTo(expected);
        }
    }

    @Test
    void filesThatAreRewrittenAllTheTimeAreNamed() throws IOException {
        MemoryObjectStore store = GoldenStores.open("fs-tsdb-v13-deletes");
        ObjectKey requests =
                keys(store, key -> key.contains("/delete_requests/")).get(0);
        ObjectReader reader = new ForwardingReader(store) {
            private int writes;

            @Override
            public byte[] read(ObjectKey key, long offset, int length) throws IOException {
                byte[] content = super.read(key, offset, length);
                if (key.equals(requests)) {
                    byte[] other = content.clone();
                    other[9] = (byte) writes++;
                    store.put(key, other);
                }
                return content;
            }
        };
        try (SavedInventory inventory =
                SavedInventory.open(saved(reader, (subject, cause) -> problems.add(subject + " " + cause)))) {
            assertThat(problems)
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith(requests.value())
                    .contains("changed while it was read");
            assertThat(inventory.about().complete()).isFalse();
        }
    }

    /** A tenant called index, or rules, has chunks where other things lie. */
    @Test
    void chunksInOddPlacesAreListedAndNotHeld() throws IOException {
        MemoryObjectStore store = GoldenStores.open("minio-boltdb-v12");
        String root = GoldenStores.root("minio-boltdb-v12");
        byte[] body = "a line that nobody should see".getBytes(StandardCharsets.UTF_8);
        List<String> odd = List.of("index/1f/1:2:3", "rules/ab/1:2:9", "index/loki_index_20000/1:2:3");
        for (String key : odd) {
            store.put(ObjectKey.of(root + key), body);
        }
        Path file = saved(store, (subject, cause) -> problems.add(subject));
        try (SavedInventory inventory = SavedInventory.open(file)) {
            assertKind(Kind.UNSUPPORTED, inventory, ObjectKey.of(root + odd.get(0)));
            assertKind(Kind.UNSUPPORTED, inventory, ObjectKey.of(root + odd.get(1)));
            assertThat(keys(inventory, key -> true))
                    .containsExactlyElementsOf(keys(store, key -> key.startsWith(root)));
        }
    }

    @Test
    void theSchemaIsThatOfTheChunks() throws IOException {
        // v13 with boltdb shows in the chunks only
        for (String name : GOLDEN) {
            MemoryObjectStore store = GoldenStores.open(name);
            LokiStore loki = LokiStore.open(store, OpenOptions.defaults(temp));
            try (SavedInventory inventory = SavedInventory.open(saved(store, NONE))) {
                LokiStore offline = open(inventory);
                assertThat(offline.detectedSchema()).as(name).isEqualTo(loki.detectedSchema());
                // without what was noted, what the index alone says
                LokiStore blind = LokiStore.open(
                        inventory,
                        OpenOptions.defaults(temp).withoutChunkContent().withCaching(Caching.OFF));
                assertThat(blind.detectedSchema()).as(name).isEqualTo(loki.schemaByIndex());
            }
        }
    }

    @Test
    void nothingIsLeftBesideTheFile() throws IOException {
        saved(GoldenStores.open(STORE), NONE);
        try (var files = Files.list(temp)) {
            assertThat(new TreeSet<>(
                            files.map(file -> file.getFileName().toString()).toList()))
                    .containsExactly("store.inventory");
        }
    }
}
