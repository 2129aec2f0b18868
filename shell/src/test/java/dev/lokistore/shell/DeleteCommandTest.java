package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code delete} and {@code delete verify}, as they are called. */
class DeleteCommandTest {
    private static final String PROBES = "{app=\"loki-gateway\"} |= \"kube-probe\"";

    @TempDir
    private Path folder;

    private Path store() throws IOException {
        return Archives.unpack("fs-tsdb-v13-snappy", folder).resolve("store/chunks");
    }

    private static CliRun on(Path store, String... arguments) {
        String[] all =
                Arrays.copyOf(new String[] {"-s", store.toString(), "--now", "2026-12-10"}, 4 + arguments.length);
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return CliRun.run(all);
    }

    private static CliRun delete(Path store, String selector, String... options) {
        String[] all = Arrays.copyOf(
                new String[] {"delete", selector, "--apply", "--yes", "--loki-stopped", "-o", "jsonl"},
                7 + options.length);
        System.arraycopy(options, 0, all, 7, options.length);
        return on(store, all);
    }

    private static JsonNode summary(CliRun run) {
        List<JsonNode> lines = Json.lines(run.out());
        return lines.get(lines.size() - 1);
    }

    private static List<String> entries(Path store) {
        return on(store, "cat", "-o", "jsonl").out().lines().toList();
    }

    @Test
    void whatMatchesGoesAndTheReceiptProvesIt() throws Exception {
        Path store = store();
        List<String> before = entries(store);
        assertThat(on(store, "delete", PROBES).err()).contains("Nothing was changed");
        assertThat(entries(store)).isEqualTo(before);

        CliRun run = delete(store, PROBES);

        assertThat(run.code()).isZero();
        assertThat(entries(store))
                .isEqualTo(before.stream()
                        .filter(line -> !line.contains("kube-probe"))
                        .toList())
                .hasSizeLessThan(before.size());
        JsonNode summary = summary(run);
        String plan = summary.get("plan").textValue();
        assertThat(summary.get("receipt").textValue()).isEqualTo(".lokistore/receipts/" + plan + ".json");
        assertThat(summary.get("bytesFreed").longValue()).isPositive();
        assertThat(store.resolve(".lokistore/trash")).doesNotExist();
        Path copy = folder.resolve("receipt.json");
        CliRun verify = on(store, "delete", "verify", plan, "--save", copy.toString());
        assertThat(verify.code()).isZero();
        assertThat(verify.out()).contains("35 removed", "Proven: nothing is left");
        assertThat(on(store, "delete", "verify", copy.toString(), "-o", "jsonl").code())
                .isZero();
        Files.writeString(copy, Files.readString(copy).replace("kube-probe", "kube-probes"));
        CliRun tampered = on(store, "delete", "verify", copy.toString(), "-o", "jsonl");
        assertThat(tampered.code()).isEqualTo(3);
        assertThat(Json.lines(tampered.out()).get(0).get("id").textValue()).isEqualTo("receipt-tampered");
        CliRun undo = on(store, "undo", plan, "--yes", "--loki-stopped");
        assertThat(undo.code()).isEqualTo(5);
        assertThat(undo.err())
                .contains("there is no way back", "what is gone is gone")
                .doesNotContain("--resume");
    }

    @Test
    void untilTheFirstObjectIsDeletedThereIsAWayBack() throws Exception {
        Path store = store();
        List<String> before = entries(store);

        CliRun run = on(store, "delete", "{app=\"misc\"}", "--to", "2026-11-21", "--apply", "--yes", "-o", "jsonl");

        assertThat(run.code()).as("readers get time").isEqualTo(4);
        String plan = summary(run).get("plan").textValue();
        assertThat(on(store, "delete", "verify", plan).code())
                .as("there is no receipt yet")
                .isEqualTo(10);
        assertThat(on(store, "undo", plan, "--yes", "--loki-stopped").code()).isZero();
        assertThat(entries(store)).isEqualTo(before);
    }

    @Test
    void aMaskReplacesWhatItFinds() throws Exception {
        Path store = store();
        List<String> before = entries(store);

        CliRun run = delete(store, "{app=\"checkout\"}", "--mask", "u\\d+@example\\.com=***");

        assertThat(run.code()).isZero();
        assertThat(entries(store))
                .isEqualTo(before.stream()
                        .map(line -> line.contains("\"app\":\"checkout\"")
                                ? line.replaceAll("u\\d+@example\\.com", "***")
                                : line)
                        .toList())
                .isNotEqualTo(before);
        assertThat(on(store, "delete", "verify", summary(run).get("plan").textValue())
                        .code())
                .isZero();
        assertThat(on(store, "delete", "{app=\"x\"}", "--mask", "nothing").code())
                .isEqualTo(2);
        assertThat(on(store, "delete", "{app=\"x\"}", "--mask", "(=x").code()).isEqualTo(2);
    }

    @Test
    void aBrokenChunkStaysAndIsListed() throws Exception {
        Path store = store();
        Path broken = StoredChunks.breakOne(store.resolve("acme"), 4);
        byte[] bytes = Files.readAllBytes(broken);

        CliRun run = delete(store, "{job=~\".+\"}", "--accept", "everything");

        assertThat(run.code()).isEqualTo(4);
        JsonNode summary = summary(run);
        assertThat(summary.get("outcome").textValue()).isEqualTo("partial");
        assertThat(summary.at("/kept/0/subject").textValue())
                .isEqualTo(store.relativize(broken).toString());
        assertThat(Files.readAllBytes(broken)).isEqualTo(bytes);
        CliRun verify = on(store, "delete", "verify", summary.get("plan").textValue(), "-o", "jsonl");
        assertThat(verify.code()).isEqualTo(3);
        assertThat(Json.lines(verify.out()).stream().map(line -> line.get("id").textValue()))
                .containsExactlyInAnyOrder("chunk-stayed", "chunk-unreadable");
    }

    @Test
    void mostOfATenantAndNothingAtAllNeedAWord() throws Exception {
        Path store = store();

        CliRun all = on(store, "delete", "{job=~\".+\"}");
        assertThat(all.code()).isEqualTo(5);
        assertThat(all.err()).contains("all of its 174 chunks would go", "--accept everything");
        CliRun nothing = on(store, "delete");
        assertThat(nothing.code()).isEqualTo(2);
        CliRun unsupported = on(store, "delete", "{app=\"misc\"} | json");
        assertThat(unsupported.code()).isEqualTo(2);
    }
}
