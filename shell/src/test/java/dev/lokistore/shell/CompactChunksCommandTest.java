package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code compact chunks}, as it is called. */
@Tag("one-runtime")
class CompactChunksCommandTest {
    private static final String LATER = "2026-12-10T00:00:00Z";
    private static final String[] APPLY = {"--apply", "--yes", "--loki-stopped", "-o", "jsonl"};

    @TempDir
    private Path folder;

    private Path store() throws IOException {
        return Archives.unpack("minio-boltdb-v12", folder).resolve("store");
    }

    private static CliRun on(Path store, String... arguments) {
        String[] all = Arrays.copyOf(new String[] {"-s", store.toString(), "--now", LATER}, 4 + arguments.length);
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return CliRun.run(all);
    }

    private static CliRun compact(Path store, String... options) {
        String[] all = Arrays.copyOf(new String[] {"compact", "chunks"}, 2 + options.length + APPLY.length);
        System.arraycopy(options, 0, all, 2, options.length);
        System.arraycopy(APPLY, 0, all, 2 + options.length, APPLY.length);
        return on(store, all);
    }

    private static JsonNode summary(CliRun run) {
        List<JsonNode> lines = Json.lines(run.out());
        return lines.get(lines.size() - 1);
    }

    private static String entries(Path store) {
        return on(store, "cat", "-o", "jsonl", "{job=~\".+\"}").out();
    }

    /** Stored bytes by key. */
    private static Map<String, Long> chunks(Path store) {
        Map<String, Long> chunks = new HashMap<>();
        for (JsonNode line : Json.lines(on(store, "chunks", "-o", "jsonl").out())) {
            assertThat(line.get("state").textValue()).isEqualTo("ok");
            chunks.put(line.get("key").textValue(), line.get("storedBytes").longValue());
        }
        return chunks;
    }

    private static long bytes(Map<String, Long> chunks) {
        return chunks.values().stream().mapToLong(Long::longValue).sum();
    }

    @Test
    void replicasBecomeFewAndAllAnswersStay() throws Exception {
        Path store = store();
        on(store, "compact", "index", "--apply", "--yes", "--loki-stopped");
        Map<String, Long> before = chunks(store);
        String entries = entries(store);

        CliRun run = compact(store);

        assertThat(run.code()).isZero();
        JsonNode summary = summary(run);
        assertThat(summary.get("outcome").textValue()).isEqualTo("done");
        assertThat(summary.get("kept")).isEmpty();
        Map<String, Long> after = chunks(store);
        assertThat(after.size()).isLessThanOrEqualTo((int) (before.size() * 0.55));
        assertThat(bytes(after)).isLessThanOrEqualTo((long) (bytes(before) * 0.60));
        assertThat(entries(store)).isEqualTo(entries);
        assertThat(on(store, "compact", "chunks").err()).contains("nothing to do");

        CliRun undo = on(store, "undo", summary.get("plan").textValue(), "--yes", "--loki-stopped");
        assertThat(undo.code()).isZero();
        assertThat(chunks(store)).isEqualTo(before);
        assertThat(compact(store, "--max-span", "24h", "--no-trash").code()).isZero();
        assertThat(chunks(store).size()).isLessThanOrEqualTo((int) (before.size() * 0.30));
        assertThat(entries(store)).isEqualTo(entries);
    }

    @Test
    void withoutApplyTheGainIsEstimatedFromTheIndex() throws Exception {
        Path store = store();

        CliRun run = on(store, "--stats", "compact", "chunks", "-o", "jsonl");

        assertThat(run.code()).isZero();
        JsonNode tenant = Json.lines(run.out()).get(0);
        assertThat(tenant.get("message_type").textValue()).isEqualTo("tenant");
        assertThat(tenant.get("tenant").textValue()).isEqualTo("fake");
        assertThat(tenant.get("mergedChunks").longValue())
                .isGreaterThan(2 * tenant.get("newChunks").longValue());
        assertThat(tenant.get("crossing").longValue()).isPositive();
        assertThat(store.resolve(".lokistore")).doesNotExist();
    }

    @Test
    void anotherCodecIsWrittenForAll() throws Exception {
        Path store = store();

        assertThat(compact(store, "--codec", "zstd", "--table", "loki_index_20777", "{app=\"misc\"}")
                        .code())
                .isZero();

        List<JsonNode> codecs =
                Json.lines(on(store, "du", "--by", "codec,app", "-o", "jsonl").out());
        assertThat(codecs)
                .filteredOn(line -> line.at("/group/codec").textValue().equals("zstd"))
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(line.at("/group/app").textValue()).isEqualTo("misc"));
        CliRun unknown = on(store, "compact", "chunks", "--codec", "brotli");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.err()).contains("no codec 'brotli'");
        CliRun lines = on(store, "compact", "chunks", "{app=\"misc\"} |= \"x\"");
        assertThat(lines.code()).isEqualTo(2);
    }

    @Test
    void aBrokenChunkStaysAndIsListedOnce() throws Exception {
        Path store = store();
        Path broken = StoredChunks.breakOne(store.resolve("fake"), 9);
        byte[] bytes = Files.readAllBytes(broken);
        String key = store.relativize(broken).toString();

        CliRun run = compact(store, "--max-span", "24h");

        assertThat(summary(run).get("kept").findValuesAsText("subject")).contains(key);
        assertThat(run.code()).isZero();
        assertThat(Files.readAllBytes(broken)).isEqualTo(bytes);
        CliRun second = on(store, "compact", "chunks", "--max-span", "24h", "-o", "jsonl");
        JsonNode tenant = Json.lines(second.out()).get(0);
        assertThat(tenant.get("unfit").longValue()).isEqualTo(1);
        assertThat(tenant.get("mergedChunks").longValue()).isZero();
    }

    @Test
    void youngTablesNeedAWord() throws Exception {
        CliRun run = CliRun.run(
                "-s", store().toString(), "--now", "2026-11-23T12:00:00Z", "compact", "chunks", "-o", "jsonl");

        assertThat(run.code()).isEqualTo(5);
        assertThat(run.err()).contains("an ingester may write to it until", "--loki-stopped");
        assertThat(summary(run).get("outcome").textValue()).isEqualTo("refused");
    }
}
