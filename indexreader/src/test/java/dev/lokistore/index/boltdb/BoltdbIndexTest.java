package dev.lokistore.index.boltdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.Effort;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.index.bolt.BoltFileBuilder;
import dev.lokistore.index.logql.LabelMatcher;
import dev.lokistore.index.logql.LabelMatcher.Operator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoltdbIndexTest {
    private static final long DAY = 19675;
    private static final long DAY_START = DAY * 86_400_000;
    private static final TenantId FAKE = TenantId.of("fake");

    @TempDir
    private Path temporary;

    private final List<String> problems = new ArrayList<>();

    private void problem(String subject, IOException cause) {
        problems.add(subject + ": " + cause.getMessage());
    }

    private static BoltdbFile common(String name, byte[] file) throws IOException {
        return BoltdbFile.common(BoltFile.open(ByteSource.of(name, file)));
    }

    private List<IndexedSeries> series(SeriesQuery query, BoltdbFile... files) throws IOException {
        return all(new BoltdbIndex(List.of(files), temporary), query);
    }

    private List<IndexedSeries> all(BoltdbIndex index, SeriesQuery query) throws IOException {
        List<IndexedSeries> all = new ArrayList<>();
        try (SeriesCursor cursor = index.series(query, this::problem)) {
            while (cursor.next()) {
                all.add(cursor.series());
            }
        }
        return all;
    }

    private static SeriesQuery matching(LabelMatcher... matchers) {
        return new SeriesQuery(Set.of(), List.of(matchers), TimeRange.ALL);
    }

    private static ChunkRef chunk(TenantId tenant, long number, long fromMillis, long throughMillis) {
        return new ChunkRef(tenant, number, fromMillis, throughMillis, (int) number);
    }

    /** A table of random series and chunks, spread over files as uploaders would, and what is in it. */
    private static final class RandomTable {
        final Map<TenantId, Map<Labels, Set<ChunkRef>>> content = new TreeMap<>();
        final List<BoltdbFile> files = new ArrayList<>();

        RandomTable(int schema, int rowShards, int days, Random random) throws IOException {
            List<LokiRows> rows = Stream.generate(() -> new LokiRows(schema, rowShards))
                    .limit(3)
                    .toList();
            for (String name : List.of("fake", "05", "!odd", "a", "a!b")) {
                Map<Labels, Set<ChunkRef>> streams = new java.util.HashMap<>();
                content.put(TenantId.of(name), streams);
                for (int s = 0; s < Effort.of(24, 60); s++) {
                    add(TenantId.of(name), labels(s, random), days, random, streams, rows);
                }
            }
            for (int i = 0; i < rows.size(); i++) {
                files.add(common("file-" + i, rows.get(i).file()));
            }
        }

        private static Labels labels(int number, Random random) {
            Map<String, String> labels = new TreeMap<>();
            labels.put("job", "job" + number % 3);
            labels.put("pod", "pod \"" + number + "\" ü\n");
            if (random.nextBoolean()) {
                labels.put("env", random.nextBoolean() ? "prod" : "dev");
            }
            return Labels.of(labels);
        }

        private static void add(
                TenantId tenant,
                Labels labels,
                int days,
                Random random,
                Map<Labels, Set<ChunkRef>> streams,
                List<LokiRows> rows) {
            Set<ChunkRef> chunks = streams.computeIfAbsent(labels, missing -> new TreeSet<>());
            for (int c = 0; c < 5; c++) {
                long from = DAY_START + random.nextLong(days * 86_400_000L);
                long through = Math.min(from + random.nextInt(7_200_000), DAY_START + days * 86_400_000L - 1);
                ChunkRef chunk = chunk(tenant, random.nextInt(1, Integer.MAX_VALUE), from, through);
                chunks.add(chunk);
                // a write-dedupe cache may leave label rows to one file and chunk rows to another
                for (long day = from / 86_400_000; day <= through / 86_400_000; day++) {
                    rows.get(random.nextInt(3)).series(labels, tenant.value(), day);
                    rows.get(random.nextInt(3)).chunkRow(labels, chunk, day);
                    rows.get(random.nextInt(3)).chunkRow(labels, chunk, day);
                }
            }
        }

        /** The selected content by brute force. */
        Map<String, List<ChunkRef>> select(SeriesQuery query) {
            Map<String, List<ChunkRef>> selected = new TreeMap<>();
            content.forEach((tenant, streams) -> streams.forEach((labels, chunks) -> {
                List<ChunkRef> inRange = chunks.stream()
                        .filter(c -> query.range().overlapsMillis(c.fromMillis(), c.throughMillis()))
                        .sorted(java.util.Comparator.comparingLong(ChunkRef::fromMillis)
                                .thenComparingLong(ChunkRef::throughMillis))
                        .toList();
                boolean wanted = query.wants(tenant)
                        && query.matchers().stream().allMatch(m -> m.matches(labels.valueOrEmpty(m.name())));
                if (wanted && !inRange.isEmpty()) {
                    selected.put(tenant + " " + labels, inRange);
                }
            }));
            return selected;
        }
    }

    private static Map<String, List<ChunkRef>> map(List<IndexedSeries> series) {
        return series.stream()
                .collect(Collectors.toMap(
                        one -> one.tenant() + " " + one.labels(),
                        one -> one.chunks().stream().map(c -> c.ref()).toList(),
                        (a, b) -> {
                            throw new AssertionError("a series came twice: " + a);
                        },
                        TreeMap::new));
    }

    @ParameterizedTest
    @CsvSource({"9,16,1", "9,16,7", "10,16,1", "11,16,1", "11,7,3", "12,16,1", "12,128,2", "13,1,1", "13,1500,7"})
    void everyQueryAnswersAsBruteForceDoes(int schema, int rowShards, int days) throws IOException {
        RandomTable table = new RandomTable(schema, rowShards, days, new Random(schema * 31L + rowShards));
        List<LabelMatcher> matchers = List.of(
                new LabelMatcher("job", Operator.EQUAL, "job1"),
                new LabelMatcher("job", Operator.MATCHES, "job0|job2|none"),
                new LabelMatcher("job", Operator.MATCHES, "j.*[12]"),
                new LabelMatcher("env", Operator.NOT_EQUAL, "prod"),
                new LabelMatcher("env", Operator.NOT_EQUAL, ""),
                new LabelMatcher("env", Operator.EQUAL, ""),
                new LabelMatcher("env", Operator.NOT_MATCHES, "d.*"),
                new LabelMatcher("pod", Operator.EQUAL, "pod \"7\" ü\n"),
                new LabelMatcher("pod", Operator.MATCHES, "(?s).*\"1.*"),
                new LabelMatcher("nothing", Operator.EQUAL, "x"));
        List<SeriesQuery> queries = new ArrayList<>(List.of(SeriesQuery.ALL));
        TimeRange noon = new TimeRange((DAY_START + 43_200_000) * 1_000_000, (DAY_START + 46_800_000) * 1_000_000);
        for (LabelMatcher first : matchers) {
            queries.add(matching(first));
            queries.add(new SeriesQuery(Set.of(FAKE, TenantId.of("!odd")), List.of(first), noon));
            for (LabelMatcher second : matchers.subList(0, matchers.indexOf(first))) {
                queries.add(new SeriesQuery(Set.of(FAKE), List.of(first, second), TimeRange.ALL));
            }
        }
        queries.add(new SeriesQuery(Set.of(TenantId.of("nobody")), List.of(), TimeRange.ALL));
        BoltdbIndex index = new BoltdbIndex(table.files, temporary);
        for (SeriesQuery query : queries) {
            assertThat(map(all(index, query))).as(query.toString()).isEqualTo(table.select(query));
        }
        assertThat(index.tenants(this::problem)).isEqualTo(table.content.keySet());
        assertThat(problems).isEmpty();
    }

    @Test
    void labelsThatDoNotFitInMemoryGoToFilesAndCloseRemovesThem() throws IOException {
        RandomTable table = new RandomTable(12, 16, 2, new Random(4));
        BoltdbIndex index = new BoltdbIndex(table.files, temporary, 10_000);
        assertThat(map(all(index, SeriesQuery.ALL))).isEqualTo(table.select(SeriesQuery.ALL));
        SeriesQuery negative = matching(new LabelMatcher("env", Operator.NOT_EQUAL, "prod"));
        assertThat(map(all(index, negative))).isEqualTo(table.select(negative));
        try (SeriesCursor cursor = index.series(SeriesQuery.ALL, this::problem)) {
            cursor.next();
            try (Stream<Path> held = Files.list(temporary)) {
                assertThat(held).hasSizeGreaterThan(1);
            }
        }
        assertThat(problems).isEmpty();
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void seriesComeByTenantAndThenById() throws IOException {
        RandomTable table = new RandomTable(12, 16, 1, new Random(5));
        List<IndexedSeries> found = series(SeriesQuery.ALL, table.files.toArray(BoltdbFile[]::new));
        assertThat(found)
                .isSortedAccordingTo(java.util.Comparator.comparing(IndexedSeries::tenant)
                        .thenComparing(one -> SeriesId.of(java.util.Objects.requireNonNull(one.labels()))));
    }

    @Test
    void aChunkRowWithoutLabelRowsHasUnknownLabelsAndIsReportedOnce() throws IOException {
        Labels known = Labels.of("app", "a");
        Labels lost = Labels.of("app", "b");
        byte[] file = new LokiRows(12)
                .chunk(known, chunk(FAKE, 1, DAY_START, DAY_START + 1))
                .chunkRow(lost, chunk(FAKE, 2, DAY_START, DAY_START + 1), DAY)
                .file();
        assertThat(series(SeriesQuery.ALL, common("f", file)))
                .extracting(
                        one -> one.labels(), one -> one.chunks().get(0).ref().fingerprint())
                .containsExactlyInAnyOrder(tuple(known, 1L), tuple(null, 2L));
        assertThat(problems).singleElement().asString().contains("label rows of series " + SeriesId.of(lost));
        problems.clear();
        assertThat(series(matching(new LabelMatcher("app", Operator.NOT_EQUAL, "x")), common("f", file)))
                .extracting(IndexedSeries::labels)
                .containsExactly(known);
        assertThat(problems).singleElement().asString().contains("label rows of series " + SeriesId.of(lost));
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 12})
    void aSeriesThatLacksALabelRowHasUnknownLabelsAndIsReported(int schema) throws IOException {
        Labels labels = Labels.of("app", "a", "env", "b");
        byte[] file = new LokiRows(schema)
                .chunk(labels, chunk(FAKE, 1, DAY_START, DAY_START + 1))
                .without("logs:env\0")
                .file();
        assertThat(series(SeriesQuery.ALL, common("f", file)))
                .extracting(IndexedSeries::labels)
                .containsExactly((Labels) null);
        assertThat(problems)
                .singleElement()
                .asString()
                .startsWith("f: f at byte ")
                .contains("label rows of series");
        assertThat(series(matching(new LabelMatcher("app", Operator.EQUAL, "a")), common("f", file)))
                .isEmpty();
    }

    @Test
    void anIdThatQuotesOtherwiseIsNoMissingLabel() throws IOException {
        // U+1FAE8 came with Unicode 15: an older Loki escaped it
        Labels labels = Labels.of("app", "\ud83e\udee8");
        String id = SeriesId.digest("logs{app=\"\\U0001fae8\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        LokiRows rows = new LokiRows(12);
        String metric = String.format("%02d:fake:d%d:logs", SeriesId.shard(id, 16), DAY);
        rows.row(metric + ":app", SeriesId.valueHash(labels.value(0)), id, "", '8', labels.value(0));
        rows.row("fake:d" + DAY + ":" + id, "00000001", "", "fake/1/1:2:3", '3', "-");
        assertThat(series(SeriesQuery.ALL, common("f", rows.file())))
                .extracting(IndexedSeries::labels)
                .containsExactly(labels);
        rows.row(id, "", "", "", '9', "[\"app\"]");
        assertThat(series(SeriesQuery.ALL, common("f", rows.file())))
                .extracting(IndexedSeries::labels)
                .containsExactly(labels);
        assertThat(problems).isEmpty();
    }

    @Test
    void bucketsAndFoldersDecideWhoseRowsCount() throws IOException {
        Labels labels = Labels.of("app", "a");
        TenantId other = TenantId.of("other");
        LokiRows both = new LokiRows(12)
                .chunk(labels, chunk(FAKE, 1, DAY_START, DAY_START + 1))
                .chunk(labels, chunk(other, 2, DAY_START, DAY_START + 1));
        LokiRows third = new LokiRows(12)
                .chunk(labels, chunk(other, 3, DAY_START, DAY_START + 1))
                .chunk(labels, chunk(FAKE, 4, DAY_START, DAY_START + 1));
        // in the root: bucket "other" hides the rows of that tenant in bucket "index", and rows of others in itself
        byte[] root = new BoltFileBuilder(4096)
                .bucket("index", both.rows())
                .inlineBucket("other", third.rows())
                .build();
        assertThat(series(SeriesQuery.ALL, common("root", root)))
                .extracting(
                        one -> one.tenant(), one -> one.chunks().get(0).ref().fingerprint())
                .containsExactly(tuple(FAKE, 1L), tuple(other, 3L));
        BoltdbFile inFolder = BoltdbFile.ofTenant(BoltFile.open(ByteSource.of("folder", both.file())), FAKE);
        assertThat(series(SeriesQuery.ALL, inFolder))
                .extracting(IndexedSeries::tenant)
                .containsExactly(FAKE);
        byte[] elsewhere =
                new BoltFileBuilder(4096).bucket("other", third.rows()).build();
        series(SeriesQuery.ALL, BoltdbFile.ofTenant(BoltFile.open(ByteSource.of("folder", elsewhere)), FAKE));
        assertThat(problems)
                .containsExactly(
                        "folder: folder at byte 0: buckets of a file of tenant fake: expected index, found other");
    }

    @Test
    void aCorruptFileIsReportedOnceAndTheOthersGoOn() throws IOException {
        LokiRows good = new LokiRows(12);
        LokiRows bad = new LokiRows(12);
        for (int i = 0; i < 200; i++) {
            Labels labels = Labels.of("app", "a" + i);
            good.chunk(labels, chunk(FAKE, 1000 + i, DAY_START, DAY_START + 1));
            bad.chunk(labels, chunk(FAKE, 2000 + i, DAY_START, DAY_START + 1));
        }
        bad.raw("fake:d19675:zzz\0rubbish", "");
        BoltdbFile[] files = {common("good", good.file()), common("bad", bad.file())};
        List<IndexedSeries> found = series(SeriesQuery.ALL, files);
        assertThat(found).hasSize(200);
        assertThat(found)
                .allSatisfy(one -> assertThat(one.chunks())
                        .anyMatch(c -> c.ref().fingerprint() >= 1000 && c.ref().fingerprint() < 2000));
        assertThat(problems).singleElement().asString().startsWith("bad: bad at byte ");
        series(SeriesQuery.ALL, files);
        assertThat(problems).as("once a call").hasSize(2);
    }

    @Test
    void twoValuesOfOneLabelAreCorruption() throws IOException {
        Labels labels = Labels.of("app", "a");
        String id = SeriesId.of(labels);
        LokiRows rows = new LokiRows(12).chunk(labels, chunk(FAKE, 1, DAY_START, DAY_START + 1));
        String metric = String.format("%02d:fake:d%d:logs", SeriesId.shard(id, 16), DAY);
        rows.row(metric + ":app", SeriesId.valueHash("b"), id, "", '8', "b");
        series(SeriesQuery.ALL, common("f", rows.file()));
        assertThat(problems).singleElement().asString().contains("value of label app of series " + id);
    }

    @Test
    void tenantsWithColonsAreRefused() throws IOException {
        byte[] file = new LokiRows(12)
                .chunk(Labels.of("app", "a"), chunk(TenantId.of("a:b"), 1, DAY_START, DAY_START + 1))
                .file();
        assertThat(series(SeriesQuery.ALL, common("f", file))).isEmpty();
        assertThat(problems)
                .singleElement()
                .asString()
                .endsWith("tenant of a row: expected an id without ':', which separates, found a:b");
    }

    @Test
    void cursorsRefuseUseBeforeNextAndAfterClose() throws IOException {
        byte[] file = new LokiRows(12)
                .chunk(Labels.of("app", "a"), chunk(FAKE, 1, DAY_START, DAY_START + 1))
                .file();
        SeriesCursor cursor =
                new BoltdbIndex(List.of(common("f", file)), temporary).series(SeriesQuery.ALL, this::problem);
        assertThatThrownBy(cursor::series).isInstanceOf(IllegalStateException.class);
        assertThat(cursor.next()).isTrue();
        cursor.close();
        cursor.close();
        assertThatThrownBy(cursor::next).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({"9,16,9,9,0", "10,16,10,10,16", "11,16,11,11,16", "11,32,11,11,32", "12,16,12,13,16", "13,7,12,13,7"})
    void theRowsTellTheSchema(int schema, int rowShards, int lowest, int highest, int shards) throws IOException {
        RandomTable table = new RandomTable(schema, rowShards, 1, new Random(9));
        BoltdbEvidence evidence = new BoltdbIndex(table.files, temporary).evidence(this::problem);
        assertThat(evidence.lowestVersion()).hasValue(lowest);
        assertThat(evidence.highestVersion()).hasValue(highest);
        assertThat(evidence.rowShards().orElse(0)).isEqualTo(shards);
        assertThat(problems).isEmpty();
    }

    @Test
    void oldIdsOfChunksFromTheDayBeforeTellNothing() throws IOException {
        LokiRows rows =
                new LokiRows(11).chunk(Labels.of("app", "a"), chunk(FAKE, 1, DAY_START - 5000, DAY_START + 1), DAY);
        BoltdbEvidence evidence = new BoltdbIndex(List.of(common("f", rows.file())), temporary).evidence(this::problem);
        assertThat(evidence.flatChunkIds()).isFalse();
        assertThat(evidence.lowestVersion()).hasValue(11);
        assertThat(evidence.highestVersion()).hasValue(13);
    }
}
