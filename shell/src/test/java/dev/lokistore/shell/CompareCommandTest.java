package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lokistore.shell.FakeLoki.Stored;
import dev.lokistore.shell.FakeLoki.Treatment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store replayed into a Loki and compared with it, before and after entries get lost. */
@Tag("one-runtime")
class CompareCommandTest {
    private static final String FIXTURE = "fs-tsdb-v13-gzip";
    private static final String SELECTOR = "{app=~\".+\"}";

    @TempDir
    private Path folder;

    private FakeLoki loki;
    private String tenant = "";

    @BeforeEach
    void replay() throws IOException {
        loki = new FakeLoki();
        CliRun run = CliRun.on(
                FIXTURE,
                "replay",
                "--to",
                loki.url(),
                "--state",
                folder.resolve("state").toString());
        assertThat(run.code()).isZero();
        tenant = loki.tenants().get(0);
    }

    @AfterEach
    void stop() {
        loki.close();
    }

    private CliRun compare(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "compare",
                "--url",
                loki.url(),
                SELECTOR,
                "--from",
                "2026-11-20T10:00:00Z",
                "--to",
                "2026-11-20T16:30:00Z"));
        arguments.addAll(List.of(more));
        return CliRun.on(FIXTURE, arguments.toArray(String[]::new));
    }

    private static List<JsonNode> rows(CliRun run) {
        return run.lines().stream().map(Json::parse).toList();
    }

    private static long sum(List<JsonNode> rows, String field) {
        return rows.stream().mapToLong(row -> row.get(field).asLong()).sum();
    }

    @Test
    void bothSidesAreEqualHoweverSmallThePages() {
        CliRun run = compare("--all", "-o", "jsonl", "--page", "4");

        assertThat(run.err()).contains(" 0 different: 0 entries are missing in Loki, 0 in the store");
        assertThat(run.code()).isZero();
        List<JsonNode> rows = rows(run);
        long from = 1_795_168_800_000_000_000L;
        long stored = loki.entries(tenant).stream()
                .filter(entry -> entry.ts() >= from && entry.ts() < from + 6_500L * 3_600_000_000L)
                .count();
        assertThat(sum(rows, "storeEntries"))
                .isEqualTo(sum(rows, "lokiEntries"))
                .isEqualTo(stored)
                .isPositive();
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.get("equal").asBoolean()).isTrue();
            assertThat(row.get("storeHash")).isEqualTo(row.get("lokiHash"));
        });
        assertThat(compare().out().lines().count()).isLessThanOrEqualTo(1);
    }

    @Test
    void metadataAmongTheLabelsAreNoDifference() {
        loki.withoutCategories();

        CliRun run = compare();

        assertThat(run.err()).contains(" 0 different");
        assertThat(run.code()).isZero();
    }

    @Test
    void whatIsMissingIsFoundOnEitherSide() {
        Stored lost = loki.entries(tenant).stream()
                .filter(entry -> entry.ts() > 1_795_170_000_000_000_000L)
                .findFirst()
                .orElseThrow();
        Stored own = new Stored(lost.labels(), lost.ts() + 1, "only here", Map.of());
        loki.forget(tenant, entry -> entry.ts() == lost.ts());
        loki.add(tenant, own);

        CliRun hours = compare("-o", "jsonl");
        CliRun entries = compare("--entries", "-o", "jsonl");
        CliRun table = compare();

        assertThat(hours.code()).isEqualTo(3);
        assertThat(sum(rows(hours), "missingInLoki")).isEqualTo(1);
        assertThat(sum(rows(hours), "missingInStore")).isEqualTo(1);
        assertThat(entries.code()).isEqualTo(3);
        assertThat(rows(entries)).hasSize(2);
        assertThat(rows(entries).get(0).get("missingIn").asText()).isEqualTo("loki");
        assertThat(rows(entries).get(0).get("line").asText()).isEqualTo(lost.line());
        assertThat(rows(entries).get(1).get("missingIn").asText()).isEqualTo("store");
        assertThat(rows(entries).get(1).get("ts").asLong()).isEqualTo(own.ts());
        assertThat(rows(entries).get(1).get("line").asText()).isEqualTo("only here");
        assertThat(table.out()).contains("MISSING IN LOKI");
    }

    @Test
    void anHourThatLokiDoesNotAnswerIsSaidAndTheOthersAreCompared() {
        loki.script(number -> number == 3 ? Treatment.FAIL : Treatment.SERVE);

        CliRun run = compare("--max-retries", "0");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("status 503: no ingester is ready").contains(" 0 different");
    }

    @Test
    void whatCannotBeComparedIsSaid() {
        loki.script(number -> Treatment.REJECT);
        assertThat(compare().code()).isEqualTo(1);
        loki.script(number -> Treatment.SERVE);
        CliRun noStart = CliRun.on(FIXTURE, "compare", SELECTOR, "--url", loki.url());
        CliRun noLoki = CliRun.on(FIXTURE, "compare", SELECTOR, "--from", "2026-11-20");

        assertThat(noStart.code()).isEqualTo(2);
        assertThat(noStart.err()).contains("--from now-1d");
        assertThat(noLoki.code()).isEqualTo(2);
        assertThat(noLoki.err()).contains("--url");
        CliRun twoStores = CliRun.run("compare", "a", "b");
        assertThat(twoStores.code()).isEqualTo(2);
        assertThat(twoStores.err()).contains("--url", "-s");
        CliRun twoSelectors = CliRun.on(FIXTURE, "compare", SELECTOR, SELECTOR, "--url", loki.url());
        assertThat(twoSelectors.code()).isEqualTo(2);
        assertThat(twoSelectors.err()).contains("One SELECTOR");
    }
}
