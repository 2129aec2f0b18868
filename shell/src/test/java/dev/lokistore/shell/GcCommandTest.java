package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code gc}. */
@Tag("one-runtime")
class GcCommandTest {
    private static final String LATER = "2026-12-10T00:00:00Z";

    @TempDir
    private Path folder;

    private Path store() throws IOException {
        return Archives.unpack("fs-boltdb-v11", folder).resolve("store/chunks");
    }

    private CliRun on(Path store, String... arguments) {
        return at(LATER, store, arguments);
    }

    private CliRun at(String now, Path store, String... arguments) {
        List<String> all = new ArrayList<>(List.of("-s", store.toString(), "--now", now));
        all.addAll(List.of(arguments));
        return CliRun.World.PIPED.in(folder).run(all.toArray(String[]::new));
    }

    private static List<Path> chunks(Path store) throws IOException {
        try (Stream<Path> files = Files.list(store)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static List<String> found(CliRun run) {
        List<String> found = new ArrayList<>();
        for (JsonNode line : Json.lines(run.out())) {
            if (line.get("message_type").textValue().equals("leftover")) {
                found.add(line.get("kind").textValue() + " of "
                        + line.get("subject").textValue() + ": "
                        + line.get("objects").longValue() + " "
                        + line.get("fate").textValue()
                        + (line.path("why").isTextual() ? ": " + line.get("why").textValue() : ""));
            }
        }
        return found;
    }

    private static JsonNode last(CliRun run) {
        List<JsonNode> lines = Json.lines(run.out());
        return lines.get(lines.size() - 1);
    }

    /** Removes a table's folder, so that what only it names is nobody's. */
    private static void loseTable(Path store, String table) throws IOException {
        Path index = store.resolve("index").resolve(table);
        try (Stream<Path> files = Files.walk(index)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void orphansGoIntoTheTrashAndComeBack() throws Exception {
        Path store = store();
        List<Path> before = chunks(store);
        loseTable(store, "loki_index_20776");

        CliRun look = on(store, "gc", "-o", "jsonl");
        assertThat(look.code()).as(look.err()).isZero();
        assertThat(found(look)).allMatch(line -> line.startsWith("orphans of team-") && line.endsWith(" goes"));
        assertThat(chunks(store)).isEqualTo(before);

        CliRun run = on(store, "gc", "--apply", "--yes", "-o", "jsonl");
        assertThat(run.code()).as(run.err()).isZero();
        long gone = last(run).get("objectsDeleted").longValue();
        assertThat(gone).isPositive();
        assertThat(last(run).get("bytesFreed").longValue()).isZero();
        assertThat(chunks(store)).hasSize(before.size() - (int) gone);
        assertThat(on(store, "cat", "-o", "jsonl").code()).isZero();
        CliRun again = on(store, "gc");
        assertThat(again.err()).contains("nothing to do");
        assertThat(again.out()).contains("trash", "stays until 2026-12-12");

        CliRun undo = on(store, "undo", last(run).get("plan").textValue(), "--yes");
        assertThat(undo.code()).as(undo.err()).isZero();
        assertThat(chunks(store)).isEqualTo(before);
    }

    @Test
    void theTrashIsEmptiedAfterItsGrace() throws Exception {
        Path store = store();
        CliRun retention =
                on(store, "retention", "apply", "--older-than", "20d", "--apply", "--yes", "--loki-stopped", "--quiet");
        assertThat(retention.code()).as(retention.err()).isZero();
        String[] gc = {"gc", "--trash-only", "--apply", "--yes", "-o", "jsonl"};

        assertThat(last(at("2026-12-11T23:59:59Z", store, gc)).get("tasks").longValue())
                .isZero();
        CliRun run = at("2026-12-12T00:00:00Z", store, gc);

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(last(run).get("bytesFreed").longValue()).isPositive();
        assertThat(store.resolve(".lokistore/trash")).doesNotExist();
        CliRun month = at("2027-01-20T00:00:00Z", store, gc);
        assertThat(month.code()).as(month.err()).isZero();
        assertThat(Json.lines(on(store, "plans", "-o", "jsonl").out())).hasSize(1);
    }

    @Test
    void rowsWithoutChunksGoWhenAskedFor() throws Exception {
        Path store = store();
        List<Path> chunks = chunks(store);
        for (int i = 0; i < 7; i++) {
            Files.delete(chunks.get(i * 11));
        }
        assertThat(found(on(store, "gc", "-o", "jsonl"))).isEmpty();

        CliRun run = on(store, "gc", "--dangling", "--loki-stopped", "--apply", "--yes", "-o", "jsonl");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(found(run)).allMatch(line -> line.startsWith("dangling rows of team-") && line.endsWith(" goes"));
        assertThat(Json.lines(on(store, "chunks", "-o", "jsonl").out()))
                .hasSize(chunks.size() - 7)
                .allMatch(chunk -> chunk.get("state").textValue().equals("ok"));
        assertThat(last(on(store, "gc", "--dangling", "-o", "jsonl"))
                        .get("tasks")
                        .longValue())
                .isZero();
    }

    @Test
    void whatIsYoungOrBrokenStays() throws Exception {
        Path store = store();
        loseTable(store, "loki_index_20776");
        List<Path> chunks = chunks(store);
        long orphans = orphans(on(store, "gc", "-o", "jsonl"));
        for (Path chunk : chunks) {
            Files.setLastModifiedTime(chunk, FileTime.from(Instant.parse("2026-12-09T00:00:00Z")));
        }
        assertThat(found(on(store, "gc", "-o", "jsonl"))).allMatch(line -> line.endsWith(" stays: young"));

        for (Path chunk : chunks) {
            byte[] bytes = Files.readAllBytes(chunk);
            bytes[bytes.length / 2] ^= 1;
            Files.write(chunk, bytes);
            Files.setLastModifiedTime(chunk, FileTime.from(Instant.parse("2026-11-20T00:00:00Z")));
        }
        CliRun broken = on(store, "gc", "-o", "jsonl");
        assertThat(broken.code()).as("partly done: something could not be read").isEqualTo(4);
        assertThat(found(broken)).allMatch(line -> line.endsWith(" stays: cannot be decoded"));
        assertThat(orphans(on(store, "gc", "--accept", "broken", "-o", "jsonl")))
                .isEqualTo(orphans);
    }

    private static long orphans(CliRun run) {
        return Json.lines(run.out()).stream()
                .filter(line -> line.get("message_type").textValue().equals("leftover"))
                .filter(line -> line.get("fate").textValue().equals("goes"))
                .mapToLong(line -> line.get("objects").longValue())
                .sum();
    }

    @Test
    void aStoreWithoutItsIndexIsNotEmptiedWithoutAWord() throws Exception {
        Path store = store();
        for (String table : List.of("loki_index_20776", "loki_index_20777", "loki_index_20778")) {
            loseTable(store, table);
        }

        CliRun run = on(store, "gc", "--apply", "--yes");

        assertThat(run.code()).isEqualTo(5);
        assertThat(run.err()).contains("all of its 123 chunks would go", "--accept everything");
        assertThat(store.resolve(".lokistore")).doesNotExist();
    }

    @Test
    void anIndexThatWasMovedAsideIsLookedAtFirst() throws Exception {
        Path store = store();
        Files.move(store.resolve("index/loki_index_20776"), store.resolve("index/old-index"));

        CliRun run = on(store, "gc");

        assertThat(run.code()).isEqualTo(5);
        assertThat(run.err()).contains("are in no table", "--accept strays");
    }

    @Test
    void wrongUsageSaysWhatIsMeant() throws Exception {
        Path store = store();
        Map<List<String>, String> wrong = Map.of(
                List.of("gc", "--from", "now-1d"), "--min-age",
                List.of("gc", "--grace", "soon"), "--grace",
                List.of("gc", "--markers", "nowhere"), "nowhere");
        wrong.forEach((arguments, text) -> {
            CliRun run = on(store, arguments.toArray(String[]::new));
            assertThat(run.code()).as("%s", arguments).isEqualTo(2);
            assertThat(run.err()).as("%s", arguments).contains(text);
        });
        CliRun hasty = on(store, "gc", "--min-age", "1h", "--grace", "1h");
        assertThat(hasty.code()).isEqualTo(5);
        assertThat(hasty.err()).contains("--min-age", "--grace", "--accept young");
    }
}
