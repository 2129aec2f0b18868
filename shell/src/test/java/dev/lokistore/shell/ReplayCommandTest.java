package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lokistore.shell.FakeLoki.Stored;
import dev.lokistore.shell.FakeLoki.Treatment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays into a receiver that decodes the real wire format. */
@Tag("one-runtime")
class ReplayCommandTest {
    private static final String METADATA_STORE = "fs-tsdb-v13-gzip";

    @TempDir
    private Path folder;

    private FakeLoki loki;

    @BeforeEach
    void start() throws IOException {
        loki = new FakeLoki();
    }

    @AfterEach
    void stop() {
        loki.close();
    }

    private CliRun replay(String fixture, String... more) {
        return replay(Map.of(), fixture, more);
    }

    private CliRun replay(Map<String, String> environment, String fixture, String... more) {
        List<String> arguments =
                new ArrayList<>(List.of("-s", CliRun.archive(fixture).toString(), "replay", "--to", loki.url()));
        arguments.addAll(List.of("--state", folder.resolve("state.json").toString(), "--batch-size", "4KiB"));
        arguments.addAll(List.of(more));
        Map<String, String> all = new HashMap<>(CliRun.World.PIPED.environment());
        all.putAll(environment);
        return CliRun.World.PIPED.with(all).run(arguments.toArray(String[]::new));
    }

    /** What the store holds, each entry of a stream once by time and line, as a Loki keeps it. */
    private static Map<String, List<Stored>> stored(String fixture, String... arguments) {
        List<String> cat = new ArrayList<>(List.of("cat", "-o", "jsonl"));
        cat.addAll(List.of(arguments));
        Map<String, Map<List<Object>, Stored>> tenants = new HashMap<>();
        for (String text : CliRun.on(fixture, cat.toArray(String[]::new)).lines()) {
            JsonNode line = Json.parse(text);
            Stored entry = new Stored(
                    texts(line.get("labels")),
                    line.get("ts").asLong(),
                    line.get("line").asText(),
                    line.has("metadata") ? texts(line.get("metadata")) : Map.of());
            tenants.computeIfAbsent(line.get("tenant").asText(), name -> new LinkedHashMap<>())
                    .putIfAbsent(List.of(entry.labels(), entry.ts(), entry.line()), entry);
        }
        Map<String, List<Stored>> all = new HashMap<>();
        tenants.forEach((tenant, entries) -> all.put(tenant, List.copyOf(entries.values())));
        return all;
    }

    private static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.properties()
                .forEach(field -> texts.put(field.getKey(), field.getValue().asText()));
        return texts;
    }

    private void assertAllArrived(String fixture, String... arguments) {
        Map<String, List<Stored>> expected = stored(fixture, arguments);
        assertThat(loki.tenants()).containsExactlyInAnyOrderElementsOf(expected.keySet());
        expected.forEach((tenant, entries) -> {
            assertThat(loki.entries(tenant)).containsExactlyInAnyOrderElementsOf(entries);
            assertInOrder(loki.entries(tenant));
        });
    }

    private static void assertInOrder(List<Stored> arrived) {
        Map<Map<String, String>, Long> last = new HashMap<>();
        for (Stored entry : arrived) {
            Long before = last.put(entry.labels(), entry.ts());
            assertThat(before == null || before <= entry.ts()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {METADATA_STORE, "minio-boltdb-v12", "fs-boltdb-v11"})
    void everyEntryArrivesOnceAndInOrderThroughAllTroubles(String fixture) {
        Treatment[] troubles = {
            Treatment.RESET_AFTER, Treatment.THROTTLE, Treatment.SERVE, Treatment.RESET, Treatment.FAIL, Treatment.SERVE
        };
        loki.script(number -> number < troubles.length ? troubles[number] : Treatment.SERVE);

        CliRun run = replay(fixture, "--from", "2026-11-20T12:00:00Z", "--to", loki.url(), "-o", "json");

        assertThat(run.err()).doesNotContain("\tat ");
        assertThat(run.code()).isZero();
        assertAllArrived(fixture, "--from", "2026-11-20T12:00:00Z");
        assertThat(Json.parse(run.out()).get("outcome").asText()).isEqualTo("done");
        assertThat(Json.parse(run.out()).get("retries").asInt()).isPositive();
        assertThat(loki.requests()).allSatisfy(request -> {
            assertThat(request.path()).isEqualTo("/loki/api/v1/push");
            assertThat(request.contentType()).isEqualTo("application/x-protobuf");
        });
    }

    @Test
    void aReplayThatWasCutOffGoesOnWhereItWas() {
        int total = 0;
        for (int runs = 0; ; runs++) {
            assertThat(runs).isLessThan(100);
            loki.script(number -> number < 3 ? Treatment.SERVE : Treatment.RESET_AFTER);
            CliRun run = replay(METADATA_STORE, "--max-retries", "0");
            if (run.code() == 0) {
                break;
            }
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.err()).contains("the same command goes on from there");
            total++;
        }
        assertThat(total).isGreaterThan(2);
        assertAllArrived(METADATA_STORE);
        int requests = loki.requests().size();

        CliRun again = replay(METADATA_STORE);

        assertThat(again.code()).isZero();
        assertThat(again.err()).contains("--again");
        assertThat(loki.requests()).hasSize(requests);
    }

    @Test
    void aStateOfAnotherReplayOrOfAnotherStoreIsRefused() throws IOException {
        loki.script(number -> number < 2 ? Treatment.SERVE : Treatment.REJECT);
        CliRun first = replay(METADATA_STORE);
        assertThat(first.code()).isEqualTo(1);
        assertThat(first.err()).contains("entry too far behind").contains("--skip-rejected");
        loki.script(number -> Treatment.SERVE);

        CliRun other = replay(METADATA_STORE, "{app=\"web\"}");

        assertThat(other.code()).isEqualTo(5);
        assertThat(other.err()).contains("is of another replay");
        Path state = folder.resolve("state.json");
        Files.writeString(
                state, Files.readString(state).replaceFirst("\"digest\" : \"\\p{XDigit}{4}", "\"digest\" : \"beef"));
        CliRun changed = replay(METADATA_STORE);
        assertThat(changed.code()).isEqualTo(5);
        assertThat(changed.err()).contains("no longer holds the last entries");
        assertThat(replay(METADATA_STORE, "--again").code()).isZero();
        assertAllArrived(METADATA_STORE);
        Files.writeString(state, "{}");
        CliRun broken = replay(METADATA_STORE);
        assertThat(broken.code()).isEqualTo(1);
        assertThat(broken.err()).contains("not the state of a replay");
    }

    @Test
    void whatLokiRefusesForGoodIsListedAndLeftOut() {
        loki.script(number -> number == 1 ? Treatment.REJECT : Treatment.SERVE);

        CliRun run = replay(METADATA_STORE, "--skip-rejected", "-o", "json");

        assertThat(run.code()).isEqualTo(4);
        JsonNode summary = Json.parse(run.out());
        assertThat(summary.get("outcome").asText()).isEqualTo("partial");
        assertThat(summary.get("rejections")).hasSize(1);
        long left = summary.get("rejected").asLong();
        assertThat(summary.get("rejections").get(0).get("entries").asLong()).isEqualTo(left);
        assertThat(run.err()).contains("entry too far behind");
    }

    @Test
    void entriesAreChangedOnTheirWay() throws IOException {
        Path rules = Files.writeString(folder.resolve("rules.yaml"), """
                relabel_configs:
                  - action: keep
                    source_labels: [app]
                    regex: kubelet
                  - action: labeldrop
                    regex: filename|pod
                  - source_labels: [app, namespace]
                    regex: (k)(?P<rest>.*);(.+)
                    target_label: origin
                    replacement: ${3}/$1${rest}
                """);

        CliRun run = replay(
                "fs-boltdb-v11",
                "-t",
                "team-a",
                "--relabel",
                rules.toString(),
                "--tenant-map",
                "team-a=test",
                "--shift-time",
                "-1d");

        assertThat(run.code()).isZero();
        assertThat(loki.tenants()).containsExactly("test");
        List<Stored> before =
                stored("fs-boltdb-v11", "-t", "team-a", "{app=\"kubelet\"}").get("team-a");
        List<Stored> arrived = loki.entries("test");
        assertThat(arrived).isNotEmpty().hasSizeLessThanOrEqualTo(before.size());
        assertThat(arrived).allSatisfy(entry -> {
            assertThat(entry.labels()).doesNotContainKeys("filename", "pod");
            assertThat(entry.labels().get("origin")).isEqualTo(entry.labels().get("namespace") + "/kubelet");
        });
        assertThat(arrived.get(0).ts()).isEqualTo(before.get(0).ts() - 86_400_000_000_000L);
    }

    @Test
    void filesAreReplayedToo() throws IOException {
        String lines = CliRun.on(METADATA_STORE, "cat", "-o", "jsonl").out();
        Path file = folder.resolve("lines.jsonl.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(lines.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        loki.script(number -> number < 2 ? Treatment.SERVE : Treatment.REJECT);
        String[] command = {
            "replay",
            file.toString(),
            "--to",
            loki.url(),
            "--batch-size",
            "4KiB",
            "--state",
            folder.resolve("s.json").toString()
        };
        assertThat(CliRun.run(command).code()).isEqualTo(1);
        loki.script(number -> Treatment.SERVE);

        CliRun run = CliRun.run(command);

        assertThat(run.err()).contains("going on behind");
        assertThat(run.code()).isZero();
        assertAllArrived(METADATA_STORE);
    }

    @Test
    void aFileThatIsNoneIsNamedWithItsLine() throws IOException {
        Path file = Files.writeString(
                folder.resolve("lines.jsonl"), "{\"ts\":1,\"labels\":{},\"line\":\"a\"}\n{\"ts\":\"x\"}\n");
        String state = folder.resolve("s.json").toString();

        CliRun nobodys = CliRun.run("replay", file.toString(), "--to", loki.url(), "--state", state);
        CliRun run = CliRun.run("replay", "-t", "a", file.toString(), "--to", loki.url(), "--state", state);
        CliRun absent = CliRun.run("replay", folder + "/none", "--to", loki.url(), "--state", state);

        assertThat(nobodys.code()).isEqualTo(1);
        assertThat(nobodys.err()).contains("lines.jsonl line 1").contains("-t names that");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).contains("lines.jsonl line 2").contains("nanoseconds");
        assertThat(absent.code()).isEqualTo(10);
    }

    @Test
    void aDryRunCountsAndSendsNothing() {
        CliRun run = CliRun.run(
                "-s",
                CliRun.archive("fs-boltdb-v11").toString(),
                "--now",
                "2026-12-24",
                "replay",
                "--to",
                loki.url(),
                "--dry-run",
                "-o",
                "jsonl");

        assertThat(run.code()).isZero();
        assertThat(loki.requests()).isEmpty();
        assertThat(run.err()).contains("reject_old_samples");
        long entries = 0;
        for (String line : run.lines()) {
            entries += Json.parse(line).get("entries").asLong();
            assertThat(Json.parse(line).get("tooOld").asLong())
                    .isEqualTo(Json.parse(line).get("entries").asLong());
        }
        assertThat(entries)
                .isEqualTo(
                        CliRun.on("fs-boltdb-v11", "cat", "-o", "jsonl").lines().size());
    }

    @Test
    void credentialsAreSentAndNeverShown() throws IOException {
        Path password = Files.writeString(folder.resolve("pw"), "s3cret\n");
        Path token = Files.writeString(folder.resolve("token"), "t0ken\n");

        CliRun basic = replay(METADATA_STORE, "--user", "ops", "--password-file", password.toString());
        CliRun bearer = replay(METADATA_STORE, "--again", "--bearer-token-file", token.toString());
        CliRun variables = replay(Map.of("LOKI_BEARER_TOKEN", "va r"), METADATA_STORE, "--again");
        CliRun inUrl = CliRun.run("replay", "--to", "http://u:s3cret@localhost:1", "--dry-run");

        assertThat(basic.code()).isZero();
        assertThat(bearer.code()).isZero();
        assertThat(loki.requests().get(0).authorization()).isEqualTo("Basic b3BzOnMzY3JldA==");
        assertThat(loki.requests().get(loki.requests().size() - 1).authorization())
                .isEqualTo("Bearer t0ken");
        assertThat(variables.code()).isEqualTo(2);
        assertThat(variables.err()).doesNotContain("va r");
        assertThat(inUrl.code()).isEqualTo(2);
        assertThat(inUrl.err()).doesNotContain("s3cret").contains("--password-file");
        assertThat(basic.out() + basic.err() + bearer.out() + bearer.err()).doesNotContain("s3cret", "t0ken");
    }

    @Test
    void whatIsNoLokiIsSaid() {
        CliRun closed = CliRun.on(
                METADATA_STORE,
                "replay",
                "--to",
                "http://127.0.0.1:1",
                "--max-retries",
                "0",
                "--state",
                folder.resolve("s").toString());
        CliRun noAddress = CliRun.run("replay", "f", "--to", "loki");
        CliRun missing = CliRun.run("replay", "f");

        assertThat(noAddress.code()).isEqualTo(2);
        assertThat(noAddress.err()).contains("expected http://");
        assertThat(missing.code()).isEqualTo(2);
        assertThat(closed.code()).isEqualTo(10);
    }
}
