package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code deletes apply}: what Loki's requests ask for is gone, nothing else, and Loki's own store says so. */
class DeletesApplyCommandTest {
    private static final String TSDB = "fs-tsdb-v13-deletes";
    private static final String BOLTDB = "minio-deletes-and-rules";
    private static final String STORE = "index/delete_requests/delete_requests.gz";
    private static final long FROM = 1_795_132_800_000L;
    private static final long THROUGH = 1_795_219_199_000L;

    @TempDir
    private Path folder;

    private Path store(String fixture) throws IOException {
        return Archives.unpack(fixture, folder).resolve("store/chunks");
    }

    private static CliRun on(Path store, String... arguments) {
        String[] all =
                Arrays.copyOf(new String[] {"-s", store.toString(), "--now", "2026-12-10"}, 4 + arguments.length);
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return CliRun.run(all);
    }

    private static CliRun apply(Path store, String... options) {
        String[] all = Arrays.copyOf(
                new String[] {
                    "deletes", "apply", "--apply", "--yes", "--loki-stopped", "--accept", "half", "-o", "jsonl"
                },
                9 + options.length);
        System.arraycopy(options, 0, all, 9, options.length);
        return on(store, all);
    }

    private static List<JsonNode> entries(Path store) {
        return Json.lines(on(store, "cat", "-o", "jsonl").out());
    }

    private static List<JsonNode> requests(Path store, String... options) {
        String[] all = Arrays.copyOf(new String[] {"deletes", "-o", "jsonl"}, 3 + options.length);
        System.arraycopy(options, 0, all, 3, options.length);
        return Json.lines(on(store, all).out());
    }

    private static boolean meant(JsonNode entry) {
        long millis = Math.floorDiv(entry.path("ts").asLong() - 1, 1_000_000) + 1;
        JsonNode labels = entry.path("labels");
        return millis >= FROM
                && millis <= THROUGH
                && (labels.path("app").asText().equals("checkout")
                        || labels.path("app").asText().equals("kubelet")
                                && entry.path("line").asText().contains("OOM")
                        || !labels.path("job").asText().isEmpty()
                                && entry.path("metadata").path("user").asText().equals("u8"));
    }

    private static List<JsonNode> without(List<JsonNode> entries, Predicate<JsonNode> gone) {
        return entries.stream().filter(gone.negate()).toList();
    }

    @Test
    void whatRequestsAskForIsGoneAndTheyAreProcessed() throws IOException {
        Path store = store(TSDB);
        List<JsonNode> before = entries(store);
        List<JsonNode> asked = requests(store, "--no-matching");
        byte[] requests = Files.readAllBytes(store.resolve(STORE));
        CliRun preview = on(store, "deletes", "apply");
        assertThat(preview.out()).contains("c0bdcb76", "carried out");
        CliRun running = on(store, "deletes", "apply", "--apply", "--yes");
        assertThat(running.code()).isEqualTo(5);
        assertThat(running.err()).contains("its own copy", "--loki-stopped");
        assertThat(entries(store)).isEqualTo(before);

        CliRun run = apply(store);

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(entries(store))
                .isEqualTo(without(before, DeletesApplyCommandTest::meant))
                .hasSizeLessThan(before.size());
        List<JsonNode> after = requests(store, "--no-matching");
        assertThat(after).hasSameSizeAs(asked);
        for (int i = 0; i < after.size(); i++) {
            assertThat(after.get(i).path("status").asText()).isEqualTo("processed");
            for (String field : List.of("requestId", "tenant", "query", "from", "through", "createdAt", "shards")) {
                assertThat(after.get(i).path(field)).isEqualTo(asked.get(i).path(field));
            }
        }
        List<JsonNode> lines = Json.lines(run.out());
        String plan = lines.get(lines.size() - 1).path("plan").asText();
        assertThat(store.resolve(".lokistore/trash/" + plan + "/" + STORE)).hasBinaryContent(requests);
        assertThat(on(store, "delete", "verify", plan).code()).isZero();
        assertThat(on(store, "undo", plan, "--yes", "--loki-stopped").code()).isEqualTo(5);
        byte[] marked = Files.readAllBytes(store.resolve(STORE));
        CliRun again = apply(store);
        assertThat(again.code()).isZero();
        assertThat(Json.lines(again.out())).hasSize(1);
        assertThat(store.resolve(STORE)).hasBinaryContent(marked);
    }

    @Test
    void boltdbTablesLikewise() throws IOException {
        Path store = store(BOLTDB);
        List<JsonNode> before = entries(store);
        JsonNode asked = requests(store).get(0);

        CliRun run = apply(store);

        assertThat(run.code()).isZero();
        long from = Instant.parse(asked.path("from").asText()).toEpochMilli() * 1_000_000;
        long through = Instant.parse(asked.path("through").asText()).toEpochMilli() * 1_000_000;
        assertThat(entries(store))
                .isEqualTo(without(
                        before,
                        entry -> entry.path("labels").path("app").asText().equals("checkout")
                                && entry.path("ts").asLong() >= from
                                && entry.path("ts").asLong() <= through))
                .hasSizeLessThan(before.size());
        assertThat(requests(store).get(0).path("status").asText()).isEqualTo("processed");
    }

    @Test
    void aPlanThatIsKeptNeedsTheWordToo() throws IOException {
        Path store = store(TSDB);
        Path plan = folder.resolve("plan.json");
        assertThat(on(store, "deletes", "apply", "--accept", "half", "--plan", plan.toString())
                        .code())
                .isZero();

        CliRun run = on(store, "apply", plan.toString(), "--yes");

        assertThat(run.code()).isEqualTo(5);
        assertThat(run.err()).contains("working directory");
        assertThat(requests(store, "--no-matching"))
                .allMatch(request -> request.path("status").asText().equals("received"));
    }

    @Test
    void whatCanBeCancelledWaitsAndWhatIsNotUnderstoodStaysPending() throws Exception {
        Path store = store(TSDB);
        SqliteRequests.write(
                folder,
                store.resolve("index/delete_requests/delete_requests.sqlite.gz"),
                "('c0bdcb76', 'acme', 1795395834156, NULL, 1795132800000, 1795219199000, 2, 1, '{app=\"checkout\"}')",
                "('00000001', 'acme', 1795395834156, NULL, 0, 1795219199000, 1, 0, '{app=\"misc\"} | json')",
                "('00000002', 'acme', 1796860000000, NULL, 0, 1795219199000, 1, 0, '{app=\"misc\"}')");
        List<JsonNode> before = entries(store);

        CliRun run = apply(store);

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.out()).contains("acme 00000001", "stays pending");
        assertThat(entries(store)).hasSizeLessThan(before.size());
        assertThat(entries(store).stream()
                        .filter(entry ->
                                entry.path("labels").path("app").asText().equals("misc")))
                .hasSameSizeAs(before.stream()
                        .filter(entry ->
                                entry.path("labels").path("app").asText().equals("misc"))
                        .toList());
        for (JsonNode request : requests(store, "--no-matching")) {
            boolean done = request.path("requestId").asText().equals("c0bdcb76");
            assertThat(request.path("status").asText()).isEqualTo(done ? "processed" : "received");
        }
        // both forms stay in step
        assertThat(requests(store, "--form", "boltdb", "--no-matching").stream()
                        .filter(request -> request.path("status").asText().equals("processed")))
                .singleElement()
                .satisfies(request ->
                        assertThat(request.path("requestId").asText()).isEqualTo("c0bdcb76"));
    }

    @Test
    void whatAKeptPlanLeavesOutIsToldOfWhenItIsApplied() throws Exception {
        Path store = store(TSDB);
        SqliteRequests.write(
                folder,
                store.resolve("index/delete_requests/delete_requests.sqlite.gz"),
                "('00000001', 'acme', 1795395834156, NULL, 0, 1795219199000, 1, 0, '{app=\"misc\"} | json')",
                "('c0bdcb76', 'acme', 1795395834156, NULL, 1795132800000, 1795219199000, 2, 1, '{app=\"checkout\"}')");
        Path plan = folder.resolve("plan.json");
        CliRun planned = on(store, "deletes", "apply", "--accept", "half", "--plan", plan.toString());
        assertThat(planned.code()).isEqualTo(4);
        assertThat(planned.err()).contains("acme 00000001: stays pending");

        CliRun run = on(store, "apply", plan.toString(), "--yes", "--loki-stopped");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.out()).contains("delete request acme 00000001: stays pending");
        assertThat(statuses(store)).containsExactly("00000001 received", "c0bdcb76 processed");
        // nothing is left but what is not understood
        Path second = folder.resolve("second.json");
        assertThat(on(store, "deletes", "apply", "--plan", second.toString()).code())
                .isEqualTo(4);
        assertThat(on(store, "apply", second.toString(), "--yes", "--loki-stopped")
                        .code())
                .isEqualTo(4);
    }

    private static List<String> statuses(Path store) {
        return requests(store, "--no-matching").stream()
                .map(request -> request.path("requestId").asText() + " "
                        + request.path("status").asText())
                .sorted()
                .toList();
    }

    @Test
    void requestsAboutATableThatCannotBeReadStayPending() throws Exception {
        Path store = store(TSDB);
        List<String> before = statuses(store);
        Path table = store.resolve("index/loki_index_20777");
        try (Stream<Path> files = Files.walk(table)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.write(file, new byte[] {1, 2, 3});
            }
        }

        CliRun run = apply(store);

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.out() + run.err()).contains("stays pending");
        assertThat(statuses(store)).isEqualTo(before).allMatch(status -> status.endsWith("received"));
    }

    @Test
    void theModeOfATenantDecidesWhereverItIsGiven() throws Exception {
        Path store = store(TSDB);
        Path overrides = Files.writeString(
                folder.resolve("overrides.yaml"), "overrides: {acme: {deletion_mode: filter-only}}\n");
        Path named = Files.writeString(
                folder.resolve("named.yaml"), "runtime_config: {file: " + overrides + "}\nlimits_config: {}\n");
        CliRun missing = on(store, "--loki-config", named.toString(), "deletes", "apply");
        assertThat(missing.code()).isEqualTo(5);
        assertThat(missing.err()).contains("not certain", "overrides.yaml", "--overrides");

        String[] given = {
            "--loki-config", named.toString(), "deletes", "apply", "--overrides", overrides.toString(), "-o", "jsonl"
        };
        assertThat(Json.lines(on(store, given).out()).stream()
                        .filter(line -> line.path("message_type").asText().equals("request")))
                .isNotEmpty()
                .allSatisfy(line -> {
                    assertThat(line.path("fate").asText()).isEqualTo("stays");
                    assertThat(line.path("why").asText()).contains("deletion_mode is filter-only");
                });
        Files.writeString(
                overrides, "overrides: {acme: {deletion_mode: filter-and-delete}, other: {deletion_mode: disabled}}\n");
        Files.writeString(
                named, "runtime_config: {file: " + overrides + "}\nlimits_config: {deletion_mode: disabled}\n");
        assertThat(on(store, given).out()).contains("carried out").doesNotContain("deletion_mode");
    }

    @Test
    void waitsOfNothingAreNoWordThatLokiIsStopped() throws Exception {
        Path store = store(TSDB);
        Path plan = folder.resolve("plan.json");
        on(store, "deletes", "apply", "--accept", "half", "--plan", plan.toString());

        CliRun run = on(store, "apply", plan.toString(), "--yes", "--visible-after", "0s", "--delete-after", "0s");

        assertThat(run.code()).isEqualTo(5);
        assertThat(run.err()).contains("--loki-stopped");
        assertThat(statuses(store)).allMatch(status -> status.endsWith("received"));
    }

    @Test
    void helpHasExamplesAndExitStatus() {
        CliRun run = CliRun.run("deletes", "apply", "--help");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Examples:", "--cancel-period", "--loki-stopped", "Exit status:");
        assertThat(on(folder, "deletes", "apply", "--from", "now-1d").code()).isNotZero();
    }
}
