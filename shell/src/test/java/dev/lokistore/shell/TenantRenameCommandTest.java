package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tenant rename}. */
class TenantRenameCommandTest {
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

    private CliRun rename(Path store) {
        return on(store, "tenant", "rename", "team-a", "alpha", "--loki-stopped", "--apply", "--yes", "-o", "jsonl");
    }

    private static Map<String, String> files(Path store) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(store)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = store.relativize(file).toString();
                if (!name.startsWith(".lokistore")) {
                    files.put(name, HexFormat.of().formatHex(Files.readAllBytes(file)));
                }
            }
        }
        return files;
    }

    private static JsonNode last(CliRun run) {
        List<JsonNode> lines = Json.lines(run.out());
        return lines.get(lines.size() - 1);
    }

    private List<String> entries(Path store, String tenant) {
        return on(store, "-t", tenant, "cat", "-o", "jsonl").lines();
    }

    private static List<String> as(String from, String to, List<String> lines) {
        return lines.stream()
                .map(line -> line.replace("\"tenant\":\"" + from + "\"", "\"tenant\":\"" + to + "\""))
                .toList();
    }

    @Test
    void everyLineIsTheOthersAndUndoGivesTheOldBytes() throws Exception {
        Path store = store();
        Map<String, String> before = files(store);
        List<String> own = entries(store, "team-a");
        List<String> others = entries(store, "team-b");
        assertThat(own).isNotEmpty();

        CliRun look = on(store, "tenant", "rename", "team-a", "alpha");
        assertThat(look.code()).as(look.err()).isZero();
        assertThat(look.out()).contains("becomes alpha's");
        assertThat(files(store)).isEqualTo(before);
        CliRun run = rename(store);

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(entries(store, "alpha")).isEqualTo(as("team-a", "alpha", own));
        assertThat(entries(store, "team-b")).isEqualTo(others);
        assertThat(Json.lines(on(store, "tenants", "-o", "jsonl").out()).stream()
                        .map(line -> line.get("tenant").textValue()))
                .containsExactly("alpha", "team-b");
        assertThat(on(store, "fsck").code()).isZero();
        assertThat(on(store, "tenant", "rename", "team-a", "beta").code()).isEqualTo(10);
        CliRun taken = on(store, "tenant", "rename", "alpha", "team-b");
        assertThat(taken.code()).isEqualTo(5);
        assertThat(taken.err()).contains("two tenants are not made one");

        CliRun undo = on(store, "undo", last(run).get("plan").textValue(), "--yes", "--loki-stopped", "-o", "jsonl");
        assertThat(undo.code()).as(undo.err()).isZero();
        assertThat(files(store)).isEqualTo(before);
    }

    @Test
    void whatCannotBeDecodedStaysAndIsListed() throws Exception {
        Path store = store();
        String key = Json.lines(
                        on(store, "-t", "team-a", "chunks", "-o", "jsonl").out())
                .get(0)
                .get("objectKey")
                .textValue();
        Path chunk = store.resolve(key);
        byte[] bytes = Files.readAllBytes(chunk);
        bytes[bytes.length / 2] ^= 1;
        Files.write(chunk, bytes);

        CliRun run = rename(store);

        assertThat(run.code()).as(run.err()).isEqualTo(4);
        assertThat(run.out() + run.err()).contains(chunk.getFileName().toString());
        assertThat(chunk).hasBinaryContent(bytes);
        assertThat(Json.lines(on(store, "-t", "team-a", "chunks", "-o", "jsonl").out()))
                .hasSize(1);
        assertThat(Json.lines(on(store, "-t", "alpha", "chunks", "-o", "jsonl").out()))
                .hasSize(122);
    }

    @Test
    void ruleGroupsOfTheTenantMoveWithItsName() throws Exception {
        Path store = store();
        Path rules = Archives.unpack("minio-deletes-and-rules", folder.resolve("rules"))
                .resolve("store/ruler/rules/fake/ZWRnZQ==/Z2F0ZXdheQ==");
        Path group = store.resolve("rules/fake/ZWRnZQ==/Z2F0ZXdheQ==");
        Files.createDirectories(group.getParent());
        Files.copy(rules, group);

        CliRun run =
                on(store, "tenant", "rename", "fake", "alpha", "--loki-stopped", "--apply", "--yes", "-o", "jsonl");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(group).doesNotExist();
        List<JsonNode> found = Json.lines(on(store, "rules", "-o", "jsonl").out());
        assertThat(found).hasSize(1);
        assertThat(found.get(0).get("tenant").textValue()).isEqualTo("alpha");
        assertThat(found.get(0).get("group").textValue()).isEqualTo("gateway");
    }

    @Test
    void deleteRequestsFollowWhereNoCompactorRuns() throws Exception {
        Path store = Archives.unpack("fs-tsdb-v13-deletes", folder).resolve("store/chunks");
        Map<String, String> before = files(store);
        List<String> requests =
                on(store, "deletes", "--no-matching", "-o", "jsonl").lines();
        assertThat(requests).isNotEmpty();
        CliRun running = on(store, "tenant", "rename", "acme", "alpha", "--apply", "--yes");
        assertThat(running.code()).isEqualTo(5);
        assertThat(running.err()).contains("its own copy", "--loki-stopped");
        CliRun noWaits = on(
                store,
                "tenant",
                "rename",
                "acme",
                "alpha",
                "--visible-after",
                "0s",
                "--delete-after",
                "0s",
                "--apply",
                "--yes");
        assertThat(noWaits.code()).as("that is no word that Loki is stopped").isEqualTo(5);
        assertThat(files(store)).isEqualTo(before);

        CliRun run =
                on(store, "tenant", "rename", "acme", "alpha", "--loki-stopped", "--apply", "--yes", "-o", "jsonl");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(on(store, "deletes", "--no-matching", "-o", "jsonl").lines())
                .isEqualTo(as("acme", "alpha", requests));
        CliRun undo = on(store, "undo", last(run).get("plan").textValue(), "--yes", "--loki-stopped", "-o", "jsonl");
        assertThat(undo.code()).as(undo.err()).isZero();
        assertThat(files(store)).isEqualTo(before);
    }

    @Test
    void wrongUsageSaysWhatIsMeant() throws Exception {
        Path store = store();
        Map<List<String>, String> wrong = Map.of(
                List.of("tenant", "rename", "team-a"), "NEW",
                List.of("tenant", "rename", "team-a", "a/b"), "a/b",
                List.of("tenant", "rename", "team-a", "team-a"), "already",
                List.of("tenant", "rename", "team-a", "rules"), "folder of the store's own",
                List.of("tenant", "rename", "team-a", "index"), "folder of the store's own",
                List.of("-t", "team-a", "tenant", "rename", "team-a", "x"), "not that of -t",
                List.of("tenant", "rename", "team-a", "x", "--to", "now-1d"), "range of time");
        wrong.forEach((arguments, text) -> {
            CliRun run = on(store, arguments.toArray(String[]::new));
            assertThat(run.code()).as("%s", arguments).isEqualTo(2);
            assertThat(run.err()).as("%s", arguments).contains(text);
        });
    }
}
