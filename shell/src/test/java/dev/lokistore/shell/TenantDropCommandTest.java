package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tenant drop}. */
class TenantDropCommandTest {
    private static final String LATER = "2026-12-10T00:00:00Z";

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

    private static List<Path> chunks(Path store) throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static JsonNode last(CliRun run) {
        List<JsonNode> lines = Json.lines(run.out());
        return lines.get(lines.size() - 1);
    }

    private List<String> entries(Path store, String tenant) {
        return on(store, "-t", tenant, "cat", "-o", "jsonl").lines();
    }

    @Test
    void oneTenantGoesWithAReceiptAndTheOtherHasEverything() throws Exception {
        Path store = store();
        List<String> other = entries(store, "team-b");
        Path rules = store.resolve("rules/team-a/bg==/Zw==");
        Files.createDirectories(rules.getParent());
        Files.write(rules, new byte[] {1, 2});

        CliRun look = on(store, "tenant", "drop", "team-a", "-o", "jsonl");
        assertThat(look.code()).as(look.err()).isZero();
        assertThat(store.resolve(".lokistore")).doesNotExist();

        CliRun run = on(store, "tenant", "drop", "team-a", "--loki-stopped", "--apply", "--yes", "-o", "jsonl");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(Json.lines(run.out()).stream()
                        .filter(line -> line.get("message_type").textValue().equals("inventory"))
                        .map(line -> line.get("kind").textValue() + " "
                                + line.get("objects").longValue() + " "
                                + line.get("fate").textValue()))
                .containsExactly("chunks 123 goes", "rule groups 1 goes");
        assertThat(Json.lines(on(store, "tenants", "-o", "jsonl").out()).stream()
                        .map(line -> line.get("tenant").textValue()))
                .containsExactly("team-b");
        assertThat(entries(store, "team-b")).isEqualTo(other);
        assertThat(chunks(store)).hasSize(123);
        assertThat(rules).doesNotExist();
        String plan = last(run).get("plan").textValue();
        JsonNode receipt = Json.lines(Files.readString(store.resolve(".lokistore/receipts/" + plan + ".json"))
                        .replace("\n", " "))
                .get(0);
        assertThat(receipt.get("chunks")).hasSize(123).allSatisfy(chunk -> {
            assertThat(chunk.get("sha256").textValue()).hasSize(64);
            assertThat(chunk.get("entries").longValue())
                    .isPositive()
                    .isEqualTo(chunk.get("removed").longValue());
            assertThat(chunk.get("after")).isEmpty();
        });
        assertThat(receipt.get("others")).hasSize(1);
        CliRun verify = on(store, "delete", "verify", plan);
        assertThat(verify.code()).as(verify.out() + verify.err()).isZero();

        CliRun undo = on(store, "undo", plan, "--yes", "--loki-stopped");
        assertThat(undo.code()).isEqualTo(5);
        CliRun again = on(store, "tenant", "drop", "team-a");
        assertThat(again.code()).isEqualTo(10);
        assertThat(again.err()).contains("there is nothing of tenant 'team-a'");
    }

    @Test
    void untilTheFirstDeleteThereIsAWayBack() throws Exception {
        Path store = store();
        List<Path> before = chunks(store);
        List<String> entries = entries(store, "team-a");
        CliRun run = on(store, "tenant", "drop", "team-a", "--apply", "--yes", "-o", "jsonl");
        assertThat(run.code()).as("readers are given time").isEqualTo(4);

        CliRun undo = on(store, "undo", last(run).get("plan").textValue(), "--yes", "--loki-stopped");

        assertThat(undo.code()).as(undo.err()).isZero();
        assertThat(chunks(store)).isEqualTo(before);
        assertThat(entries(store, "team-a")).isEqualTo(entries);
    }

    /** This rule is about the tenant, whatever its chunks hold; the receipt says which could not be decoded. */
    @Test
    void whatCannotBeDecodedGoesTooAndIsInTheReceipt() throws Exception {
        Path store = store();
        for (Path chunk : chunks(store)) {
            byte[] bytes = Files.readAllBytes(chunk);
            bytes[bytes.length / 2] ^= 1;
            Files.write(chunk, bytes);
        }

        CliRun run = on(store, "tenant", "drop", "team-a", "--loki-stopped", "--apply", "--yes", "-o", "jsonl");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(chunks(store)).hasSize(123);
        String receipt = Files.readString(
                store.resolve(".lokistore/receipts/" + last(run).get("plan").textValue() + ".json"));
        assertThat(receipt).contains("\"undecodable\"");
    }

    @Test
    void deleteRequestsGoOnlyWhereNoCompactorRuns() throws Exception {
        Path store = Archives.unpack("fs-tsdb-v13-deletes", folder).resolve("store/chunks");
        String tenant = "acme";
        int requests = Json.lines(
                        on(store, "deletes", "--no-matching", "-o", "jsonl").out())
                .size();
        assertThat(requests).isPositive();

        CliRun look = on(store, "tenant", "drop", tenant, "--accept", "everything", "-o", "jsonl");
        assertThat(fates(look)).contains("delete requests " + requests + " stays");
        CliRun run = on(
                store,
                "tenant",
                "drop",
                tenant,
                "--accept",
                "everything",
                "--loki-stopped",
                "--apply",
                "--yes",
                "-o",
                "jsonl");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(fates(run)).contains("delete requests " + requests + " goes");
        assertThat(on(store, "deletes", "--no-matching", "-o", "jsonl").out()).isEmpty();
        String plan = last(run).get("plan").textValue();
        assertThat(on(store, "delete", "verify", plan).code()).isZero();
        CliRun undo = on(store, "undo", plan, "--yes", "--loki-stopped");
        assertThat(undo.code()).isEqualTo(5);
        assertThat(undo.err()).contains("is done: what is gone is gone").doesNotContain("--resume");
    }

    private static List<String> fates(CliRun run) {
        return Json.lines(run.out()).stream()
                .filter(line -> line.path("message_type").asText().equals("inventory"))
                .map(line -> line.get("kind").textValue() + " "
                        + line.get("objects").longValue() + " "
                        + line.get("fate").textValue())
                .toList();
    }

    @Test
    void wrongUsageSaysWhatIsMeant() throws Exception {
        Path store = store();
        Map<List<String>, String> wrong = Map.of(
                List.of("tenant"), "tenant --help",
                List.of("tenant", "drop"), "ID",
                List.of("tenant", "drop", "a/b"), "a/b",
                List.of("-t", "team-a", "tenant", "drop", "team-b"), "not that of -t",
                List.of("tenant", "drop", "team-a", "--to", "now-1d"), "range of time");
        wrong.forEach((arguments, text) -> {
            CliRun run = on(store, arguments.toArray(String[]::new));
            assertThat(run.code()).as("%s", arguments).isEqualTo(2);
            assertThat(run.err()).as("%s", arguments).contains(text);
        });
    }
}
