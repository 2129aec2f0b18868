package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code ls}, {@code tree} and {@code stat} from a one-shot command line. */
@Tag("one-runtime")
class TreeCommandsTest {
    private static final String DAY = "/team-a/2026-11-20";
    private static final String CHUNK = "fake/81a2f9986e52992f/1a1fa933ec2:1a1fb2e7bec:a363e3f";

    @Test
    void namesOfFoldersStandInColumnsOnATerminal() {
        assertThat(CliRun.on("fs-boltdb-v11", "ls").out()).isEqualTo("team-a\nteam-b\n");
        assertThat(CliRun.World.PIPED
                        .onTerminal(30)
                        .run("-s", CliRun.archive("fs-multi-period").toString(), "ls", "team-a", "--color", "never")
                        .out())
                .isEqualTo("""
                        2026-11-15  2026-11-19
                        2026-11-16  2026-11-20
                        2026-11-17  2026-11-21
                        2026-11-18
                        """);
    }

    @Test
    void sizesAreExactUnlessTheyAreForHumans() {
        CliRun exact = CliRun.on("fs-boltdb-v11", "ls", "-l", "--sort", "size", DAY);
        CliRun human = CliRun.on("fs-boltdb-v11", "ls", "-lh", "--sort", "size", "-r", DAY);
        List<JsonNode> data = CliRun.on("fs-boltdb-v11", "ls", DAY, "-o", "jsonl").lines().stream()
                .map(Json::parse)
                .toList();

        assertThat(exact.lines().get(0))
                .startsWith("NAME")
                .contains("CHUNKS  STORED BYTES")
                .endsWith("LABELS");
        assertThat(exact.lines().get(1)).contains("13,226");
        assertThat(human.lines()).hasSize(exact.lines().size());
        assertThat(human.lines().get(human.lines().size() - 1)).contains("12.9 KiB");
        assertThat(data).hasSize(exact.lines().size() - 1);
        assertThat(data.get(0).path("path").asText())
                .isEqualTo(DAY + "/" + data.get(0).path("name").asText());
        assertThat(data).allMatch(node -> node.path("kind").asText().equals("stream"));
        assertThat(data.stream()
                        .mapToLong(node -> node.path("storedBytes").asLong())
                        .max())
                .hasValue(13_226);
    }

    @Test
    void aSelectorStandsForTheStreamThatItSelects() {
        CliRun one = CliRun.on("fs-boltdb-v11", "ls", DAY + "/{app=\"kubelet\", namespace=\"shop\"}", "-o", "jsonl");
        CliRun two = CliRun.on("fs-boltdb-v11", "ls", DAY + "/{app=\"kubelet\"}");
        CliRun none = CliRun.on("fs-boltdb-v11", "ls", DAY + "/{app=\"no/such\"}");

        assertThat(one.lines()).hasSize(5).allMatch(line -> line.contains("/2026-11-20/3af9977eccbaed3e/"));
        assertThat(two.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(two.err()).contains("matches 2 streams").contains("7e5a67218c9f0136  {app=\"kubelet\"");
        assertThat(none.code()).isEqualTo(ExitCode.NOT_FOUND.code());
    }

    @ParameterizedTest
    @CsvSource({
        "/nobody, 10, there is no tenant",
        "/team-a/2020-01-01, 10, has no chunk on 2020-01-01",
        "/team-a/monday, 2, is no day",
        "/team-a/2026-11-20/xyz, 2, is no stream",
        "/team-a/2026-11-20/1/2/3, 2, is no chunk"
    })
    void placesThatAreNotThereAreNamed(String place, int code, String message) {
        for (String command : List.of("ls", "tree")) {
            CliRun run = CliRun.on("fs-boltdb-v11", command, place);

            assertThat(run.code()).isEqualTo(code);
            assertThat(run.err()).contains(message);
            assertThat(run.out()).isEmpty();
        }
    }

    @Test
    void aTableStandsForItsDayAndOptionsNarrow() {
        assertThat(CliRun.on("fs-boltdb-v11", "ls", "/team-a/loki_index_20777").out())
                .isEqualTo(CliRun.on("fs-boltdb-v11", "ls", DAY).out());
        assertThat(CliRun.on("fs-boltdb-v11", "ls", "-t", "team-b").out()).isEqualTo("team-b\n");
        assertThat(CliRun.on("fs-boltdb-v11", "ls", "team-a", "--from", "2026-11-20T12:00:00Z")
                        .lines())
                .containsExactly("2026-11-20", "2026-11-21");
    }

    @Test
    void withoutAnIndexNamesOfObjectsTell() {
        CliRun with = CliRun.on("fs-boltdb-v11", "ls", "-l", "/team-a", "-o", "jsonl");
        CliRun without = CliRun.on("fs-boltdb-v11", "ls", "-l", "/team-a", "--no-index", "-o", "jsonl");

        assertThat(without.lines()).hasSameSizeAs(with.lines());
        assertThat(Json.parse(without.lines().get(0)).path("chunks"))
                .isEqualTo(Json.parse(with.lines().get(0)).path("chunks"));
    }

    @Test
    void theTreeIsDrawnAsTheLocaleCan() {
        String store = CliRun.archive("fs-boltdb-v11").toString();
        CliRun plain = CliRun.run("-s", store, "tree", "-t", "team-a", "--depth", "1");
        CliRun drawn = CliRun.World.PIPED
                .with(Map.of("HOME", "/dev/null/home", "LANG", "C.UTF-8"))
                .run("-s", store, "tree", "team-a", "--depth", "1");

        assertThat(plain.out()).isEqualTo("/\n`-- team-a  8 streams, 123 chunks, 213 KiB\n");
        assertThat(drawn.lines())
                .containsExactly(
                        "/team-a",
                        "├── 2026-11-19  8 streams, 43 chunks, 76.6 KiB",
                        "├── 2026-11-20  8 streams, 47 chunks, 83.9 KiB",
                        "└── 2026-11-21  8 streams, 48 chunks, 79.4 KiB");
        assertThat(CliRun.run("-s", store, "tree", DAY, "-o", "jsonl").lines()).hasSize(8 + 47);
        assertThat(CliRun.run("-s", store, "tree", "--depth", "4", "-t", "team-a")
                        .lines())
                .as("each level, chunks in each of their days")
                .hasSize(1 + 1 + 3 + 3 * 8 + 43 + 47 + 48);
        assertThat(CliRun.run("-s", store, "tree", "--depth", "0").code()).isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void statDecodesAKeyAndLooksForItsObject() {
        CliRun run = CliRun.on("minio-boltdb-v12", "stat", CHUNK);
        JsonNode data = Json.parse(
                CliRun.on("minio-boltdb-v12", "stat", CHUNK, "-o", "jsonl").out());

        assertThat(run.code()).isZero();
        assertThat(run.lines())
                .contains("kind:           chunk", "exists:         yes", "stored:         2.1 KiB")
                .anyMatch(line -> line.matches("labels: +\\{app=\"checkout\",.*"))
                .anyMatch(line -> line.matches("through +1a1fb2e7bec +2026-11-20T22:58:10.028Z, the last entry, .*"));
        assertThat(data.path("from").asText()).isEqualTo("2026-11-20T20:08:36.290Z");
        assertThat(data.path("key").asText()).isEqualTo(CHUNK);
        assertThat(data.path("parts").findValuesAsText("part"))
                .containsExactly("tenant", "fingerprint", "from", "through", "checksum");
    }

    @ParameterizedTest
    @CsvSource({
        "fake, tenant",
        "/fake/2026-11-20, day",
        "/fake/2026-11-20/81a2f9986e52992f, stream",
        "/fake/2026-11-20/81a2f9986e52992f/1a1fa933ec2:1a1fb2e7bec:a363e3f, chunk",
        "loki_index_20776, table",
        "index/loki_index_20776/, table",
        "index/, folder",
        "/, store",
    })
    void statTellsPlacesFromObjects(String name, String kind) {
        CliRun run = CliRun.on("minio-boltdb-v12", "stat", name, "-o", "jsonl");

        assertThat(run.err()).isEmpty();
        assertThat(Json.parse(run.out()).path("kind").asText()).isEqualTo(kind);
        assertThat(Json.parse(run.out()).path("exists").asBoolean()).isTrue();
    }

    @Test
    void whatIsNotThereIsDecodedAllTheSame() {
        CliRun run = CliRun.on("minio-boltdb-v12", "stat", "fake/1/2:3:4", CHUNK, "-o", "jsonl");

        assertThat(run.code()).isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(run.err()).contains("there is no object fake/1/2:3:4 in ");
        assertThat(run.lines()).hasSize(2);
        assertThat(Json.parse(run.lines().get(0)).path("exists").asBoolean()).isFalse();
        assertThat(Json.parse(run.lines().get(0)).path("fingerprint").asText()).isEqualTo("1");
    }

    @Test
    void withoutAStoreKeysAreDecodedOnly() {
        CliRun run = CliRun.run("stat", CHUNK);

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEqualTo("no store: keys are decoded and not looked up\n");
        assertThat(run.out()).contains("from         1a1fa933ec2").doesNotContain("exists");
        assertThat(CliRun.run("stat").code()).as("no name and no store").isEqualTo(ExitCode.USAGE.code());
    }

    @Test
    void helpIsHelpEverywhereThoughLsTakesItsShortForm() {
        assertThat(CliRun.run("du", "-h").out()).startsWith("Usage: lokistore du");
        assertThat(CliRun.run("ls", "--help").out())
                .startsWith("Usage: lokistore ls")
                .contains("-h, --human");
        assertThat(CliRun.run("retention", "plan", "-h").out()).startsWith("Usage: lokistore retention plan");
    }
}
