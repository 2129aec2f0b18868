package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code chunks --histogram}, against the files of the store and what their headers say. */
class ChunkHistogramsTest {
    @TempDir
    Path folder;

    private static List<JsonNode> rows(Path store, String... options) {
        String[] arguments = new String[options.length + 6];
        System.arraycopy(
                new String[] {"-s", store.toString(), "chunks", "--histogram", "-o", "jsonl"}, 0, arguments, 0, 6);
        System.arraycopy(options, 0, arguments, 6, options.length);
        CliRun run = CliRun.run(arguments);
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        return Json.lines(run.out());
    }

    private static Map<String, Long> counts(List<JsonNode> rows) {
        Map<String, Long> counts = new TreeMap<>();
        rows.forEach(
                row -> counts.put(row.path("class").asText(), row.path("chunks").asLong()));
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-multi-period", "minio-boltdb-v12"})
    void classesHoldTheFilesOfTheStore(String fixture) throws IOException {
        Path unpacked = Archives.unpack(fixture, folder);
        Path store = unpacked.resolve(fixture.startsWith("minio") ? "store" : "store/chunks");
        Map<String, Long> sizes = new TreeMap<>();
        Map<String, Long> spans = new TreeMap<>();
        long tiny = 0;
        for (StoredChunks.Stored chunk : StoredChunks.below(store)) {
            long from = Long.highestOneBit(chunk.bytes());
            sizes.merge(size(from) + "-" + size(2 * from), 1L, Long::sum);
            long seconds = (chunk.header().throughMillis() - chunk.header().fromMillis()) / 1000;
            spans.merge(span(seconds), 1L, Long::sum);
            tiny += chunk.bytes() < 600 ? 1 : 0;
        }

        List<JsonNode> found = rows(store, "--of", "tiny", "--tiny", "600");

        assertThat(counts(rows(store, "--of", "size"))).isEqualTo(sizes);
        assertThat(counts(rows(store, "--of", "span"))).isEqualTo(spans);
        assertThat(found).hasSize(2);
        assertThat(found.get(0).path("class").asText()).isEqualTo("0B-600B");
        assertThat(found.get(0).path("chunks").asLong()).isEqualTo(tiny);
    }

    private static String size(long bytes) {
        return bytes < 1024 ? bytes + "B" : bytes / 1024 + "KiB";
    }

    private static String span(long seconds) {
        long[] bounds = {1, 10, 60, 300, 900, 1800, 3600, 7200, 14400, 28800, 86400};
        String[] names = {
            "0s-1s", "1s-10s", "10s-1m", "1m-5m", "5m-15m", "15m-30m", "30m-1h", "1h-2h", "2h-4h", "4h-8h", "8h-1d",
            "1d+"
        };
        int name = 0;
        while (name < bounds.length && seconds >= bounds[name]) {
            name++;
        }
        return names[name];
    }

    @Test
    void entriesOfBoltdbAreKnownOnlyFromHeaders() {
        Path archive = CliRun.archive("fs-boltdb-v11");

        assertThat(counts(rows(archive, "--of", "entries"))).containsExactly(Map.entry("unknown", 246L));
        assertThat(counts(rows(archive, "--of", "entries", "--exact"))).doesNotContainKey("unknown");
    }

    @Test
    void linesHaveTheDocumentedFields() {
        JsonNode row = rows(CliRun.archive("fs-tsdb-v13-gzip"), "--of", "fill").get(0);

        assertThat(Json.names(row))
                .containsExactly(
                        "histogram",
                        "class",
                        "unit",
                        "atLeast",
                        "below",
                        "chunks",
                        "storedBytes",
                        "storedShare",
                        "share");
        assertThat(row.path("unit").asText()).isEqualTo("percent");
    }

    @Test
    void theTargetIsThatOfTheConfiguration() throws IOException {
        Path config = Files.writeString(folder.resolve("loki.yaml"), "ingester: {chunk_target_size: 700}\n");
        Path archive = CliRun.archive("fs-tsdb-v13-gzip");

        List<JsonNode> configured = rows(archive, "--of", "fill", "--loki-config", config.toString());

        assertThat(configured).isEqualTo(rows(archive, "--of", "fill", "--target", "700"));
        assertThat(configured).isNotEqualTo(rows(archive, "--of", "fill"));
    }

    @Test
    void peopleGetATableForEachWithBars() {
        CliRun run = CliRun.on("fs-tsdb-v13-gzip", "chunks", "--histogram", "--of", "tiny,size");

        assertThat(run.lines().get(0)).matches("SIZE +CHUNKS +STORED +STORED SHARE +SHARE");
        assertThat(run.out()).containsPattern("\n\nTINY +CHUNKS +STORED +STORED SHARE +SHARE\n");
        assertThat(run.lines()).anySatisfy(line -> assertThat(line).endsWith("#".repeat(20)));
    }

    @Test
    void optionsOfHistogramsGoWithHistograms() {
        CliRun alone = CliRun.on("fs-tsdb-v13-gzip", "chunks", "--of", "tiny");
        CliRun verified = CliRun.on("fs-tsdb-v13-gzip", "chunks", "--histogram", "--verify");

        assertThat(alone.code()).isEqualTo(2);
        assertThat(alone.err()).contains("--of is for --histogram");
        assertThat(verified.code()).isEqualTo(2);
        assertThat(verified.err()).contains("--histogram does not go with --verify");
    }

    @Test
    void whatDoesNotMatchHasNoHistogram() {
        CliRun run = CliRun.on("fs-tsdb-v13-gzip", "chunks", "--histogram", "{app=\"nothing\"}");

        assertThat(run.code()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("no chunk matches");
    }
}
