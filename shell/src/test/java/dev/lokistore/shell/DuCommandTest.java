package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DuCommandTest {
    private static final String REPLICATED = "minio-boltdb-v12";

    @TempDir
    Path folder;

    private static CliRun onTerminal(int columns, String... arguments) {
        CliRun.World world = CliRun.World.PIPED
                .with(Map.of("HOME", "/dev/null/home", "LANG", "C.UTF-8"))
                .onTerminal(columns);
        String[] all = new String[arguments.length + 4];
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        System.arraycopy(new String[] {"-s", CliRun.archive(REPLICATED).toString(), "--color", "never"}, 0, all, 0, 4);
        return world.run(all);
    }

    @Test
    void aTreeHasSubtotalsAboveTheirParts() {
        CliRun run = CliRun.on("fs-multi-period", "du", "--by", "tenant,namespace,app", "--depth", "2");

        assertThat(run.code()).isZero();
        assertThat(run.lines().subList(0, 4))
                .containsExactly(
                        "TENANT  NAMESPACE    STREAMS  CHUNKS    STORED  AVERAGE CHUNK  OVERLAP    SHARE",
                        "-       -                 12     920   529 KiB          589 B    0.0 %  100.0 %  "
                                + "#".repeat(20),
                        "team-a  -                  6     462   266 KiB          589 B    0.0 %   50.2 %  "
                                + "#".repeat(10),
                        "team-a  kube-system        4     308   179 KiB          595 B    0.0 %   33.8 %  "
                                + "#".repeat(7));
        assertThat(run.lines()).hasSize(9);
    }

    @Test
    void aSubtotalIsNotAStreamWithoutTheLabel() {
        List<JsonNode> rows =
                Json.lines(CliRun.on("fs-multi-period", "du", "--by", "tenant,nolabel", "--depth", "2", "-o", "jsonl")
                        .out());

        assertThat(rows)
                .extracting(row -> row.path("group").toString())
                .containsExactly(
                        "{}",
                        "{\"tenant\":\"team-a\"}",
                        "{\"tenant\":\"team-a\",\"nolabel\":\"\"}",
                        "{\"tenant\":\"team-b\"}",
                        "{\"tenant\":\"team-b\",\"nolabel\":\"\"}");
    }

    @Test
    void topSaysWhatItLeavesOut() {
        CliRun run = CliRun.on(REPLICATED, "du", "--by", "namespace", "--top", "1");

        assertThat(run.lines()).hasSize(2);
        assertThat(run.lines().get(1)).startsWith("logging").contains("52.4 %");
        assertThat(run.err()).isEqualTo("and 2 more with 297 KiB\n");
    }

    @Test
    void aWideTerminalHasBarsAndANarrowOneDoesWithoutWhatFitsNot() {
        CliRun wide = onTerminal(120, "du", "--by", "namespace");
        CliRun narrow = onTerminal(60, "du", "--by", "namespace");
        CliRun narrower = onTerminal(50, "du", "--by", "namespace");

        assertThat(wide.lines().get(0))
                .isEqualTo("NAMESPACE    STREAMS  CHUNKS   STORED  AVERAGE CHUNK  OVERLAP   SHARE");
        assertThat(wide.lines().get(2)).endsWith("28.8 %  ███████████");
        assertThat(narrow.lines().get(0)).isEqualTo("NAMESPACE    STREAMS  CHUNKS   STORED  AVERAGE CHUNK   SHARE");
        assertThat(narrower.lines().get(0)).isEqualTo("NAMESPACE    STREAMS  CHUNKS   STORED   SHARE");
        assertThat(narrower.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(50));
    }

    @Test
    void drawingsAreForPeopleOnly() {
        String csv = CliRun.on(REPLICATED, "du", "-o", "csv").out();

        assertThat(csv.lines().toList())
                .containsExactly(
                        "tenant,streams,chunks,missingChunks,storedBytes,rawBytes,entries,averageChunkBytes,tinyChunks,tiny,"
                                + "overlapBytes,overlap,estimated,share",
                        csv.lines().skip(1).findFirst().orElseThrow());
        assertThat(csv).doesNotContain("#");
    }

    @Test
    void aChunkWithoutAnObjectHasNoSize() throws IOException {
        Path store = Archives.unpack("fs-tsdb-v13-gzip", folder).resolve("store/chunks");
        Files.delete(StoredChunks.below(store).get(0).file());

        CliRun run = CliRun.run("-s", store.toString(), "du", "--by", "size", "--sort", "name", "-o", "jsonl");

        List<JsonNode> rows = Json.lines(run.out());
        JsonNode missing = rows.get(rows.size() - 1);
        assertThat(missing.at("/group/size").asText()).isEqualTo("missing");
        assertThat(missing.path("missingChunks").asLong()).isOne();
        assertThat(missing.path("storedBytes").asLong()).isZero();
        assertThat(missing.path("averageChunkBytes").isNull()).isTrue();
        assertThat(missing.path("tiny").isNull()).isTrue();
        assertThat(missing.path("overlap").isNull()).isTrue();
        assertThat(rows.get(0).at("/group/size").asText()).isEqualTo("256B-512B");
    }

    @Test
    void tinyIsWhatTheOperatorSays() {
        JsonNode row = Json.lines(CliRun.on("fs-tsdb-v13-gzip", "du", "--tiny", "700", "-o", "jsonl")
                        .out())
                .get(0);

        assertThat(row.path("tinyChunks").asLong())
                .isBetween(1L, row.path("chunks").asLong() - 1);
        assertThat(row.path("tiny").asDouble())
                .isEqualTo(
                        row.path("tinyChunks").asDouble() / row.path("chunks").asDouble());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--depth 3 | depth is 3 but must be 0 to 1, the number of keys",
                "--top 0 | top is 0 but must be 1 or more",
                "--by app,app | group by one key or more, each once: [app, app]",
                "--by ,app | a key without a name: ''",
                "--by label: | a key without a name: 'label:'",
                "--tiny small | --tiny: 'small' is no size: expected bytes, or a unit such as 64KiB",
                "--sort best | expected one of",
            })
    void mistakesAreWrongUsage(String options, String message) {
        CliRun run = CliRun.on(REPLICATED, ("du " + options).split(" "));

        assertThat(run.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run.err()).contains(message);
    }
}
