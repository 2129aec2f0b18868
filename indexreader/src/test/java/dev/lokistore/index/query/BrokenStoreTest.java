package dev.lokistore.index.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.StoredChunkCursor;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.index.report.StoreReports;
import dev.lokistore.index.report.StreamRow;
import dev.lokistore.index.report.TableRow;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One broken chunk and one broken index file: the rest is complete, and both are named. */
class BrokenStoreTest {
    @TempDir
    Path temporary;

    private final Set<String> subjects = new ConcurrentSkipListSet<>();

    private List<Row> run(LokiStore store, EntryQuery.Source source) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (EntryStream stream = new EntrySearch(store, QueryOptions.defaults(temporary))
                .run(
                        EntryQuery.of(Selector.ALL).withSource(source),
                        (subject, cause) -> subjects.add(subject + " " + cause.getMessage()))) {
            while (stream.next()) {
                rows.add(Row.of(stream));
            }
        }
        return rows;
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-tsdb-v13-gzip", "fs-boltdb-v11", "fs-multi-period-compacted"})
    void theRestGoesOn(String name) throws IOException {
        GoldenStore golden = GoldenStore.load(name);
        LokiStore sound = golden.open(temporary);
        List<Row> all = run(sound, EntryQuery.Source.OBJECTS);
        String root = sound.layout().root();
        TableFile index = sound.tables().get(1).files().get(0);
        String chunkKey;
        Set<String> chunkTimes = new TreeSet<>();
        try (var inventory = sound.inventory(Set.of(), (subject, cause) -> {});
                StoredChunkCursor cursor = inventory.chunks()) {
            assertThat(cursor.next()).isTrue();
            chunkKey = cursor.chunk().object().key().value();
            try (var entries = ChunkReader.open(sound.chunk(cursor.chunk().object()), ReadOptions.DEFAULT)
                    .entries(TimeRange.ALL)) {
                while (entries.next()) {
                    chunkTimes.add(entries.timestampNanos() + " " + entries.lineLength());
                }
            }
        }
        cut(golden, root + chunkKey);
        cut(golden, root + index.key());
        LokiStore store = golden.open(temporary);

        List<Row> byObjects = run(store, EntryQuery.Source.OBJECTS);
        assertThat(byObjects).isNotEmpty().hasSizeLessThan(all.size());
        Set<Row> found = Set.copyOf(byObjects);
        assertThat(Set.copyOf(all).containsAll(found)).isTrue();
        assertThat(all.stream().filter(row -> !found.contains(row)))
                .allMatch(row ->
                        chunkTimes.contains(row.ts() + " " + row.line().getBytes(StandardCharsets.UTF_8).length));
        assertThat(subjects).isNotEmpty().allMatch(text -> text.contains(" at byte "));

        subjects.clear();
        List<Row> byIndex = run(store, EntryQuery.Source.INDEX);
        assertThat(byIndex).isNotEmpty().hasSizeLessThan(byObjects.size());
        assertThat(found.containsAll(byIndex)).isTrue();
        assertThat(subjects).anyMatch(text -> text.startsWith(index.key()));

        subjects.clear();
        StoreReports reports = new StoreReports(store, 2);
        List<TableRow> tables = new ArrayList<>();
        reports.tables(ReportQuery.ALL, (subject, cause) -> subjects.add(subject), tables::add);
        assertThat(tables).hasSameSizeAs(store.tables());
        assertThat(subjects).containsExactly(index.key());
        subjects.clear();
        List<StreamRow> streams = new ArrayList<>();
        reports.streams(
                ReportQuery.ALL.withDetail(ReportQuery.Detail.EXACT),
                (subject, cause) -> subjects.add(subject),
                streams::add);
        assertThat(streams).isNotEmpty();
        assertThat(subjects).contains(index.key());
    }

    private static void cut(GoldenStore golden, String key) throws IOException {
        byte[] bytes = golden.objects().readAll(ObjectKey.of(key), 1 << 28);
        golden.objects().put(ObjectKey.of(key), Arrays.copyOf(bytes, bytes.length / 2));
    }
}
