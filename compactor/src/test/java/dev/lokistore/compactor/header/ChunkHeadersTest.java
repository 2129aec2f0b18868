package dev.lokistore.compactor.header;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkFormat;
import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.ChunkWriter;
import dev.lokistore.chunk.Codec;
import dev.lokistore.chunk.EncodedChunk;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.Fixtures;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableKind;
import dev.lokistore.index.table.TableReader;
import dev.lokistore.objectstore.CountingStore;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.StoreStats;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkHeadersTest {
    private static final TenantId TENANT = TenantId.of("acme");
    private static final Labels LABELS = Labels.of("app", "web", "env", "prod");
    private static final long START = 1_700_000_000_000L;

    @TempDir
    private Path folder;

    /** What Loki's own TSDB index says of its chunks. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "fs-tsdb-v13-gzip",
                "fs-tsdb-v13-snappy",
                "fs-tsdb-v13-lz4",
                "fs-tsdb-v13-zstd",
                "fs-tsdb-v13-flate",
                "fs-tsdb-v13-none",
                "fs-tsdb-v13-lz4-64k",
                "fs-tsdb-v13-lz4-256k",
                "fs-tsdb-v13-lz4-1M",
                "fs-multi-period",
                "fs-tsdb-v13-compacted"
            })
    void volumesAndLabelsAreThoseOfLokisIndex(String fixture) throws Exception {
        LokiStore loki = LokiStore.open(Fixtures.copy(fixture), OpenOptions.defaults(folder));
        ChunkHeaders headers = new ChunkHeaders(loki, 4);
        int compared = 0;
        try (ChunkInventory chunks = loki.inventory(Set.of(), ChunkHeadersTest::fail)) {
            for (Table table : loki.tables()) {
                if (table.kind() != TableKind.TSDB) {
                    continue;
                }
                try (TableReader reader = loki.openTable(table, ChunkHeadersTest::fail);
                        SeriesCursor series = reader.series(SeriesQuery.ALL)) {
                    while (series.next()) {
                        for (IndexedChunk chunk : series.series().chunks()) {
                            StoredChunk stored = new StoredChunk(
                                    chunk.ref(), chunks.find(chunk.ref()).orElseThrow());
                            ChunkFacts facts =
                                    headers.read(List.of(stored)).get(0).facts();
                            assertThat(facts).isNotNull();
                            assertThat(facts.volume()).isEqualTo(chunk.volume());
                            assertThat(facts.labels()).isEqualTo(series.series().labels());
                            compared++;
                        }
                    }
                }
            }
        }
        assertThat(compared).isGreaterThan(50);
    }

    private static void fail(String subject, IOException cause) {
        throw new AssertionError(subject, cause);
    }

    /** A chunk as large as Loki makes them, with a table of strings that does not fit into the first piece. */
    @ParameterizedTest
    @CsvSource({"3, 0, 2", "4, 3, 2", "4, 4000, 3"})
    void takesTwoRequestsOf8KiBAndOneMoreForManyStrings(int version, int strings, int requests) throws Exception {
        CountingStore store = new CountingStore(new MemoryObjectStore(Clock.systemUTC()));
        ChunkRef ref = write(store, version, strings);
        LokiStore loki = LokiStore.open(store, OpenOptions.defaults(folder));
        StoredChunk chunk = new StoredChunk(ref, store.head(ObjectKey.of(ChunkKeyScheme.NESTED.format(ref))));
        assertThat(chunk.object().sizeBytes()).isGreaterThan(1 << 20);
        StoreStats before = store.stats();

        ChunkFacts facts = new ChunkHeaders(loki, 4).read(List.of(chunk)).get(0).facts();

        StoreStats used = store.stats().since(before);
        assertThat(used.allRequests()).isEqualTo(requests);
        assertThat(used.requests(Operation.READ)).isEqualTo(requests);
        // a string is 16 random digits and its length
        assertThat(used.bytesRead()).isLessThanOrEqualTo((16 << 10) + (requests == 3 ? strings * 18L : 0));
        assertThat(facts).isNotNull();
        assertThat(facts.labels()).isEqualTo(LABELS);
        assertThat(facts.entries()).isEqualTo(10_000);
    }

    /** @return the chunk that was put there */
    private static ChunkRef write(CountingStore store, int version, int strings) throws IOException {
        ChunkFormat format = ChunkFormat.of(version, Codec.SNAPPY);
        ChunkWriter writer = new ChunkWriter(TENANT, 7, LABELS, format);
        Random random = new Random(1);
        for (int i = 0; i < 10_000; i++) {
            byte[] line = new byte[150];
            random.nextBytes(line);
            StructuredMetadata metadata = strings == 0
                    ? StructuredMetadata.EMPTY
                    : StructuredMetadata.of("trace_id", Long.toHexString(new Random(i % strings).nextLong()));
            writer.append((START + i) * 1_000_000, line, metadata);
        }
        EncodedChunk encoded = writer.finish();
        store.put(ObjectKey.of(ChunkKeyScheme.NESTED.format(encoded.ref())), encoded.bytes());
        return encoded.ref();
    }

    @Test
    void whatIsBrokenOrGoneSpoilsNoOther() throws Exception {
        CountingStore store = new CountingStore(new MemoryObjectStore(Clock.system(ZoneOffset.UTC)));
        ChunkRef good = write(store, 4, 3);
        ObjectKey key = ObjectKey.of(ChunkKeyScheme.NESTED.format(good));
        ChunkRef bad = new ChunkRef(TENANT, 8, START, START, 1);
        ObjectKey badKey = ObjectKey.of(ChunkKeyScheme.NESTED.format(bad));
        store.put(badKey, "no chunk at all, and not short either".getBytes(StandardCharsets.UTF_8));
        ChunkRef other = new ChunkRef(TENANT, 9, START, START, 1);
        LokiStore loki = LokiStore.open(store, OpenOptions.defaults(folder));
        StoredChunk goodChunk = new StoredChunk(good, store.head(key));

        List<ChunkHeaders.Header> headers = new ChunkHeaders(loki, 2)
                .read(List.of(
                        new StoredChunk(bad, store.head(badKey)),
                        goodChunk,
                        // another chunk's object
                        new StoredChunk(other, goodChunk.object())));
        store.delete(List.of(key));
        ChunkHeaders.Header gone =
                new ChunkHeaders(loki, 2).read(List.of(goodChunk)).get(0);

        assertThat(headers.get(0).fault()).contains(badKey.value());
        assertThat(headers.get(1).facts()).isNotNull();
        assertThat(headers.get(2).fault()).contains("fingerprint: expected 9, found 7");
        assertThat(gone.fault()).contains(key.value());
    }
}
