package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code rules} on the group that a real ruler stored. */
class RulesCommandTest {
    private static final String FIXTURE = "minio-deletes-and-rules";
    private static final String KEY = "rules/fake/ZWRnZQ==/Z2F0ZXdheQ==";

    @TempDir
    private Path temporary;

    @Test
    void groupsBesideTheStoreAreFound() {
        CliRun run = CliRun.on(FIXTURE, "rules", "-o", "jsonl");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        List<JsonNode> rows = Json.lines(run.out());
        assertThat(rows).hasSize(1);
        JsonNode row = rows.get(0);
        assertThat(Json.names(row))
                .containsExactly(
                        "tenant",
                        "namespace",
                        "group",
                        "interval",
                        "limit",
                        "alerts",
                        "recordings",
                        "rules",
                        "objectKey");
        assertThat(row.path("objectKey").asText()).isEqualTo(FIXTURE + "/store/ruler/" + KEY);
        assertThat(row.path("interval").asText()).isEqualTo("1m");
        assertThat(row.path("rules"))
                .isEqualTo(Json.parse("[{\"alert\":\"Many5xx\",\"expr\":\"sum(rate({app=\\\"loki-gateway\\\"} |="
                        + " \\\" 50\\\" [5m])) > 1\",\"for\":\"5m\",\"labels\":{\"severity\":\"page\"},"
                        + "\"annotations\":{}},{\"record\":\"gateway:lines:rate5m\",\"expr\":"
                        + "\"sum(rate({app=\\\"loki-gateway\\\"}[5m]))\",\"labels\":{},\"annotations\":{}}]"));
    }

    @Test
    void tableNamesTheRules() {
        assertThat(CliRun.on(FIXTURE, "rules").lines())
                .containsExactly(
                        "TENANT  NAMESPACE  GROUP    INTERVAL  ALERTS  RECORDINGS  NAMES",
                        "fake    edge       gateway  1m             1           1  Many5xx, gateway:lines:rate5m");
    }

    @Test
    void yamlIsLokisRuleFile() {
        CliRun run = CliRun.on(FIXTURE, "rules", "-o", "yaml");

        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("# tenant fake, namespace edge\ngroups:\n");
        JsonNode group = Json.yaml(run.out()).path("groups").path(0);
        assertThat(group.path("name").asText()).isEqualTo("gateway");
        assertThat(group.path("interval").asText()).isEqualTo("1m");
        assertThat(group.path("rules").findValuesAsText("expr"))
                .containsExactly(
                        "sum(rate({app=\"loki-gateway\"} |= \" 50\" [5m])) > 1",
                        "sum(rate({app=\"loki-gateway\"}[5m]))");
        assertThat(group.path("rules").path(0).path("for").asText()).isEqualTo("5m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "store", "store/ruler"})
    void rulersBucketNeedsNoLokiStore(String below) throws IOException {
        Path place = Archives.unpack(FIXTURE, temporary).resolve(below);

        CliRun run = CliRun.run("rules", "--rules-store", place.toString(), "-o", "jsonl");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        JsonNode row = Json.lines(run.out()).get(0);
        assertThat(row.path("objectKey").asText()).endsWith(KEY);
        assertThat(row.path("group").asText()).isEqualTo("gateway");
    }

    @Test
    void archiveIsARulesStoreToo() {
        CliRun run =
                CliRun.run("rules", "--rules-store", CliRun.archive(FIXTURE).toString(), "-t", "fake", "--stats");

        assertThat(run.code()).isZero();
        assertThat(run.lines()).hasSize(2);
        assertThat(run.err()).contains("stats: requests ").contains("get 1");
    }

    @Test
    void bucketOpenedByItselfHasNoneAndSaysWhatToDo() throws IOException {
        Path chunks = Archives.unpack(FIXTURE, temporary).resolve("store/chunks");

        CliRun run = CliRun.run("-s", chunks.toString(), "rules", "-o", "jsonl");

        assertThat(run.code()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("--rules-store");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t other", "--namespace other"})
    void whatIsNotWantedIsLeftOut(String selection) {
        CliRun run = CliRun.on(FIXTURE, ("rules -o json " + selection).split(" "));

        assertThat(run.code()).isZero();
        assertThat(Json.parse(run.out())).isEmpty();
        assertThat(run.err()).contains("no rule group matches");
    }

    @Test
    void brokenGroupStopsNoOther() throws IOException {
        Path ruler = Archives.unpack(FIXTURE, temporary).resolve("store/ruler");
        Path group = ruler.resolve(KEY);
        Files.write(group.resolveSibling("YnJva2Vu"), new byte[] {0x0a, 0x7f});
        Files.copy(group, group.resolveSibling("bW92ZWQ="));

        CliRun run = CliRun.run("rules", "--rules-store", ruler.toString(), "-o", "yaml");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("2 problems", "rules/fake/ZWRnZQ==/YnJva2Vu", "rules/fake/ZWRnZQ==/bW92ZWQ=");
        assertThat(Json.yaml(run.out()).path("groups")).hasSize(2);
    }

    @Test
    void tenantCalledRulesHasChunksAndNoRules() throws IOException {
        Path chunks = Archives.unpack(FIXTURE, temporary).resolve("store/chunks");
        try (Stream<Path> tree = Files.walk(chunks.resolve("fake"))) {
            Path chunk = tree.filter(Files::isRegularFile).findFirst().orElseThrow();
            Path stream = Files.createDirectories(
                    chunks.resolve("rules").resolve(chunk.getParent().getFileName()));
            Files.copy(chunk, stream.resolve(chunk.getFileName()));
        }
        Path group = chunks.resolve(KEY);
        Files.createDirectories(group.getParent());
        Files.copy(chunks.resolveSibling("ruler").resolve(KEY), group);

        CliRun run = CliRun.run("-s", chunks.toString(), "rules", "-o", "jsonl");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.lines()).hasSize(1);
    }

    @Test
    void missingRulesStoreIsNotFound() {
        CliRun run = CliRun.run(
                "rules", "--rules-store", temporary.resolve("nothing").toString());

        assertThat(run.code()).isEqualTo(10);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("nothing");
    }

    @Test
    void helpHasExamplesAndExitStatus() {
        CliRun run = CliRun.run("rules", "--help");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("Examples:", "--rules-store=URI", "Exit status:");
    }
}
