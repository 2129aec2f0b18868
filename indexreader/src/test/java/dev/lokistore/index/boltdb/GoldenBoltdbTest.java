package dev.lokistore.index.boltdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.index.logql.LabelMatcher;
import dev.lokistore.index.logql.LabelMatcher.Operator;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The boltdb tables of stores that real Loki releases wrote. */
class GoldenBoltdbTest {
    private static final int LIMIT = 1 << 26;
    private static final long DAY_MILLIS = 86_400_000;

    @TempDir
    private Path temporary;

    private final List<String> problems = new ArrayList<>();

    private record Table(long day, BoltdbIndex index) {}

    private final Map<String, Table> tables = new TreeMap<>();
    private final Map<ChunkRef, Labels> chunks = new HashMap<>();

    private void open(String archive) throws IOException {
        MemoryObjectStore store = GoldenStores.open(archive);
        String root = GoldenStores.root(archive);
        Map<String, List<BoltdbFile>> files = new TreeMap<>();
        Listing<ObjectInfo> objects = store.list(root, "");
        while (objects.next()) {
            ObjectInfo object = objects.entry();
            String path = object.key().value().substring(root.length());
            String[] parts = path.split("/");
            if (parts[0].equals("index") && parts[1].startsWith("loki_index_")) {
                byte[] packed = store.readAll(object.key(), LIMIT);
                byte[] bare = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
                files.computeIfAbsent(parts[1], missing -> new ArrayList<>())
                        .add(BoltdbFile.common(BoltFile.open(ByteSource.of(path, bare))));
            } else {
                Optional<ChunkRef> ref =
                        ChunkKeyScheme.tryParse(path).or(() -> ChunkKeyScheme.tryParseFilesystem(path));
                if (ref.isPresent()) {
                    ByteSource chunk = ByteSource.of(path, store.readAll(object.key(), LIMIT));
                    chunks.put(
                            ref.get(),
                            ChunkReader.open(chunk, ReadOptions.DEFAULT)
                                    .header()
                                    .labels());
                }
            }
        }
        files.forEach((table, list) -> {
            long day = Long.parseLong(table.substring("loki_index_".length()));
            tables.put(table, new Table(day, new BoltdbIndex(list, temporary)));
        });
    }

    private List<IndexedSeries> series(BoltdbIndex index, SeriesQuery query) throws IOException {
        List<IndexedSeries> all = new ArrayList<>();
        try (SeriesCursor cursor = index.series(query, (subject, cause) -> problems.add(cause.getMessage()))) {
            while (cursor.next()) {
                all.add(cursor.series());
            }
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "fs-boltdb-v11,11,11",
        "minio-boltdb-v12,12,13",
        "minio-boltdb-v12-compacted,12,13",
        "fs-multi-period,0,0",
        "fs-multi-period-compacted,0,0"
    })
    void theTablesHoldEachChunkInEachOfItsDaysUnderItsLabels(String archive, int lowest, int highest)
            throws IOException {
        open(archive);
        assertThat(chunks).isNotEmpty();
        for (Table table : tables.values()) {
            Map<ChunkRef, Labels> found = new HashMap<>();
            for (IndexedSeries one : series(table.index, SeriesQuery.ALL)) {
                one.chunks().forEach(chunk -> found.put(chunk.ref(), one.labels()));
                assertThat(one.chunks()).doesNotHaveDuplicates();
            }
            Map<ChunkRef, Labels> expected = new HashMap<>(chunks);
            long day = table.day;
            expected.keySet()
                    .removeIf(ref -> ref.fromMillis() / DAY_MILLIS > day || ref.throughMillis() / DAY_MILLIS < day);
            assertThat(found).isEqualTo(expected).isNotEmpty();
            if (lowest > 0) {
                BoltdbEvidence evidence = table.index.evidence((subject, cause) -> problems.add(cause.getMessage()));
                assertThat(evidence.lowestVersion()).hasValue(lowest);
                assertThat(evidence.highestVersion()).hasValue(highest);
                assertThat(evidence.rowShards()).hasValue(16);
            }
        }
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"fs-boltdb-v11", "minio-boltdb-v12", "fs-multi-period-compacted"})
    void everyLabelValueSelectsItsStreams(String archive) throws IOException {
        open(archive);
        for (Table table : tables.values()) {
            List<IndexedSeries> all = series(table.index, SeriesQuery.ALL);
            Set<List<String>> pairs = new HashSet<>();
            for (IndexedSeries one : all) {
                Labels labels = java.util.Objects.requireNonNull(one.labels());
                labels.asMap().forEach((name, value) -> pairs.add(List.of(name, value)));
            }
            for (List<String> pair : pairs) {
                LabelMatcher matcher = new LabelMatcher(pair.get(0), Operator.EQUAL, pair.get(1));
                assertThat(series(table.index, new SeriesQuery(Set.of(), List.of(matcher), TimeRange.ALL)))
                        .isEqualTo(all.stream()
                                .filter(one -> java.util.Objects.requireNonNull(one.labels())
                                        .valueOrEmpty(pair.get(0))
                                        .equals(pair.get(1)))
                                .toList());
            }
        }
        assertThat(problems).isEmpty();
    }
}
