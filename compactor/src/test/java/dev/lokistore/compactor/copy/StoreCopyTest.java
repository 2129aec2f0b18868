package dev.lokistore.compactor.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.Fixtures;
import dev.lokistore.compactor.engine.EngineRuns;
import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.layout.BucketsStore;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import dev.lokistore.objectstore.testing.FaultyObjectStore;
import dev.lokistore.objectstore.testing.FaultyObjectStore.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("one-runtime")
class StoreCopyTest {
    private static final long NANOS_PER_DAY = 86_400_000_000_000L;

    @TempDir
    private Path folder;

    static Stream<String> everyStore() {
        return GoldenStores.ALL.stream();
    }

    private CopyRequest request(boolean filesystem, char delimiter) {
        return new CopyRequest(Set.of(), TimeRange.ALL, filesystem, delimiter, false, false, 4, folder);
    }

    private CopyReport copy(ObjectReader source, ObjectStore target, CopyRequest request) throws IOException {
        LokiStore loki = LokiStore.open(source, OpenOptions.defaults(folder));
        return new StoreCopy(loki, target, request, progress -> {}).run();
    }

    private void copyAll(ObjectReader source, ObjectStore target, CopyRequest request) throws IOException {
        CopyReport report = copy(source, target, request);
        assertThat(report.failed()).isEmpty();
        assertThat(report.present()).isZero();
    }

    /** From any layout into any other and back, and nothing differs; all on the way are read as the same store. */
    @ParameterizedTest
    @MethodSource("everyStore")
    void throughAllLayoutsAndBack(String name) throws Exception {
        MemoryObjectStore original = Fixtures.copy(name);
        Map<String, String> contents = EngineRuns.contents(original);
        SortedMap<String, SortedSet<ChunkRef>> named = Fixtures.named(original, folder);
        boolean filesystem =
                LokiStore.open(original, OpenOptions.defaults(folder)).layout().filesystemNames();

        MemoryObjectStore plain = new MemoryObjectStore();
        copyAll(original, plain, request(false, ':'));
        MemoryObjectStore files = new MemoryObjectStore();
        copyAll(plain, files, request(true, ':'));
        MemoryObjectStore delimited = new MemoryObjectStore();
        copyAll(files, delimited, request(false, '_'));
        List<ObjectStore> buckets = List.of(new MemoryObjectStore(), new MemoryObjectStore(), new MemoryObjectStore());
        ObjectStore united = new BucketsStore(buckets, "", ':');
        copyAll(delimited, united, request(false, ':'));
        MemoryObjectStore back = new MemoryObjectStore();
        copyAll(united, back, request(filesystem, ':'));

        assertThat(EngineRuns.contents(back)).isEqualTo(contents);
        for (ObjectReader stage : List.of(plain, files, delimited, united)) {
            assertThat(Fixtures.named(stage, folder)).isEqualTo(named);
            assertThat(found(stage)).isEqualTo(found(original));
        }
        assertThat(EngineRuns.contents(original)).isEqualTo(contents);
    }

    /** The chunks that exist. */
    private SortedSet<ChunkRef> found(ObjectReader objects) throws IOException {
        SortedSet<ChunkRef> found = new TreeSet<>();
        LokiStore loki = LokiStore.open(objects, OpenOptions.defaults(folder));
        try (var inventory = loki.inventory(Set.of(), (subject, cause) -> {
                    throw new AssertionError(subject, cause);
                });
                var chunks = inventory.chunks()) {
            while (chunks.next()) {
                found.add(chunks.chunk().ref());
            }
        }
        return found;
    }

    @Test
    void aPartHasItsOwnRowsOnly() throws Exception {
        for (String name : List.of("fs-multi-period", "fs-multi-period-compacted", "fs-boltdb-v11")) {
            MemoryObjectStore original = Fixtures.copy(name);
            TenantId tenant = TenantId.of("team-b");
            TimeRange days = new TimeRange(20_776 * NANOS_PER_DAY, 20_777 * NANOS_PER_DAY);
            CopyRequest part = new CopyRequest(Set.of(tenant), days, true, ':', false, false, 2, folder);
            MemoryObjectStore target = new MemoryObjectStore();

            CopyReport report = copy(original, target, part);

            SortedMap<String, SortedSet<ChunkRef>> expected = new TreeMap<>();
            Fixtures.named(original, folder).forEach((table, chunks) -> {
                SortedSet<ChunkRef> wanted = new TreeSet<>(chunks);
                wanted.removeIf(chunk -> !chunk.tenant().equals(tenant)
                        || !days.overlapsMillis(chunk.fromMillis(), chunk.throughMillis()));
                if (!wanted.isEmpty()) {
                    expected.put(table, wanted);
                }
            });
            assertThat(report.failed()).isEmpty();
            assertThat(Fixtures.named(target, folder)).isEqualTo(expected);
            SortedSet<ChunkRef> all = new TreeSet<>();
            expected.values().forEach(all::addAll);
            assertThat(found(target)).isEqualTo(all).isNotEmpty();
            Map<String, String> contents = EngineRuns.contents(target);
            assertThat(copy(original, target, part).copied()).isZero();
            assertThat(EngineRuns.contents(target)).isEqualTo(contents);
        }
    }

    @Test
    void cutOffAnywhereItGoesOnAndNoIndexComesBeforeItsChunks() throws Exception {
        MemoryObjectStore original = Fixtures.copy("fs-tsdb-v13-snappy");
        Map<String, String> contents = EngineRuns.contents(original);
        for (int at = 0; at < contents.size(); at += 11) {
            MemoryObjectStore target = new MemoryObjectStore();
            FaultyObjectStore faulty = new FaultyObjectStore(target, FaultyObjectStore.CHANGES, Fault.CRASH_AFTER, at);
            CopyRequest request = new CopyRequest(Set.of(), TimeRange.ALL, true, ':', false, false, 1, folder);
            assertThatThrownBy(() -> copy(original, faulty, request)).isInstanceOf(FaultyObjectStore.Crash.class);
            if (keys(target).stream().anyMatch(key -> key.startsWith("index/"))) {
                assertThat(found(target)).isEqualTo(found(original));
            }

            assertThat(copy(original, target, request).present()).isEqualTo(at + 1);
            assertThat(EngineRuns.contents(target)).isEqualTo(contents);
        }
    }

    private static List<String> keys(ObjectReader store) throws IOException {
        List<String> keys = new ArrayList<>();
        try (Listing<ObjectInfo> listing = store.list("")) {
            while (listing.next()) {
                keys.add(listing.entry().key().value());
            }
        }
        return keys;
    }

    @Test
    void whatIsThereAlreadyIsNeverOverwritten() throws Exception {
        MemoryObjectStore original = Fixtures.copy("minio-boltdb-v12");
        MemoryObjectStore target = new MemoryObjectStore();
        String chunk = keys(original).get(0);
        String other = keys(original).get(1);
        byte[] longer = {1, 2, 3};
        target.put(ObjectKey.of(chunk), longer);
        byte[] sameSize = original.readAll(ObjectKey.of(other), 1 << 20);
        sameSize[100] ^= 1;
        target.put(ObjectKey.of(other), sameSize);

        CopyReport report = copy(original, target, request(false, ':'));

        assertThat(report.failed()).extracting(CopyReport.Failure::key).containsExactly(chunk);
        assertThat(report.failed().get(0).error()).contains("with another content");
        assertThat(target.readAll(ObjectKey.of(chunk), 10)).isEqualTo(longer);
        CopyRequest careful = new CopyRequest(Set.of(), TimeRange.ALL, false, ':', true, false, 2, folder);
        assertThat(copy(original, target, careful).failed())
                .extracting(CopyReport.Failure::key)
                .containsExactly(chunk, other);
    }

    @Test
    void brokenChunksAreNamedAndNotCopied() throws Exception {
        MemoryObjectStore original = Fixtures.copy("minio-boltdb-v12");
        String chunk = keys(original).get(3);
        byte[] bytes = original.readAll(ObjectKey.of(chunk), 1 << 20);
        bytes[bytes.length / 2] ^= 4;
        original.put(ObjectKey.of(chunk), bytes);
        MemoryObjectStore target = new MemoryObjectStore();

        CopyReport report = copy(original, target, request(false, ':'));

        assertThat(report.failed()).hasSize(1);
        assertThat(report.failed().get(0).key()).isEqualTo(chunk);
        assertThat(report.failed().get(0).error()).contains("CRC-32C of the object");
        assertThat(keys(target)).hasSize(keys(original).size() - 1).doesNotContain(chunk);
    }

    @Test
    void whatTheTargetSpoilsIsNoticed() throws Exception {
        MemoryObjectStore original = Fixtures.copy("fs-tsdb-v13-snappy");
        for (Fault fault : List.of(Fault.TRUNCATE, Fault.FLIP)) {
            FaultyObjectStore faulty =
                    new FaultyObjectStore(new MemoryObjectStore(), FaultyObjectStore.CHANGES, fault, 5);

            CopyReport report = copy(original, faulty, request(true, ':'));

            assertThat(report.failed()).hasSize(1);
            assertThat(report.failed().get(0).error()).contains("reads back otherwise");
        }
    }

    @Test
    void dryRunsWriteNothing() throws Exception {
        MemoryObjectStore original = Fixtures.copy("minio-deletes-and-rules");
        MemoryObjectStore target = new MemoryObjectStore();
        CopyRequest dry = new CopyRequest(Set.of(), TimeRange.ALL, false, ':', false, true, 2, folder);

        CopyReport report = copy(original, target, dry);

        assertThat(report.copied()).isEqualTo(keys(original).size());
        assertThat(keys(target)).isEmpty();
    }
}
