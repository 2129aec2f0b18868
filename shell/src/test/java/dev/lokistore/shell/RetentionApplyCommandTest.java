package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code retention apply}. */
@Tag("one-runtime")
class RetentionApplyCommandTest {
    /** All tables are cold. */
    private static final String LATER = "2026-12-10T00:00:00Z";

    private static final String RULES = """
            compactor: {retention_enabled: true}
            limits_config:
              retention_period: 20d
              retention_stream:
              - {selector: '{namespace="shop"}', priority: 1, period: 19d}
            """;

    @TempDir
    private Path folder;

    private Path store() throws IOException {
        return Archives.unpack("fs-boltdb-v11", folder).resolve("store/chunks");
    }

    private CliRun on(Path store, String... arguments) {
        List<String> all = new ArrayList<>(List.of("-s", store.toString(), "--now", LATER));
        all.addAll(List.of(arguments));
        return CliRun.World.PIPED.in(folder).run(all.toArray(String[]::new));
    }

    private static long objects(Path store) throws IOException {
        try (Stream<Path> all = Files.walk(store)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("/.lokistore/"))
                    .count();
        }
    }

    private List<JsonNode> entries(Path store) {
        CliRun cat = on(store, "cat", "{job=~\".+\"}", "-o", "jsonl");
        assertThat(cat.code()).as(cat.err()).isZero();
        return Json.lines(cat.out());
    }

    private static JsonNode last(CliRun run) {
        List<JsonNode> lines = Json.lines(run.out());
        return lines.get(lines.size() - 1);
    }

    @Test
    void theConfigurationsRulesAreAppliedAndTakenBack() throws Exception {
        Path store = store();
        Files.writeString(folder.resolve("loki.yaml"), RULES + "runtime_config: {file: overrides.yaml}\n");
        Files.writeString(folder.resolve("overrides.yaml"), "overrides: {team-b: {retention_period: 0}}\n");
        long before = objects(store);
        String entries = entries(store).toString();
        String[] apply = {
            "--loki-config",
            "loki.yaml",
            "retention",
            "apply",
            "--overrides",
            "overrides.yaml",
            "--apply",
            "--yes",
            "--loki-stopped",
            "-o",
            "jsonl"
        };

        CliRun run = on(store, apply);

        assertThat(run.code()).as(run.err()).isZero();
        List<JsonNode> rules = Json.lines(run.out()).stream()
                .filter(line -> line.get("message_type").textValue().equals("rule"))
                .toList();
        assertThat(rules.stream()
                        .map(rule -> rule.get("tenant").textValue() + " "
                                + rule.get("rule").textValue()))
                .containsExactly(
                        "team-a retention_period of 20d",
                        "team-a retention_stream[0] {namespace=\"shop\"} of 19d",
                        "team-b retention_stream[0] {namespace=\"shop\"} of 19d");
        long gone = rules.stream()
                .mapToLong(rule -> rule.get("goneChunks").longValue())
                .sum();
        assertThat(last(run).get("outcome").textValue()).isEqualTo("done");
        // what was planned is what retention itself says is past
        CliRun report =
                on(store, "--loki-config", "loki.yaml", "retention", "--overrides", "overrides.yaml", "-o", "jsonl");
        assertThat(Json.lines(report.out()))
                .allMatch(row -> row.get("expiredChunks").longValue() == 0);
        assertThat(gone).isPositive();
        for (JsonNode entry : entries(store)) {
            boolean shop = entry.get("labels").get("namespace").textValue().equals("shop");
            long days = shop ? 19 : entry.get("tenant").textValue().equals("team-a") ? 20 : 10_000;
            // a chunk goes as a whole, by its last entry: what is left is at most a chunk's length too old
            assertThat(entry.get("ts").longValue() / 1_000_000_000L)
                    .isGreaterThan(Instant.parse(LATER).getEpochSecond() - days * 86_400 - 43_200);
        }
        assertThat(last(on(store, apply)).get("tasks").longValue()).isZero();

        CliRun undo = on(store, "undo", last(run).get("plan").textValue(), "--yes", "--loki-stopped");
        assertThat(undo.code()).as(undo.err()).isZero();
        assertThat(objects(store)).isEqualTo(before);
        assertThat(entries(store).toString()).isEqualTo(entries);
    }

    @Test
    void anAgeAndASelectorNeedNoConfiguration() throws Exception {
        Path store = store();
        long shop = streams(store, "{namespace=\"shop\"}");

        CliRun run = on(
                store,
                "retention",
                "apply",
                "--older-than",
                "19d",
                "{namespace=\"shop\"}",
                "--apply",
                "--yes",
                "--loki-stopped",
                "--accept",
                "half");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("older than 19d", "Done.", "into the trash, until 'lokistore gc' empties it");
        assertThat(streams(store, "{namespace=\"shop\"}")).isLessThan(shop);
        assertThat(on(store, "retention", "apply", "--older-than", "19d", "{namespace=\"shop\"}")
                        .err())
                .contains("nothing to do");
        assertThat(streams(store, "{namespace!=\"shop\"}")).isPositive();
    }

    private long streams(Path store, String selector) {
        return Json.lines(on(store, "chunks", selector, "-o", "jsonl").out()).size();
    }

    @Test
    void withoutApplyNothingChanges() throws Exception {
        Path store = store();
        long before = objects(store);

        CliRun run = on(store, "retention", "apply", "--older-than", "20d", "--plan", "p.json");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).contains("TENANT  RULE", "loki_index_20776");
        assertThat(run.err()).contains("Nothing was changed");
        assertThat(objects(store)).isEqualTo(before);
        assertThat(store.resolve(".lokistore")).doesNotExist();
        CliRun apply = on(store, "apply", "p.json", "--yes", "--loki-stopped", "--no-such-option");
        assertThat(apply.code()).isEqualTo(2);
        assertThat(on(store, "apply", "p.json", "--yes", "--loki-stopped").code())
                .isZero();
        assertThat(objects(store)).isLessThan(before);
    }

    @Test
    void rulesThatAreNotAllKnownTakeNothing() throws Exception {
        Path store = store();
        Files.writeString(folder.resolve("loki.yaml"), RULES + "runtime_config: {file: overrides.yaml}\n");

        CliRun run = on(store, "--loki-config", "loki.yaml", "retention", "apply", "--apply", "--yes", "-o", "jsonl");

        assertThat(run.code()).isEqualTo(5);
        assertThat(run.err()).contains("overrides.yaml, which was not given", "--overrides");
        assertThat(last(run).get("outcome").textValue()).isEqualTo("refused");
        assertThat(store.resolve(".lokistore")).doesNotExist();
    }

    @Test
    void mostOfATenantNeedsAWord() throws Exception {
        Path store = store();

        CliRun half = on(store, "retention", "apply", "--older-than", "19d");
        assertThat(half.code()).isEqualTo(5);
        assertThat(half.err()).contains("tenant team-a: ", "--accept half allows it");
        assertThat(half.out()).as("what would go is shown all the same").contains("older than 19d");

        CliRun all = on(store, "retention", "apply", "--older-than", "2d", "--loki-stopped", "--accept", "half");
        assertThat(all.code()).isEqualTo(5);
        assertThat(all.err()).contains("all of its 123 chunks would go (--accept everything allows it)");
        CliRun accepted = on(
                store,
                "retention",
                "apply",
                "--older-than",
                "2d",
                "--loki-stopped",
                "--accept",
                "everything",
                "--apply",
                "--yes");
        assertThat(accepted.code()).as(accepted.err()).isZero();
        assertThat(objects(store)).isZero();
        assertThat(on(store, "undo", plan(store), "--yes", "--loki-stopped").code())
                .isZero();
        assertThat(objects(store)).isEqualTo(249);
    }

    private String plan(Path store) {
        return Json.lines(on(store, "plans", "-o", "jsonl").out())
                .get(0)
                .get("plan")
                .textValue();
    }

    @Test
    void lessThanADayNeedsAWord() throws Exception {
        CliRun run =
                on(store(), "retention", "apply", "--older-than", "6h", "--loki-stopped", "--accept", "everything");

        assertThat(run.code()).isEqualTo(5);
        assertThat(run.err()).contains("less than 24h", "--accept young allows it");
    }

    @Test
    void youngTablesAreLeftOutUnlessLokiIsStopped() throws Exception {
        Path store = store();
        List<String> all = new ArrayList<>(List.of("-s", store.toString(), "--now", "2026-11-27T01:00:00Z"));
        all.addAll(List.of("retention", "apply", "--older-than", "7d"));

        CliRun run = CliRun.run(all.toArray(String[]::new));
        assertThat(run.code()).isEqualTo(5);
        assertThat(run.err()).contains("loki_index_20776: an ingester may write to it until 2026-11-27");

        all.add("--loki-stopped");
        assertThat(CliRun.run(all.toArray(String[]::new)).code()).isZero();
    }

    @Test
    void aLokiThatReadsIsGivenTime() throws Exception {
        Path store = store();
        CliRun first = on(store, "retention", "apply", "--older-than", "20d", "--apply", "--yes");
        assertThat(first.code()).isEqualTo(4);
        assertThat(first.out()).contains("carry on from 2026-12-10T00:21:00Z");
        long written = objects(store);
        CliRun second = CliRun.run("-s", store.toString(), "--now", "2026-12-10T00:21:00Z", "apply", "--resume");
        assertThat(second.code()).isEqualTo(4);
        CliRun third = CliRun.run("-s", store.toString(), "--now", "2026-12-10T02:21:00Z", "apply", "--resume");
        assertThat(third.code()).as(third.err()).isZero();
        assertThat(objects(store)).isLessThan(written - 50);
    }

    @Test
    void wrongUsageSaysWhatIsMeant() throws Exception {
        Path store = store();
        Map<List<String>, String> wrong = Map.of(
                List.of("retention", "apply"), "--loki-config",
                List.of("retention", "apply", "{a=\"b\"}"), "--older-than",
                List.of("retention", "apply", "--older-than", "soon"), "soon",
                List.of("retention", "apply", "--older-than", "0"), "more than 0",
                List.of("retention", "apply", "--older-than", "9d", "{a=\"b\"} |= \"x\""), "delete",
                List.of("retention", "apply", "--older-than", "9d", "--to", "now-1d"), "--older-than",
                List.of("retention", "apply", "--older-than", "9d", "--accept", "all"), "young",
                List.of("retention", "apply", "--older-than", "9d", "--max-tables", "0"), "--max-tables");
        wrong.forEach((arguments, text) -> {
            CliRun run = on(store, arguments.toArray(String[]::new));
            assertThat(run.code()).as("%s", arguments).isEqualTo(2);
            assertThat(run.err()).as("%s", arguments).contains(text);
        });
    }
}
