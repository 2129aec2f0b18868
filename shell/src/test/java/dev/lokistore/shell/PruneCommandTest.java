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

/** {@code prune}. */
class PruneCommandTest {
    @TempDir
    private Path folder;

    private Path store() throws IOException {
        return Archives.unpack("fs-boltdb-v11", folder).resolve("store/chunks");
    }

    private CliRun on(Path store, String... arguments) {
        List<String> all = new ArrayList<>(List.of("-s", store.toString(), "--now", "2026-12-10T00:00:00Z"));
        all.addAll(List.of(arguments));
        return CliRun.World.PIPED.in(folder).run(all.toArray(String[]::new));
    }

    /** Of chunks and index files. */
    private static long bytes(Path store, boolean chunksOnly) throws IOException {
        long sum = 0;
        try (Stream<Path> files = Files.walk(store)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String key = store.relativize(file).toString();
                if (!key.startsWith(".lokistore") && !(chunksOnly && key.startsWith("index"))) {
                    sum += Files.size(file);
                }
            }
        }
        return sum;
    }

    private static JsonNode last(CliRun run) {
        List<JsonNode> lines = Json.lines(run.out());
        return lines.get(lines.size() - 1);
    }

    @Test
    void theStoreIsWithinTheSizeAfterwards() throws Exception {
        Path store = store();
        assertThat(bytes(store, false)).isGreaterThan(300 * 1024);
        String[] prune = {"prune", "--max-size", "300KiB", "--loki-stopped", "--apply", "--yes", "-o", "jsonl"};

        CliRun run = on(store, prune);

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(bytes(store, false)).isBetween(280L * 1024, 300L * 1024);
        assertThat(last(run).get("bytesFreed").longValue()).isPositive();
        assertThat(store.resolve(".lokistore/trash")).doesNotExist();
        List<JsonNode> rules = Json.lines(run.out()).stream()
                .filter(line -> line.get("message_type").textValue().equals("rule"))
                .toList();
        assertThat(rules)
                .isNotEmpty()
                .allMatch(rule -> rule.get("rule").textValue().startsWith("ends by 2026-11-2"));
        assertThat(Json.lines(on(store, "chunks", "-o", "jsonl").out()))
                .allMatch(chunk -> chunk.get("state").textValue().equals("ok"));
        assertThat(last(on(store, prune)).get("tasks").longValue()).isZero();

        CliRun undo = on(store, "undo", last(run).get("plan").textValue(), "--yes", "--loki-stopped");
        assertThat(undo.code()).isEqualTo(5);
        assertThat(undo.err()).contains("keeps nothing of what it deletes");
    }

    @Test
    void untilTheFirstDeleteThereIsAWayBack() throws Exception {
        Path store = store();
        long before = bytes(store, false);
        CliRun run = on(store, "prune", "--max-size", "300KiB", "--apply", "--yes", "-o", "jsonl");
        assertThat(run.code()).as("readers are given time").isEqualTo(4);

        CliRun undo = on(store, "undo", last(run).get("plan").textValue(), "--yes", "--loki-stopped");

        assertThat(undo.code()).as(undo.err()).isZero();
        assertThat(bytes(store, false)).isEqualTo(before);
    }

    @Test
    void tenantsHaveTheirOwnLimit() throws Exception {
        Path store = store();
        CliRun both = on(store, "prune", "--max-size", "200KiB", "--per-tenant", "-o", "jsonl");
        assertThat(both.code()).as(both.err()).isZero();
        long chunks = bytes(store, true);

        CliRun one = on(
                store,
                "-t",
                "team-b",
                "prune",
                "--max-size",
                "180KiB",
                "--loki-stopped",
                "--apply",
                "--yes",
                "-o",
                "jsonl");

        assertThat(one.code()).as(one.err()).isZero();
        assertThat(Json.lines(one.out()).stream()
                        .filter(line -> line.has("tenant"))
                        .map(line -> line.get("tenant").textValue()))
                .containsOnly("team-b");
        assertThat(bytes(store, true)).isLessThan(chunks);
        JsonNode left = Json.lines(
                        on(store, "-t", "team-b", "tenants", "-o", "jsonl").out())
                .get(0);
        assertThat(left.get("storedBytes").longValue()).isBetween(170L * 1024, 180L * 1024);
    }

    @Test
    void mostOfATenantNeedsAWordAndBrokenChunksStay() throws Exception {
        Path store = store();
        CliRun half = on(store, "prune", "--max-size", "50KiB");
        assertThat(half.code()).isEqualTo(5);
        assertThat(half.err()).contains("--accept half");

        try (Stream<Path> files = Files.list(store)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
        }
        CliRun broken = on(store, "prune", "--max-size", "300KiB", "-o", "jsonl");
        assertThat(broken.code()).isEqualTo(4);
        assertThat(last(broken).get("tasks").longValue()).isZero();
        assertThat(last(on(store, "prune", "--max-size", "300KiB", "--accept", "broken", "-o", "jsonl"))
                        .get("message_type")
                        .textValue())
                .isEqualTo("task");
    }

    @Test
    void wrongUsageSaysWhatIsMeant() throws Exception {
        Path store = store();
        Map<List<String>, String> wrong = Map.of(
                List.of("prune"), "--max-size",
                List.of("prune", "--max-size", "much"), "is no size",
                List.of("prune", "--max-size", "1GiB", "--to", "now-1d"), "--older-than");
        wrong.forEach((arguments, text) -> {
            CliRun run = on(store, arguments.toArray(String[]::new));
            assertThat(run.code()).as("%s", arguments).isEqualTo(2);
            assertThat(run.err()).as("%s", arguments).contains(text);
        });
    }
}
