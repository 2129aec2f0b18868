package dev.lokistore.index.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.Defect;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.GoldenStores;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.logql.Selector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

@Tag("one-runtime")
class EntrySearchGoldenTest {
    static final List<String> STORES = GoldenStores.WITH_EXPECTED;
    static final List<String> SOME_STORES = List.of("fs-boltdb-v11", "fs-multi-period", "fs-tsdb-v13-zstd");

    @TempDir
    Path temporary;

    private final ConcurrentLinkedQueue<String> problems = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Defect> defects = new ConcurrentLinkedQueue<>();

    private List<Row> run(LokiStore store, EntryQuery query, QueryOptions options) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (EntryStream stream = new EntrySearch(store, options)
                .run(query, (subject, cause) -> problems.add(subject + ": " + cause.getMessage()), defects::add)) {
            while (stream.next()) {
                rows.add(Row.of(stream));
            }
        }
        return rows;
    }

    private List<Row> run(LokiStore store, EntryQuery query) throws IOException {
        return run(store, query, QueryOptions.defaults(temporary));
    }

    private static List<Row> known(List<Row> rows) {
        return rows.stream()
                .filter(row -> !GoldenStore.OUTSIDE_BOUNDS.contains(row.ts()))
                .toList();
    }

    @ParameterizedTest
    @FieldSource("STORES")
    void everyStoreGivesWhatLokiReturned(String name) throws IOException {
        GoldenStore golden = GoldenStore.load(name);
        LokiStore store = golden.open(temporary);
        EntryQuery query = EntryQuery.of(Selector.parse("{job=~\".+\"}"));

        List<Row> byIndex = run(store, query);

        assertThat(byIndex).isSortedAccordingTo(Row.ORDER);
        assertThat(known(byIndex)).isEqualTo(golden.allExpected());
        assertThat(byIndex.stream().map(Row::ts).filter(GoldenStore.OUTSIDE_BOUNDS::contains))
                .containsExactlyElementsOf(name.startsWith("fs-multi") ? GoldenStore.OUTSIDE_BOUNDS : List.of());
        assertThat(run(store, query.withSource(EntryQuery.Source.OBJECTS))).isEqualTo(byIndex);
        for (EntryQuery.Source source : EntryQuery.Source.values()) {
            List<Row> backward = run(store, query.withSource(source).withDirection(EntryQuery.Direction.BACKWARD));
            Collections.reverse(backward);
            assertThat(backward).isEqualTo(byIndex);
        }
        assertThat(problems).isEmpty();
        assertThat(defects.stream().map(Defect::kind)).allMatch(kind -> kind == Defect.Kind.ENTRY_OUTSIDE_BOUNDS);
    }

    @ParameterizedTest
    @FieldSource("SOME_STORES")
    void oneTenantSeesOnlyItsOwn(String name) throws IOException {
        GoldenStore golden = GoldenStore.load(name);
        LokiStore store = golden.open(temporary);

        for (String tenant : golden.expected().keySet()) {
            EntryQuery query = EntryQuery.of(Selector.ALL)
                    .withTenants(Set.of(TenantId.of(tenant)))
                    .withDuplicates(EntryQuery.Duplicates.MERGE);
            for (EntryQuery.Source source : EntryQuery.Source.values()) {
                assertThat(known(run(store, query.withSource(source))))
                        .isEqualTo(
                                golden.expected().get(tenant).stream().sorted().toList());
            }
        }
        assertThat(run(store, EntryQuery.of(Selector.ALL).withTenants(Set.of(TenantId.of("nobody")))))
                .isEmpty();
        assertThat(problems).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("SOME_STORES")
    void fewOpenChunksGiveTheSameResultThroughTemporaryFiles(String name) throws IOException {
        GoldenStore golden = GoldenStore.load(name);
        LokiStore store = golden.open(temporary);
        Path runs = Files.createDirectory(temporary.resolve("runs"));
        QueryOptions tight = new QueryOptions(2, 1, 1, runs);

        for (EntryQuery.Duplicates duplicates : EntryQuery.Duplicates.values()) {
            for (EntryQuery.Direction direction : EntryQuery.Direction.values()) {
                EntryQuery query =
                        EntryQuery.of(Selector.ALL).withDuplicates(duplicates).withDirection(direction);
                List<Row> all = run(store, query);
                assertThat(run(store, query, tight)).isEqualTo(all);
                assertThat(run(store, query.withLimit(17), tight)).isEqualTo(all.subList(0, 17));
            }
        }
        try (Stream<Path> left = Files.list(runs)) {
            assertThat(left).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(EntryQuery.Direction.class)
    void timeRangesAndLimitsCutExactly(EntryQuery.Direction direction) throws IOException {
        GoldenStore golden = GoldenStore.load("minio-boltdb-v12");
        LokiStore store = golden.open(temporary);
        List<Row> all = golden.allExpected();
        if (direction == EntryQuery.Direction.BACKWARD) {
            Collections.reverse(all);
        }
        Random random = new Random(7);

        for (int i = 0; i < 12; i++) {
            long a = all.get(random.nextInt(all.size())).ts() + random.nextInt(3) - 1;
            long b = all.get(random.nextInt(all.size())).ts() + random.nextInt(3) - 1;
            TimeRange range = new TimeRange(Math.min(a, b), Math.max(a, b));
            int limit = 1 + random.nextInt(all.size());
            EntryQuery query =
                    EntryQuery.of(Selector.ALL).withDirection(direction).withRange(range);
            List<Row> inRange =
                    all.stream().filter(row -> range.contains(row.ts())).toList();

            assertThat(run(store, query)).as("%s", range).isEqualTo(inRange);
            assertThat(run(store, query.withSource(EntryQuery.Source.OBJECTS).withLimit(limit)))
                    .as("%s limit %d", range, limit)
                    .isEqualTo(inRange.subList(0, Math.min(limit, inRange.size())));
        }
        assertThat(run(store, EntryQuery.of(Selector.ALL).withLimit(0))).isEmpty();
    }

    @Test
    void selectorsGiveWhatBruteForceGives() throws IOException {
        GoldenStore logs = GoldenStore.load("fs-tsdb-v13-gzip");
        LokiStore store = logs.open(temporary);
        List<Row> all = logs.allExpected();
        String app = all.get(0).labels().valueOrEmpty("app");
        Row withMetadata = all.stream()
                .filter(row -> !row.metadata().isEmpty())
                .findFirst()
                .orElseThrow();
        String name = withMetadata.metadata().keySet().iterator().next();
        String value = withMetadata.metadata().get(name);

        check(
                store,
                all,
                "{app=\"" + app + "\"}",
                row -> row.labels().valueOrEmpty("app").equals(app));
        check(
                store,
                all,
                "{app!=\"" + app + "\"}",
                row -> !row.labels().valueOrEmpty("app").equals(app));
        check(
                store,
                all,
                "{nowhere=\"\", app=~\".*a.*\"}",
                row -> row.labels().valueOrEmpty("app").contains("a"));
        check(store, all, "{} |= \"  502 \"", row -> row.line().contains("  502 "));
        check(
                store,
                all,
                "{} !~ \"(?i)MOZILLA|Expired$\" != \"boom\"",
                row -> !row.line().contains("boom")
                        && !row.line().toLowerCase(Locale.ROOT).contains("mozilla")
                        && !row.line().endsWith("expired"));
        check(
                store,
                all,
                "{} | " + name + "=\"" + value + "\"",
                row -> value.equals(row.metadata().get(name)));
        check(
                store,
                all,
                "{} | " + name + "!=\"" + value + "\" |= \"e\"",
                row -> row.line().contains("e") && !value.equals(row.metadata().get(name)));
        check(
                store,
                all,
                "{} | " + name + "=\"\" or app=\"" + app + "\"",
                row -> !row.metadata().containsKey(name)
                        || row.labels().valueOrEmpty("app").equals(app));
    }

    private void check(LokiStore store, List<Row> all, String selector, Predicate<Row> wanted) throws IOException {
        EntryQuery query = EntryQuery.of(Selector.parse(selector));
        List<Row> rows = all.stream().filter(wanted).toList();
        assertThat(rows).as(selector).isNotEmpty().hasSizeLessThanOrEqualTo(all.size());
        assertThat(run(store, query)).as(selector).isEqualTo(rows);
        assertThat(run(store, query.withSource(EntryQuery.Source.OBJECTS)))
                .as(selector)
                .isEqualTo(rows);
        assertThat(problems).isEmpty();
    }

    @Test
    void keepingDuplicatesShowsWhatEachReplicaStored() throws IOException {
        GoldenStore golden = GoldenStore.load("minio-boltdb-v12");
        LokiStore store = golden.open(temporary);
        EntryQuery query = EntryQuery.of(Selector.ALL).withDuplicates(EntryQuery.Duplicates.KEEP);

        List<Row> copies = run(store, query);

        assertThat(copies).hasSizeGreaterThan(golden.allExpected().size()).isSortedAccordingTo(Row.ORDER);
        assertThat(Set.copyOf(copies)).isEqualTo(Set.copyOf(golden.allExpected()));
        assertThat(run(store, query.withSource(EntryQuery.Source.OBJECTS))).isEqualTo(copies);
    }

    @Test
    void provenanceNamesTheChunkAndBlockThatHoldTheEntry() throws IOException {
        GoldenStore golden = GoldenStore.load("fs-tsdb-v13-zstd");
        LokiStore store = golden.open(temporary);
        try (EntryStream stream = new EntrySearch(store, QueryOptions.defaults(temporary))
                .run(EntryQuery.of(Selector.ALL).withLimit(50), (subject, cause) -> problems.add(subject))) {
            while (stream.next()) {
                var reader = ChunkReader.open(store.chunk(stream.chunk()), ReadOptions.STRICT);
                List<String> lines = new ArrayList<>();
                try (var cursor = reader.entries(reader.blocks().get(stream.blockIndex()))) {
                    while (cursor.next()) {
                        lines.add(cursor.timestampNanos() + new String(cursor.line(), StandardCharsets.UTF_8));
                    }
                }
                assertThat(lines).contains(stream.timestampNanos() + new String(stream.line(), StandardCharsets.UTF_8));
            }
        }
    }
}
