package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lokistore.index.duration.PrometheusDuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code retention} and what is below it, against figures from the chunks' own headers and the rules as written here. */
@Tag("one-runtime")
class RetentionCommandTest {
    private static final String FIXTURE = "fs-boltdb-v11";
    private static final String NOON = "2026-11-22T12:00:00Z";
    private static final String RULES = """
            compactor: {retention_enabled: true}
            limits_config:
              retention_period: 3d
              retention_stream:
                - {selector: '{namespace="shop"}', priority: 1, period: 31d}
                - {selector: '{app="checkout"}', priority: 2, period: 24h}
                - {selector: '{app=~"check.*|kubelet"}', priority: 2, period: 36h}
            """;
    private static final String OVERRIDES =
            "overrides: {team-b: {retention_period: 48h}, nobody: {retention_period: 25h}}";

    private record Rule(String id, Duration period) {}

    /** Figures of one line. */
    private record Sum(long streams, long chunks, long bytes, long expired, long expiredBytes, Instant next) {}

    @TempDir
    private Path temporary;

    private Path rules;
    private Path overrides;

    @BeforeEach
    void writeRules() throws IOException {
        rules = write("loki.yaml", RULES);
        overrides = write("overrides.yaml", OVERRIDES);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(temporary.resolve(name), text);
    }

    /** What the rules above mean, by the table of the format document: priority, then the shorter period. */
    private static Rule ruleOf(StoredChunks.Stored chunk) {
        if (chunk.label("app").equals("checkout")) {
            return new Rule("retention_stream[1]", Duration.ofHours(24));
        }
        if (chunk.label("app").equals("kubelet")) {
            return new Rule("retention_stream[2]", Duration.ofHours(36));
        }
        if (chunk.label("namespace").equals("shop")) {
            return new Rule("retention_stream[0]", Duration.ofDays(31));
        }
        return chunk.header().tenant().value().equals("team-b")
                ? new Rule("overrides.team-b.retention_period", Duration.ofHours(48))
                : new Rule("retention_period", Duration.ofDays(3));
    }

    private static Instant expiry(StoredChunks.Stored chunk) {
        return Instant.ofEpochMilli(chunk.header().throughMillis())
                .plus(ruleOf(chunk).period());
    }

    private static String line(StoredChunks.Stored chunk) {
        return chunk.header().tenant() + " " + ruleOf(chunk).id();
    }

    private List<StoredChunks.Stored> stored() throws IOException {
        return stored(FIXTURE);
    }

    private List<StoredChunks.Stored> stored(String fixture) throws IOException {
        return StoredChunks.below(Archives.unpack(fixture, Files.createDirectory(temporary.resolve("unpacked")))
                .resolve(fixture.startsWith("minio") ? "store" : "store/chunks"));
    }

    private CliRun retention(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--loki-config", rules.toString(), "retention"));
        all.addAll(Arrays.asList(arguments));
        all.addAll(List.of("--overrides", overrides.toString()));
        return CliRun.on(FIXTURE, all.toArray(String[]::new));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-19T06:00:00Z",
                "2026-11-21T00:00:00Z",
                NOON,
                "2026-12-20T12:00:00Z",
                "2027-03-01T00:00:00Z"
            })
    void totalsAreThoseOfTheChunksHeaders(String now) throws IOException {
        Instant present = Instant.parse(now);
        Map<String, List<StoredChunks.Stored>> groups =
                stored().stream().collect(Collectors.groupingBy(RetentionCommandTest::line));

        CliRun run = retention("report", "--now", now, "-o", "jsonl");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        List<JsonNode> rows = Json.lines(run.out());
        assertThat(rows).hasSameSizeAs(groups.keySet()).hasSizeGreaterThan(5);
        for (JsonNode row : rows) {
            List<StoredChunks.Stored> group = groups.get(
                    row.path("tenant").asText() + " " + row.path("rule").asText());
            Sum sum = sum(group, present);
            assertThat(new Sum(
                            row.path("streams").asLong(),
                            row.path("chunks").asLong(),
                            row.path("storedBytes").asLong(),
                            row.path("expiredChunks").asLong(),
                            row.path("expiredBytes").asLong(),
                            row.path("nextExpiry").isNull()
                                    ? Instant.MAX
                                    : Instant.parse(row.path("nextExpiry").asText())))
                    .as(row.toString())
                    .isEqualTo(sum);
            assertThat(due(row)).isEqualTo(due(group, present));
        }
    }

    private static Sum sum(List<StoredChunks.Stored> chunks, Instant now) {
        List<StoredChunks.Stored> expired =
                chunks.stream().filter(chunk -> now.isAfter(expiry(chunk))).toList();
        return new Sum(
                chunks.stream().map(chunk -> chunk.header().labels()).distinct().count(),
                chunks.size(),
                chunks.stream().mapToLong(StoredChunks.Stored::bytes).sum(),
                expired.size(),
                expired.stream().mapToLong(StoredChunks.Stored::bytes).sum(),
                chunks.stream()
                        .map(RetentionCommandTest::expiry)
                        .filter(expiry -> !now.isAfter(expiry))
                        .min(Instant::compareTo)
                        .orElse(Instant.MAX));
    }

    private static Map<String, Long> due(List<StoredChunks.Stored> chunks, Instant now) {
        LocalDate end = LocalDate.ofInstant(now, ZoneOffset.UTC).plusDays(28);
        Map<String, Long> due = new TreeMap<>();
        for (StoredChunks.Stored chunk : chunks) {
            LocalDate day = LocalDate.ofInstant(expiry(chunk), ZoneOffset.UTC);
            if (!now.isAfter(expiry(chunk)) && day.isBefore(end)) {
                due.merge(day.toString(), chunk.bytes(), Long::sum);
            }
        }
        return due;
    }

    @ParameterizedTest
    @ValueSource(strings = {FIXTURE, "fs-multi-period-compacted", "fs-tsdb-v13-gzip", "minio-boltdb-v12"})
    void everyStreamHasTheRuleThatDecidesAndItsPeriod(String fixture) throws IOException {
        Instant present = Instant.parse(NOON);
        Map<String, List<StoredChunks.Stored>> streams = stored(fixture).stream()
                .collect(Collectors.groupingBy(chunk ->
                        chunk.header().tenant() + " " + chunk.header().labels().asMap()));

        CliRun run = CliRun.on(
                fixture,
                "--loki-config",
                rules.toString(),
                "retention",
                "--streams",
                "--overrides",
                overrides.toString(),
                "--now",
                NOON,
                "-o",
                "jsonl");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        List<JsonNode> rows = Json.lines(run.out());
        assertThat(rows).hasSameSizeAs(streams.keySet());
        for (JsonNode row : rows) {
            Map<String, String> labels = new LinkedHashMap<>();
            row.path("labels")
                    .fieldNames()
                    .forEachRemaining(
                            name -> labels.put(name, row.at("/labels/" + name).asText()));
            List<StoredChunks.Stored> stream = streams.get(row.path("tenant").asText() + " " + labels);
            Rule rule = ruleOf(stream.get(0));
            Sum sum = sum(stream, present);
            assertThat(row.path("rule").asText()).isEqualTo(rule.id());
            assertThat(PrometheusDuration.parse(row.path("period").asText())).isEqualTo(rule.period());
            assertThat(row.path("chunks").asLong()).isEqualTo(sum.chunks());
            assertThat(row.path("storedBytes").asLong()).isEqualTo(sum.bytes());
            assertThat(row.path("expiredChunks").asLong()).isEqualTo(sum.expired());
            assertThat(row.path("expiredBytes").asLong()).isEqualTo(sum.expiredBytes());
            assertThat(
                            row.path("nextExpiry").isNull()
                                    ? Instant.MAX
                                    : Instant.parse(row.path("nextExpiry").asText()))
                    .isEqualTo(sum.next());
        }
    }

    /** Else they would count for nothing, and other rules would seem to decide. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "retention --overrides o.yaml explain {app=\"java\"}",
                "retention --days 3 report",
                "retention {app=\"java\"} plan"
            })
    void whatStandsBeforeAWordThatItBelongsBehindIsRefused(String command) {
        List<String> arguments = new ArrayList<>(List.of("--loki-config", rules.toString()));
        arguments.addAll(List.of(command.split(" ")));

        CliRun run = CliRun.on(FIXTURE, arguments.toArray(String[]::new));

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("belongs behind it");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void streamsAndForecastAreTwoQuestions() {
        CliRun run = retention("--streams", "--forecast");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("--streams does not go with --forecast");
    }

    private static Map<String, Long> due(JsonNode row) {
        Map<String, Long> due = new TreeMap<>();
        row.path("due")
                .forEach(day -> due.put(
                        day.path("day").asText(), day.path("storedBytes").asLong()));
        return due;
    }

    @Test
    void jsonLinesHaveTheDocumentedFields() {
        CliRun report = retention("--now", NOON, "-o", "jsonl");

        assertThat(Json.names(Json.lines(report.out()).get(0)))
                .containsSubsequence("tenant", "rule", "period", "streams", "chunks")
                .containsSubsequence("storedBytes", "expiredChunks", "expiredBytes", "nextExpiry");
        assertThat(report.out())
                .isEqualTo(retention("report", "--now", NOON, "-o", "jsonl").out());
    }

    @Test
    void forecastHasALineForEachDayAndRule() {
        long listed = Json.lines(
                        retention("--forecast", "--now", NOON, "-o", "jsonl").out())
                .stream()
                .mapToLong(row -> row.path("chunks").asLong())
                .sum();
        long nested = Json.lines(retention("--now", NOON, "-o", "jsonl").out()).stream()
                .flatMap(row -> row.path("due").findValues("chunks").stream())
                .mapToLong(JsonNode::asLong)
                .sum();

        assertThat(listed).isPositive().isEqualTo(nested);
        assertThat(retention("--forecast", "--days", "0").out()).isEmpty();
        assertThat(retention("--days", "-1").code()).isEqualTo(2);
    }

    @Test
    void zeroIsForeverUnlessAnOldLokiIsMeant() throws IOException {
        rules = write("zero.yaml", "compactor: {retention_enabled: true}\nlimits_config: {retention_period: 0}\n");
        overrides = write("none.yaml", "");

        List<JsonNode> safe = Json.lines(retention("-o", "jsonl").out());
        CliRun old = retention("--loki-version", "2.7.7", "-o", "jsonl");

        assertThat(safe).hasSize(2).allSatisfy(row -> {
            assertThat(row.path("expiredChunks").asLong()).isZero();
            assertThat(row.path("nextExpiry").isNull()).isTrue();
            assertThat(row.path("forever").asBoolean()).isTrue();
        });
        assertThat(Json.lines(old.out()))
                .hasSize(2)
                .allSatisfy(row -> assertThat(row.path("expiredChunks")).isEqualTo(row.path("chunks")));
        assertThat(old.err()).contains("zero.yaml line 2");
        assertThat(retention("--loki-version", "new").code()).isEqualTo(2);
    }

    @Test
    void overridesThatAreNamedAndNotGivenMakeItPartial() throws IOException {
        Path naming = write("naming.yaml", RULES + "runtime_config: {file: /etc/loki/overrides.yaml}\n");

        CliRun run = CliRun.on(FIXTURE, "retention", "--loki-config", naming.toString());

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("naming.yaml line 8", "/etc/loki/overrides.yaml");
        assertThat(run.lines()).hasSizeGreaterThan(5);
    }

    @Test
    void periodsBelowTheFloorAreNamed() throws IOException {
        Path plain = write("plain.yaml", "compactor: {retention_enabled: true}\nlimits_config: {retention_period: 1h}");
        Path stream = write(
                "stream.yaml",
                "compactor: {retention_enabled: true}\n"
                        + "limits_config: {retention_stream: [{selector: '{app=\"checkout\"}', period: 1h}]}");

        CliRun documented = CliRun.on(FIXTURE, "retention", "--loki-config", plain.toString());
        CliRun refused = CliRun.on(FIXTURE, "retention", "--loki-config", stream.toString());

        assertThat(documented.code()).isZero();
        assertThat(documented.err()).contains("warning: ", "plain.yaml line 2", "24h");
        assertThat(refused.code()).isEqualTo(4);
        assertThat(refused.err()).contains("1 problem", "stream.yaml line 2", "Loki refuses the configuration");
    }

    @Test
    void wrongConfigurationsAreWrongUsage() throws IOException {
        assertThat(CliRun.on(FIXTURE, "retention").code()).isEqualTo(2);
        assertThat(CliRun.on(FIXTURE, "retention").err()).contains("--loki-config");
        Path broken = write("broken.yaml", "limits_config: {retention_period: soon}");
        CliRun run = CliRun.on(FIXTURE, "retention", "--loki-config", broken.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("broken.yaml line 1");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void explanationsAgreeWithTheHeaders() throws IOException {
        Instant now = Instant.parse(NOON);
        Map<String, StoredChunks.Stored> byEnd = stored().stream()
                .filter(chunk -> chunk.label("app").equals("checkout"))
                .collect(Collectors.toMap(
                        chunk -> chunk.header().tenant() + " " + chunk.header().fromMillis() + " "
                                + chunk.header().throughMillis(),
                        chunk -> chunk));

        CliRun run = retention("explain", "{app=\"checkout\"}", "--expired", "--now", NOON, "-o", "jsonl");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        List<JsonNode> rows = Json.lines(run.out());
        assertThat(rows)
                .hasSize((int) byEnd.values().stream()
                        .filter(chunk -> now.isAfter(expiry(chunk)))
                        .count())
                .isNotEmpty();
        for (JsonNode row : rows) {
            Instant through = Instant.parse(row.path("through").asText());
            assertThat(Instant.parse(row.path("expiresAt").asText())).isEqualTo(through.plus(Duration.ofHours(24)));
            assertThat(row.path("rule").asText()).isEqualTo("retention_stream[1]");
            assertThat(row.path("reasons").findValuesAsText("hindrance")).contains("table-not-compacted");
        }
    }

    @Test
    void oneChunkIsExplainedByItsKey() throws IOException {
        String key = firstKey("{app=\"checkout\"}");

        CliRun card = retention("explain", key, "--now", NOON);
        JsonNode off = Json.parse(CliRun.on(
                        FIXTURE,
                        "retention",
                        "explain",
                        key,
                        "--now",
                        NOON,
                        "-o",
                        "json",
                        "--loki-config",
                        write("off.yaml", "limits_config: {retention_period: 24h}")
                                .toString())
                .out());

        assertThat(card.code()).isZero();
        assertThat(card.out()).contains("retention_stream[1]", "expired:", "yes", "table-not-compacted");
        assertThat(off.path("key").asText()).isEqualTo(key);
        assertThat(off.path("reasons").findValuesAsText("hindrance"))
                .containsExactly("retention-off", "table-not-compacted");
        assertThat(retention("explain", key.replace("team-a", "team-b")).code()).isEqualTo(10);
        assertThat(retention("explain", "checkout").code()).isEqualTo(2);
        assertThat(retention("explain", "{app=\"x\"} |= \"y\"").code()).isEqualTo(2);
    }

    @Test
    void impossibleKeysAndTablesAreNoCrash() throws IOException {
        Path folder = Archives.unpack(FIXTURE, temporary);
        Path index = folder.resolve("store/chunks/index");
        Path far = Files.createDirectories(index.resolve("loki_index_9223372036854775807"));
        try (Stream<Path> files = Files.list(index.resolve("loki_index_20776"))) {
            Path file = files.findFirst().orElseThrow();
            Files.copy(file, far.resolve(file.getFileName()));
        }
        String store = folder.toString();
        String config = rules.toString();

        CliRun key =
                CliRun.run("-s", store, "retention", "explain", "a/1:0:7fffffffffffffff:1", "--loki-config", config);
        CliRun all = CliRun.run("-s", store, "retention", "explain", "{app=\"checkout\"}", "--loki-config", config);

        assertThat(key.code()).isIn(2, 10);
        assertThat(all.code()).isIn(0, 4);
        assertThat(all.out()).contains("retention_stream[1]");
        assertThat(key.err() + all.err()).doesNotContain("internal error");
    }

    private static String firstKey(String selector) {
        return Json.lines(CliRun.on(FIXTURE, "chunks", "-t", "team-a", selector, "-o", "jsonl")
                        .out())
                .get(0)
                .path("key")
                .asText();
    }

    @Test
    void chunkWithoutIndexEntryIsNeverSeenByRetention() throws IOException {
        String key = firstKey("{app=\"checkout\"}");
        Path folder = Archives.unpack(FIXTURE, temporary);
        Path table = folder.resolve("store/chunks/index/loki_index_20776");
        try (Stream<Path> files = Files.list(table)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }

        CliRun run = CliRun.run(
                "-s",
                folder.toString(),
                "retention",
                "explain",
                key,
                "--now",
                NOON,
                "-o",
                "json",
                "--loki-config",
                rules.toString());

        assertThat(run.code()).isZero();
        JsonNode chunk = Json.parse(run.out());
        assertThat(chunk.path("reasons").findValuesAsText("hindrance")).containsExactly("no-index-entry");
        assertThat(chunk.path("rule").asText()).isEqualTo("retention_stream[1]");
        assertThat(chunk.path("tables")).isEmpty();
    }

    @Test
    void planComparesWithThePresentRules() throws IOException {
        Path present =
                write("present.yaml", "compactor: {retention_enabled: true}\nlimits_config: {retention_period: 30h}");
        Instant now = Instant.parse(NOON);
        Map<String, List<StoredChunks.Stored>> groups =
                stored().stream().collect(Collectors.groupingBy(RetentionCommandTest::line));

        CliRun run = retention(
                "plan",
                "--present",
                present.toString(),
                "--present-overrides",
                write("no.yaml", "").toString(),
                "--now",
                NOON,
                "-o",
                "jsonl");

        assertThat(run.code()).isZero();
        List<JsonNode> rows = Json.lines(run.out());
        assertThat(rows).hasSameSizeAs(groups.keySet());
        for (JsonNode row : rows) {
            long[] gone = new long[4];
            for (StoredChunks.Stored chunk : groups.get(
                    row.path("tenant").asText() + " " + row.path("rule").asText())) {
                boolean is = now.isAfter(expiry(chunk));
                boolean was = now.isAfter(
                        Instant.ofEpochMilli(chunk.header().throughMillis()).plus(Duration.ofHours(30)));
                gone[0] += is && !was ? 1 : 0;
                gone[1] += is && !was ? chunk.bytes() : 0;
                gone[2] += was && !is ? 1 : 0;
                gone[3] += was && !is ? chunk.bytes() : 0;
            }
            assertThat(new long[] {
                        row.path("newlyGoneChunks").asLong(),
                        row.path("newlyGoneBytes").asLong(),
                        row.path("newlyKeptChunks").asLong(),
                        row.path("newlyKeptBytes").asLong()
                    })
                    .as(row.toString())
                    .containsExactly(gone);
        }
        assertThat(rows)
                .anySatisfy(
                        row -> assertThat(row.path("newlyGoneChunks").asLong()).isPositive());
        assertThat(rows)
                .anySatisfy(
                        row -> assertThat(row.path("newlyKeptChunks").asLong()).isPositive());
    }

    @Test
    void ruleThatTakesEverythingIsWarnedOfEvenQuietly() {
        CliRun run = retention("plan", "--quiet", "--now", "2026-12-01T00:00:00Z", "-o", "jsonl");

        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("WARNING: retention_stream[1]", "TAKES EVERYTHING of tenant team-a");
        assertThat(Json.lines(run.out()))
                .allSatisfy(row -> assertThat(row.path("takesEverything").asBoolean())
                        .isEqualTo(!row.path("rule").asText().equals("retention_stream[0]")));
        assertThat(CliRun.on(FIXTURE, "retention", "plan").code()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"retention", "retention report", "retention explain", "retention plan"})
    void helpHasExamplesAndExitStatus(String command) {
        CliRun run = CliRun.run((command + " --help").split(" "));

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Usage: lokistore " + command, "Examples:", "--overrides=FILE", "Exit status:");
    }
}
