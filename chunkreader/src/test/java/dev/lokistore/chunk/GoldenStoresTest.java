package dev.lokistore.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads every chunk of the stores that real Loki releases wrote. */
class GoldenStoresTest {
    private record StreamEntry(String tenant, Labels labels, TestEntry entry) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fs-boltdb-v11",
                "fs-multi-period",
                "fs-multi-period-compacted",
                "fs-tsdb-v13-compacted",
                "fs-tsdb-v13-flate",
                "fs-tsdb-v13-gzip",
                "fs-tsdb-v13-lz4",
                "fs-tsdb-v13-lz4-1M",
                "fs-tsdb-v13-lz4-256k",
                "fs-tsdb-v13-lz4-64k",
                "fs-tsdb-v13-none",
                "fs-tsdb-v13-snappy",
                "fs-tsdb-v13-zstd",
                "minio-boltdb-v12",
                "minio-boltdb-v12-compacted"
            })
    void everyChunkGivesTheEntriesThatLokiGave(String archive) throws IOException {
        Set<StreamEntry> expected = expectedEntries(archive);
        List<Defect> defects = new ArrayList<>();
        Set<StreamEntry> found = new HashSet<>();
        for (TestArchive.StoredChunk chunk : TestArchive.chunks(archive)) {
            ChunkReader reader = ChunkReader.open(chunk.source(), ReadOptions.DEFAULT.reportingTo(defects::add));
            reader.verify(chunk.ref());
            assertThat(reader.ref()).isEqualTo(chunk.ref());
            assertThat(Fingerprints.of(reader.header().labels()))
                    .isEqualTo(chunk.ref().fingerprint());
            assertThat(reader.blocks()).isNotEmpty().allMatch(block -> blockCrcOk(reader, block));
            for (TestEntry entry : TestEntry.readAll(reader.entries(TimeRange.ALL))) {
                found.add(new StreamEntry(
                        chunk.ref().tenant().value(), reader.header().labels(), sorted(entry)));
            }
        }
        Set<StreamEntry> notReturnedByLoki = new HashSet<>(found);
        notReturnedByLoki.removeAll(expected);
        if (archive.startsWith("fs-multi-period")) {
            assertThat(notReturnedByLoki)
                    .extracting(e -> e.tenant() + e.entry().ts() + e.entry().line())
                    .containsExactlyInAnyOrder(
                            "team-a1794730120754554988", "team-b1794862561352715648", "team-b1795058166220441070");
        } else {
            assertThat(notReturnedByLoki).isEmpty();
        }
        // empty lines before their block's stated minimum, where Loki's head block forgot them: in many stores
        assertThat(defects).allMatch(defect -> defect.kind() == Defect.Kind.ENTRY_OUTSIDE_BOUNDS);
        assertThat(found).hasSizeGreaterThan(400).containsAll(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "snappy", "lz4", "zstd", "flate", "none", "lz4-64k", "lz4-256k", "lz4-1M"})
    void codecAndFormatAreThoseOfTheStore(String codec) throws IOException {
        for (TestArchive.StoredChunk chunk : TestArchive.chunks("fs-tsdb-v13-" + codec)) {
            ChunkReader reader = ChunkReader.open(chunk.source(), ReadOptions.STRICT);
            assertThat(reader.codec().lokiName()).isEqualTo(codec);
            assertThat(reader.formatVersion()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-tsdb-v13-gzip", "fs-boltdb-v11", "fs-tsdb-v13-none"})
    void backwardsIsTheSameTheOtherWayRound(String archive) throws IOException {
        for (TestArchive.StoredChunk chunk : TestArchive.chunks(archive)) {
            ChunkReader reader = ChunkReader.open(chunk.source(), ReadOptions.DEFAULT);
            List<TestEntry> forwards = TestEntry.readAll(reader.entries(TimeRange.ALL));
            List<TestEntry> backwards = TestEntry.readAll(reader.entriesReversed(TimeRange.ALL));
            Collections.reverse(backwards);
            assertThat(backwards).isEqualTo(forwards);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-tsdb-v13-snappy", "minio-boltdb-v12"})
    void aRewrittenChunkReadsTheSame(String archive) throws IOException {
        for (TestArchive.StoredChunk chunk : TestArchive.chunks(archive)) {
            ChunkReader reader = ChunkReader.open(chunk.source(), ReadOptions.DEFAULT);
            ChunkHeader header = reader.header();
            ChunkWriter writer = new ChunkWriter(
                    header.tenant(),
                    header.fingerprint(),
                    header.labels(),
                    ChunkFormat.of(reader.formatVersion(), reader.codec()));
            List<TestEntry> entries = TestEntry.readAll(reader.entries(TimeRange.ALL));
            entries.sort(Comparator.comparingLong(TestEntry::ts));
            entries.forEach(e -> writer.append(e.ts(), e.lineBytes(), e.metadata()));
            EncodedChunk rewritten = writer.finish();
            assertThat(TestEntry.readAll(rewritten.bytes(), ReadOptions.STRICT)).isEqualTo(entries);
            ChunkHeader newHeader = ChunkReader.open(ByteSource.of("new", rewritten.bytes()), ReadOptions.STRICT)
                    .header();
            assertThat(newHeader.labels()).isEqualTo(header.labels());
            assertThat(newHeader.fingerprint()).isEqualTo(header.fingerprint());
            assertThat(newHeader.fromMillis())
                    .isEqualTo(Math.floorDiv(entries.get(0).ts(), 1_000_000));
            assertThat(newHeader.throughMillis()).isEqualTo(header.throughMillis());
        }
    }

    private static TestEntry sorted(TestEntry entry) {
        return new TestEntry(
                entry.ts(),
                entry.line(),
                StructuredMetadata.of(new TreeMap<>(entry.metadata().asMap())));
    }

    private static boolean blockCrcOk(ChunkReader reader, BlockMeta block) {
        try {
            return reader.blockCrcOk(block);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<StreamEntry> expectedEntries(String archive) throws IOException {
        Set<StreamEntry> expected = new HashSet<>();
        for (Map.Entry<String, byte[]> file : TestArchive.files(archive).entrySet()) {
            if (file.getKey().startsWith("expected/")) {
                String tenant = file.getKey()
                        .substring("expected/".length(), file.getKey().length() - ".jsonl".length());
                for (String line : new String(file.getValue(), StandardCharsets.UTF_8).split("\n")) {
                    expected.add(parse(tenant, line));
                }
            }
        }
        assertThat(expected).isNotEmpty();
        return expected;
    }

    private static StreamEntry parse(String tenant, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        JsonParser json = new JsonParser("expected", 0, bytes, bytes.length);
        Map<String, String> labels = Map.of();
        Map<String, String> metadata = Map.of();
        String line = "";
        long ts = 0;
        json.beginObject();
        for (boolean first = true; json.nextMember(first); first = false) {
            String name = json.string(100);
            json.colon();
            switch (name) {
                case "labels" -> labels = map(json);
                case "metadata" -> metadata = map(json);
                case "line" -> line = json.string(100_000);
                case "ts" -> ts = Long.parseLong(json.number());
                default -> throw new IOException("unknown member " + name);
            }
        }
        String latin1 = new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return new StreamEntry(
                tenant, Labels.of(labels), sorted(new TestEntry(ts, latin1, StructuredMetadata.of(metadata))));
    }

    private static Map<String, String> map(JsonParser json) throws IOException {
        Map<String, String> map = new LinkedHashMap<>();
        json.beginObject();
        while (json.nextMember(map.isEmpty())) {
            String name = json.string(10_000);
            json.colon();
            map.put(name, json.string(10_000));
        }
        return map;
    }
}
