package dev.lokistore.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.cache.CacheFolder;
import dev.lokistore.index.cache.StoreCache;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.index.report.StoreReports;
import dev.lokistore.index.report.UsageOptions;
import dev.lokistore.objectstore.CountingReader;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What is answered from caches is what would have been answered without. */
@Tag("one-runtime")
class CachingTest {
    private static final List<String> GOLDEN = GoldenStores.ALL;
    private static final String URI = "memory://test";
    private static final String STORE = "fs-tsdb-v13-gzip";

    @TempDir
    private Path temp;

    private final List<String> notes = new ArrayList<>();
    private final List<Instant> listingsUsed = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-24T00:00:00Z");

    @ParameterizedTest
    @FieldSource("GOLDEN")
    void everyReportIsTheSameFromTheCacheAndReadsNoIndexByte(String name) throws IOException {
        MemoryObjectStore store = GoldenStores.open(name);
        String expected = reports(LokiStore.open(store, options()));
        assertThat(expected).isNotEmpty();
        try (StoreCache cache = folder().open(URI)) {
            assertThat(reports(cached(store, cache))).isEqualTo(expected);
        }
        CountingReader counting = new CountingReader(store);
        try (StoreCache cache = folder().open(URI)) {
            LokiStore loki = cached(counting, cache);
            assertThat(reports(loki)).isEqualTo(expected);
            assertThat(counting.stats().requests(Operation.GET)).isZero();
            assertThat(counting.stats().requests(Operation.READ)).isZero();
        }
        assertThat(listingsUsed).isNotEmpty().containsOnly(now);
        assertThat(notes).isEmpty();
    }

    @Test
    void anOldListingIsNotUsedAndRefreshDropsAYoungOne() throws IOException {
        MemoryObjectStore store = GoldenStores.open(STORE);
        try (StoreCache cache = folder().open(URI)) {
            LokiStore loki = cached(store, cache);
            long before = size(loki);
            store.delete(List.of(firstChunk(loki)));
            assertThat(size(loki)).isEqualTo(before);
            loki.refresh();
            assertThat(size(loki)).isEqualTo(before - 1);
            assertThat(listingsUsed).hasSize(2);
            store.delete(List.of(firstChunk(loki)));
            now = now.plus(Duration.ofMinutes(6));
            assertThat(size(loki)).isEqualTo(before - 2);
        }
    }

    @Test
    void aTableWhoseFilesChangedIsReadAgain() throws IOException {
        MemoryObjectStore store = GoldenStores.open(STORE);
        try (StoreCache cache = folder().open(URI)) {
            String before = reports(cached(store, cache));
            store.delete(List.of(firstFile(store)));
            assertThat(reports(cached(store, cache)))
                    .isEqualTo(reports(LokiStore.open(store, options())))
                    .isNotEqualTo(before);
        }
    }

    @Test
    void aBrokenIndexFileIsReportedEachTime() throws IOException {
        MemoryObjectStore store = GoldenStores.open(STORE);
        ObjectKey key = firstFile(store);
        byte[] bytes = store.readAll(key, 1 << 20);
        bytes[bytes.length / 2] ^= 1;
        store.put(key, bytes);
        for (int run = 0; run < 3; run++) {
            problems.clear();
            try (StoreCache cache = folder().open(URI)) {
                reports(cached(store, cache));
            }
            assertThat(problems).isNotEmpty().allMatch(key.value()::endsWith);
        }
    }

    @Test
    void aDamagedCacheCostsNothingButTime() throws IOException {
        MemoryObjectStore store = GoldenStores.open(STORE);
        String expected = reports(LokiStore.open(store, options()));
        try (StoreCache cache = folder().open(URI)) {
            reports(cached(store, cache));
        }
        Path file = cacheFile();
        byte[] sound = Files.readAllBytes(file);
        int step = Math.max(1, sound.length / Effort.of(30, 2_000));
        for (int at = 0; at < sound.length; at += step) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
                channel.truncate(0);
                byte[] damaged = sound.clone();
                for (int i = at; i < Math.min(at + 64, damaged.length); i++) {
                    damaged[i] ^= (byte) 0x5a;
                }
                channel.write(ByteBuffer.wrap(damaged));
            }
            try (StoreCache cache = folder().open(URI)) {
                assertThat(reports(cached(store, cache)))
                        .as("damaged at %s", at)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void aCacheThatIsInUseIsLeftAlone() throws IOException {
        MemoryObjectStore store = GoldenStores.open(STORE);
        String expected = reports(LokiStore.open(store, options()));
        try (StoreCache first = folder().open(URI);
                StoreCache second = folder().open(URI)) {
            assertThat(reports(cached(store, first))).isEqualTo(expected);
            assertThat(reports(cached(store, second))).isEqualTo(expected);
            assertThat(notes).hasSize(1).first().asString().contains("in use");
            assertThat(folder().list()).hasSize(1);
        }
        assertThat(folder().list().get(0).store()).contains(URI);
        assertThat(folder().clear("another")).isFalse();
        assertThat(folder().clear(URI)).isTrue();
        assertThat(folder().list()).isEmpty();
    }

    private ObjectKey firstFile(MemoryObjectStore store) throws IOException {
        return inBucket(LokiStore.open(store, options())
                .tables()
                .get(0)
                .files()
                .get(0)
                .object()
                .key());
    }

    private Path cacheFile() throws IOException {
        try (Stream<Path> files = Files.list(temp.resolve("cache"))) {
            return files.findFirst().orElseThrow();
        }
    }

    private static ObjectKey inBucket(ObjectKey key) {
        return ObjectKey.of(GoldenStores.root(STORE) + key.value());
    }

    private static ObjectKey firstChunk(LokiStore loki) throws IOException {
        try (ChunkInventory inventory = loki.inventory(Set.of(), (subject, cause) -> {});
                StoredChunkCursor cursor = inventory.chunks()) {
            cursor.next();
            return inBucket(cursor.chunk().object().key());
        }
    }

    private static long size(LokiStore loki) throws IOException {
        try (ChunkInventory inventory = loki.inventory(Set.of(), (subject, cause) -> {})) {
            return inventory.size();
        }
    }

    /** Rows of many questions, the narrow ones first: they must not leave less than what the wide ones need. */
    private String reports(LokiStore loki) throws IOException {
        StoreReports reports = new StoreReports(loki, 2);
        Problems told = (subject, cause) -> problems.add(subject);
        List<Object> rows = new ArrayList<>();
        List<ReportQuery> queries = new ArrayList<>();
        long noon = Instant.parse("2026-11-19T12:00:00Z").getEpochSecond() * 1_000_000_000L;
        queries.add(ReportQuery.ALL.withTenants(Set.of(TenantId.of("team-a"))));
        queries.add(
                ReportQuery.ALL.withMatchers(Selector.parse("{app=~\"k.*\"}").matchers()));
        queries.add(ReportQuery.ALL.withRange(new TimeRange(noon, noon + 3_600_000_000_000L)));
        queries.add(ReportQuery.ALL);
        for (ReportQuery query : queries) {
            reports.chunks(query, StoreReports.Verification.LISTING, told, rows::add);
            reports.streams(query, told, rows::add);
            reports.tenants(query, told, rows::add);
            reports.labels(query, told, rows::add);
            reports.usage(UsageOptions.by("tenant", "day", "app"), query, told, rows::add);
        }
        // a digest: the rows of a failed test would fill screens
        return rows.size() + " rows, " + rows.hashCode();
    }

    private OpenOptions options() {
        return OpenOptions.defaults(temp).withConcurrency(2);
    }

    private LokiStore cached(ObjectReader store, StoreCache cache) throws IOException {
        Caching caching = new Caching(cache, Duration.ofMinutes(5), 0, () -> now, listingsUsed::add);
        return LokiStore.open(store, options().withCaching(caching));
    }

    private CacheFolder folder() {
        return new CacheFolder(temp.resolve("cache"), CacheFolder.DEFAULT_LIMIT_BYTES, () -> now, notes::add);
    }
}
