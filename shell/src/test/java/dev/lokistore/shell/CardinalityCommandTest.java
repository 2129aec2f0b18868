package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CardinalityCommandTest {
    private static final String STORE = "minio-boltdb-v12";

    @TempDir
    Path folder;

    private static List<JsonNode> rows(String... options) {
        String[] arguments = new String[options.length + 3];
        System.arraycopy(new String[] {"cardinality", "-o", "jsonl"}, 0, arguments, 0, 3);
        System.arraycopy(options, 0, arguments, 3, options.length);
        CliRun run = CliRun.on(STORE, arguments);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        return Json.lines(run.out());
    }

    @Test
    void linesHaveTheDocumentedFields() {
        assertThat(Json.names(rows().get(0)))
                .containsExactly(
                        "tenant",
                        "label",
                        "values",
                        "streams",
                        "tenantStreams",
                        "chunks",
                        "missingChunks",
                        "storedBytes",
                        "averageChunkBytes",
                        "savedStreams",
                        "savedChunks",
                        "savedIndexBytes");
    }

    @Test
    void figuresAreThoseOfLabelsAndDu() {
        List<JsonNode> labels =
                Json.lines(CliRun.on(STORE, "labels", "-o", "jsonl").out());
        JsonNode all = Json.lines(CliRun.on(STORE, "du", "-o", "jsonl").out()).get(0);

        List<JsonNode> rows = rows("--sort", "name");

        assertThat(rows).hasSameSizeAs(labels);
        for (int i = 0; i < rows.size(); i++) {
            for (String field : List.of("tenant", "label", "values", "streams")) {
                assertThat(rows.get(i).path(field)).isEqualTo(labels.get(i).path(field));
            }
            for (String field : List.of("chunks", "storedBytes", "averageChunkBytes")) {
                assertThat(rows.get(i).path(field)).isEqualTo(all.path(field));
            }
        }
    }

    @Test
    void labelsThatChangeTogetherSaveOnlyTogetherAndThatIsSaid() {
        CliRun run = CliRun.on(STORE, "cardinality", "--drop", "app,filename,job,pod", "--top", "3");

        assertThat(run.lines()).hasSize(4);
        assertThat(run.lines().get(0))
                .isEqualTo(
                        "TENANT  LABEL                 VALUES  STREAMS  CHUNKS   STORED  AVERAGE CHUNK  SAVED STREAMS"
                                + "  SAVED CHUNKS  SAVED INDEX");
        assertThat(run.lines().get(1)).matches("fake    app,filename,job,pod +8 +8 +325 .* 5 +~\\d+ +~[0-9.]+ KiB");
        assertThat(run.lines().get(2)).matches("fake    filename .* 0 +~0 +~1.6 KiB");
        assertThat(run.err().lines())
                .containsExactly(
                        "and 3 more",
                        "note: these labels may change together: --drop filename,pod shows what dropping all of them saves",
                        "note: these labels may change together: --drop app,job shows what dropping all of them saves");
    }

    @Test
    void whatIsAskedForIsNoHint() {
        CliRun run = CliRun.on(STORE, "cardinality", "--drop", "filename,pod", "--drop", "app,job");

        assertThat(run.err()).isEmpty();
    }

    @Test
    void aLargerTargetSavesMoreChunks() throws IOException {
        Path config = Files.writeString(folder.resolve("loki.yaml"), "ingester: {chunk_target_size: 4000}\n");
        String[] drop = {"--drop", "app,filename,job,pod", "--sort", "saved", "--top", "1"};

        long large = saved(drop);
        long small = saved("--drop", drop[1], "--target", "4000");

        assertThat(small).isLessThan(large);
        assertThat(saved("--drop", drop[1], "--loki-config", config.toString())).isEqualTo(small);
    }

    private static long saved(String... options) {
        CliRun run = CliRun.on(STORE, concat(new String[] {"cardinality", "-o", "jsonl", "--quiet"}, options));
        assertThat(run.code()).isZero();
        return Json.lines(run.out()).get(0).path("savedChunks").asLong();
    }

    private static String[] concat(String[] first, String[] second) {
        String[] all = new String[first.length + second.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--drop a,a | --drop: drop one label or more, each once: a,a",
                "--drop a, | --drop: drop one label or more, each once: a,",
                "--top 0 | --top is 0 but must be 1 or more",
                "--target 0 | --target is 0 but must be 1 or more"
            })
    void mistakesAreWrongUsage(String options, String message) {
        CliRun run = CliRun.on(STORE, ("cardinality " + options).split(" "));

        assertThat(run.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run.err()).contains(message);
    }

    @Test
    void aNarrowTerminalKeepsWhatIsSaved() {
        CliRun run = CliRun.World.PIPED
                .onTerminal(80)
                .run("-s", CliRun.archive(STORE).toString(), "cardinality", "--color", "never");

        assertThat(run.lines().get(0))
                .isEqualTo("TENANT  LABEL      VALUES  STREAMS  SAVED STREAMS  SAVED CHUNKS  SAVED INDEX");
    }

    @Test
    void nothingMatching() {
        CliRun run = CliRun.on(STORE, "cardinality", "{app=\"nothing\"}");

        assertThat(run.code()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("no stream with labels matches");
    }
}
