package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lokistore.shell.StoredChunks.Stored;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code coverage} and the health of {@code tables}, on golden stores and on damaged copies of them. */
class CoverageCommandTest {
    private static final String STORE = "minio-boltdb-v12";

    @TempDir
    Path folder;

    @Test
    void theMapHasARowADayAndACharacterAnHour() {
        CliRun run = CliRun.on(STORE, "coverage");

        assertThat(run.code()).isZero();
        assertThat(run.lines().get(0)).isEqualTo("fake  325 chunks");
        assertThat(run.lines().subList(2, 5))
                .allMatch(line -> line.matches("2026-11-(19|20|21)  [-+*#]{48}"), "a day in ASCII");
        assertThat(run.lines().get(5)).isEqualTo(". none  - to 5  + to 10  * to 15  # to 20");
        assertThat(run.lines()).hasSize(6);
    }

    @Test
    void blocksWhereTheLocaleHasThemAndShortLinesInANarrowTerminal() {
        CliRun run = CliRun.World.PIPED
                .with(Map.of("HOME", "/dev/null/home", "LANG", "en_US.UTF-8"))
                .onTerminal(32)
                .run("coverage", "--color", "never", "-s", CliRun.archive(STORE).toString());

        assertThat(run.lines().subList(2, 5))
                .allMatch(line -> line.matches("11-(19|20|21)  [\u2591\u2592\u2593\u2588]{24}"), "a day in blocks");
        assertThat(run.lines().subList(1, 5)).allMatch(line -> line.length() <= 32);
    }

    @Test
    void whatIsMissingAndWhatIsUnindexedIsMarkedAndListed() throws IOException {
        Path store = Archives.unpack(STORE, folder).resolve("store");
        List<Stored> begun = StoredChunks.below(store).stream()
                .filter(chunk -> chunk.overlaps(millis("2026-11-19T06:00:00Z"), millis("2026-11-19T07:59:59Z")))
                .toList();
        Files.delete(begun.get(0).file());
        Path lost = store.resolve("index/loki_index_20778");
        for (Path file : Files.list(lost).toList()) {
            Files.delete(file);
        }
        Files.delete(lost);
        long unindexed = StoredChunks.below(store).stream()
                .filter(chunk -> chunk.header().fromMillis() >= millis("2026-11-21T00:00:00Z"))
                .count();

        CliRun map = CliRun.run("-s", store.toString(), "coverage");
        CliRun ranges = CliRun.run("-s", store.toString(), "coverage", "--ranges", "-o", "jsonl");

        assertThat(map.code()).isZero();
        assertThat(map.lines().get(2)).contains("!!");
        assertThat(map.out()).contains("! objects missing").contains("1 chunk without an object");
        List<JsonNode> rows = Json.lines(ranges.out());
        assertThat(rows).extracting(row -> row.path("kind").asText()).containsExactly("missing", "unindexed");
        assertThat(rows.get(0).path("from").asText())
                .isEqualTo(
                        Instant.ofEpochMilli(begun.get(0).header().fromMillis()).toString());
        assertThat(rows.get(0).path("chunks").asLong()).isOne();
        assertThat(rows.get(1).path("chunks").asLong()).isEqualTo(unindexed);
    }

    @Test
    void holesOfOneStreamAreListedWithTheirLength() {
        CliRun run = CliRun.on("fs-tsdb-v13-gzip", "coverage", "{app=\"kubelet\"}", "--ranges", "-o", "jsonl");
        List<JsonNode> holes = Json.lines(run.out());

        assertThat(holes)
                .extracting(hole -> hole.path("from").asText())
                .containsExactly("2026-11-20T22:00:00.000Z", "2026-11-21T03:00:00.000Z");
        assertThat(holes).allMatch(hole -> hole.path("durationSeconds").asLong() == 3_600);
        CliRun longer = CliRun.on("fs-tsdb-v13-gzip", "coverage", "{app=\"kubelet\"}", "--ranges", "--min-gap", "2h");
        assertThat(longer.out()).isEmpty();
        assertThat(longer.err()).contains("no hole and nothing missing");
    }

    @Test
    void byDayARowIsAMonth() {
        CliRun run = CliRun.on("fs-multi-period", "coverage", "--by", "day", "-t", "team-a");

        assertThat(run.lines().get(2)).matches("2026-11     \\.{28}[-+*#]{14}\\.{18}");
    }

    @Test
    void anImpossibleGapIsWrongUsage() {
        CliRun run = CliRun.on(STORE, "coverage", "--min-gap", "soon");

        assertThat(run.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run.err()).contains("--min-gap: 'soon' is no duration");
    }

    @Test
    void tablesSayWhatIsWrongWithThem() throws IOException {
        Path store = Archives.unpack("fs-multi-period-compacted", folder).resolve("store/chunks");
        Files.writeString(store.resolve("index/loki_index_20772/upload.tmp"), "x");
        Path tsdb = store.resolve("index/tsdb_index_20778");
        Files.createFile(tsdb.resolve("1795394339-vm-1795394339860446764.tsdb.gz"));

        CliRun table = CliRun.run("-s", store.toString(), "tables", "--now", "2027-01-01");
        CliRun data = CliRun.run("-s", store.toString(), "tables", "--now", "2027-01-01", "-o", "jsonl");

        assertThat(table.code()).isEqualTo(ExitCode.PARTIAL.code());
        assertThat(table.lines().get(1)).endsWith("  stray files");
        assertThat(table.lines().get(2)).endsWith("  ok");
        assertThat(table.lines().get(7)).matches(".*  empty files, uncompacted \\d+d");
        List<JsonNode> rows = Json.lines(data.out());
        assertThat(rows.get(0).at("/strays/0/key").asText()).isEqualTo("index/loki_index_20772/upload.tmp");
        assertThat(rows.get(0).at("/strays/0/why").asText()).isEqualTo("odd-name");
        assertThat(rows.get(6).path("faults")).hasSize(2);
        assertThat(rows.get(6).path("uncompactedFiles").asLong()).isOne();
        assertThat(rows.get(6).path("oldestUploadNamed").asText()).isEqualTo("2026-11-23T00:38:59.000Z");
        assertThat(rows.get(6).at("/tenantFiles/0/tenant").asText()).isEqualTo("team-a");
    }

    @Test
    void infoSumsUpHealthAndFormats() {
        CliRun plain = CliRun.on("fs-multi-period", "info", "--now", "2026-11-24", "-o", "json");
        CliRun exact = CliRun.on("fs-multi-period", "info", "--exact", "-o", "json");

        JsonNode info = Json.parse(plain.out());
        assertThat(info.at("/tableFaults/0/fault").asText()).isEqualTo("uncompacted");
        assertThat(info.at("/tableFaults/0/tables")).hasSize(7);
        assertThat(info.path("compactionLagSeconds").asLong()).isEqualTo(2 * 86_400);
        assertThat(info.path("indexFormats").findValuesAsText("version")).containsExactly("null", "2", "3");
        assertThat(info.has("chunkKeys")).isFalse();
        JsonNode census = Json.parse(exact.out());
        assertThat(census.path("chunkKeys").findValuesAsText("schema")).containsExactly("v11", "v12", "v13");
        assertThat(census.path("chunkFormats").findValuesAsText("codec")).containsOnly("snappy");
        assertThat(CliRun.on("fs-multi-period", "info", "--sample", "-1").code())
                .isEqualTo(ExitCode.USAGE.code());
    }

    private static long millis(String time) {
        return Instant.parse(time).toEpochMilli();
    }
}
