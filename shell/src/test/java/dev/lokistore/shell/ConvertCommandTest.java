package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lokistore.objectstore.StoreUri;
import dev.lokistore.objectstore.testing.S3TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code convert --to tsdb}, from the preview to the old tables' end. */
@Tag("one-runtime")
class ConvertCommandTest {
    private static final String LATER = "2026-12-10T00:00:00Z";
    private static final String EVERYTHING = "{job=~\".+\"}";

    @TempDir
    private Path folder;

    private Path store(String fixture) throws IOException {
        Path store = Archives.unpack(fixture, folder).resolve("store");
        return Files.isDirectory(store.resolve("chunks")) ? store.resolve("chunks") : store;
    }

    private static CliRun on(Path store, String... arguments) {
        String[] all = Arrays.copyOf(new String[] {"-s", store.toString(), "--now", LATER}, 4 + arguments.length);
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return CliRun.run(all);
    }

    private static Map<String, String> index(Path store) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(store.resolve("index"))) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files.put(store.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)) + "");
            }
        }
        return files;
    }

    private static List<JsonNode> lines(CliRun run, String type) {
        return Json.lines(run.out()).stream()
                .filter(line -> line.get("message_type").textValue().equals(type))
                .toList();
    }

    private static List<String> ids(CliRun doctor) {
        List<String> ids = new ArrayList<>();
        Json.lines(doctor.out()).forEach(line -> ids.add(line.get("id").textValue()));
        return ids;
    }

    private Path config(CliRun run) throws IOException {
        String yaml = lines(run, "schema_config").get(0).get("yaml").textValue();
        String storage = yaml.contains("filesystem")
                ? "common: {storage: {filesystem: {chunks_directory: /loki/chunks}}}\n"
                : "common: {storage: {s3: {endpoint: \"127.0.0.1:9000\", insecure: true, bucketnames: chunks}}}\n";
        return Files.writeString(folder.resolve("new.yaml"), storage + yaml);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "fs-boltdb-v11",
                "minio-boltdb-v12",
                "minio-boltdb-v12-compacted",
                "fs-multi-period",
                "fs-multi-period-compacted"
            })
    void everyEntryIsFoundByTheNewTablesAlone(String fixture) throws Exception {
        Path store = store(fixture);
        Map<String, String> before = index(store);
        String entries = on(store, "cat", "-o", "jsonl", EVERYTHING).out();
        assertThat(entries.lines().count()).isGreaterThan(1000);

        CliRun run = on(store, "convert", "--to", "tsdb", "--apply", "--yes", "-o", "jsonl");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(lines(run, "summary").get(0).get("outcome").textValue()).isEqualTo("done");
        assertThat(index(store)).as("the old tables stay").containsAllEntriesOf(before);
        Path config = config(run);
        for (List<String> papers : List.of(List.<String>of(), List.of("--loki-config", config.toString()))) {
            List<String> command = new ArrayList<>(List.of("doctor", "--target", "4.0", "-o", "jsonl"));
            command.addAll(papers);
            command.addAll(List.of("--skip", "table-uncompacted"));
            CliRun doctor = on(store, command.toArray(String[]::new));
            assertThat(doctor.code()).as(doctor.out()).isZero();
            assertThat(ids(doctor)).contains("table-converted");
        }

        CliRun drop = on(
                store,
                "convert",
                "--to",
                "tsdb",
                "--drop-old",
                "--loki-config",
                config.toString(),
                "--apply",
                "--yes",
                "-o",
                "jsonl");
        assertThat(drop.code()).as("its readers get time").isEqualTo(4);
        CliRun resumed = on(store, "apply", "--resume", "--loki-stopped");
        assertThat(resumed.code()).as(resumed.err()).isZero();
        Map<String, String> after = index(store);
        assertThat(after).doesNotContainKeys(boltdb(before).toArray(String[]::new));
        assertThat(on(store, "--loki-config", config.toString(), "cat", "-o", "jsonl", EVERYTHING)
                        .out())
                .isEqualTo(entries);
        assertThat(ids(on(store, "doctor", "--target", "4.0", "-o", "jsonl")))
                .doesNotContain("table-converted", "upgrade-boltdb", "table-outside-schema");
    }

    private static List<String> boltdb(Map<String, String> files) {
        return files.keySet().stream()
                .filter(key -> !key.endsWith(".tsdb.gz") && !key.contains("delete_requests"))
                .toList();
    }

    /** Preview, the whole in one go, and back, with the same bytes each time. */
    @Test
    void withLokiStoppedItIsOneStepAndOneBack() throws Exception {
        Path store = store("minio-boltdb-v12");
        Map<String, String> before = index(store);

        CliRun preview = on(store, "convert", "--to", "tsdb", "--drop-old", "--loki-stopped");
        assertThat(preview.code()).isZero();
        assertThat(preview.out())
                .contains("loki_index_20776 to tsdb_loki_index_20776", "(convert)", "schema_config:", "store: tsdb")
                .contains("schema: v12")
                .endsWith("    - from: \"2026-12-11\"\n      store: tsdb\n      object_store: s3\n      schema: v13\n"
                        + "      index:\n        prefix: tsdb_loki_index_\n        period: 24h\n");
        assertThat(preview.err()).contains("Nothing was changed");
        assertThat(index(store)).isEqualTo(before);

        String[] whole = {"convert", "--to", "tsdb", "--drop-old", "--loki-stopped", "--apply", "--yes", "-o", "jsonl"};
        CliRun run = on(store, whole);
        assertThat(run.code()).isZero();
        Map<String, String> after = index(store);
        assertThat(after.keySet()).hasSize(3).allMatch(key -> key.startsWith("index/tsdb_loki_index_"));
        String plan = lines(run, "summary").get(0).get("plan").textValue();
        assertThat(on(store, "undo", plan, "--yes", "--loki-stopped").code()).isZero();
        assertThat(index(store)).isEqualTo(before);
        Path other = Archives.unpack("minio-boltdb-v12", Files.createDirectory(folder.resolve("other")))
                .resolve("store");
        on(other, whole);
        assertThat(index(other)).isEqualTo(after);
    }

    @Test
    void theOldTablesStayUntilItIsKnownThatLokiReadsTheNewOnes() throws Exception {
        Path store = store("minio-boltdb-v12");
        Map<String, String> before = index(store);

        CliRun run = on(store, "convert", "--to", "tsdb", "--drop-old", "--apply", "--yes");

        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("left out: loki_index_20776: it stays").contains("--loki-config");
        assertThat(index(store)).containsAllEntriesOf(before);
        CliRun again = on(store, "convert", "--to", "tsdb", "--drop-old", "--apply", "--yes");
        assertThat(again.code()).isEqualTo(5);
        assertThat(again.err()).contains("--loki-config").contains("--loki-stopped");
        CliRun nothing = on(store, "convert", "--to", "tsdb");
        assertThat(nothing.code()).isZero();
        assertThat(nothing.err()).contains("3 tables are converted already").contains("nothing to do");
    }

    /** Whoever converts a part must hear what the new configuration would hide. */
    @Test
    void aPartIsConvertedWithAWarning() throws Exception {
        Path store = store("minio-boltdb-v12");

        CliRun one = on(store, "convert", "--to", "tsdb", "--table", "loki_index_20777", "--estimate");
        assertThat(one.err())
                .contains("not converted, if it gets the schema_config below: loki_index_20776, loki_index_20778")
                .contains("estimated");
        CliRun range =
                on(store, "--from", "2026-11-20", "--to", "2026-11-21", "convert", "--to", "tsdb", "-o", "jsonl");
        assertThat(lines(range, "task")).hasSize(1);
        assertThat(lines(range, "task").get(0).get("chunks").longValue()).isPositive();
        CliRun most = on(store, "convert", "--to", "tsdb", "--max-tables", "2");
        assertThat(most.err()).contains("1 more tables");
        assertThat(on(store, "convert", "--to", "tsdb", "--table", "nothing").code())
                .isEqualTo(10);
    }

    @Test
    void chunksWithoutObjectsAreNamed() throws Exception {
        Path store = store("minio-boltdb-v12");
        String key = Json.lines(on(store, "chunks", EVERYTHING, "-o", "jsonl").out())
                .get(7)
                .get("key")
                .textValue();
        Files.delete(store.resolve(key));

        CliRun keep = on(store, "convert", "--to", "tsdb");
        assertThat(keep.err()).contains("no object: " + key).contains("they are kept");
        CliRun drop = on(store, "convert", "--to", "tsdb", "--missing", "drop", "--apply", "--yes", "-o", "jsonl");
        assertThat(drop.code()).isZero();
        assertThat(drop.err()).contains("no object: " + key);
        assertThat(lines(drop, "plan").get(0).get("notes").toString()).contains("left behind");
        assertThat(ids(on(store, "doctor", "-o", "jsonl", "--only", "table-converted,table-twin-incomplete")))
                .containsOnly("table-converted");
    }

    @Test
    void whatMakesNoSenseIsAUsageError() throws Exception {
        Path store = store("minio-boltdb-v12");
        for (String[] wrong : new String[][] {
            {"convert"},
            {"convert", "--to", "boltdb"},
            {"convert", "--to", "tsdb", "--index-prefix", "index_2"},
            {"convert", "--to", "tsdb", "--index-prefix", "a/b"},
            {"convert", "--to", "tsdb", "--loki-version", "2.5"},
            {"convert", "--to", "tsdb", "--loki-version", "new"},
            {"convert", "--to", "tsdb", "--missing", "mend"},
            {"convert", "--to", "tsdb", "-t", "fake"},
            {"convert", "--to", "tsdb", "--max-tables", "0"},
        }) {
            CliRun run = on(store, wrong);
            assertThat(run.code()).as(String.join(" ", wrong)).isEqualTo(2);
            assertThat(run.err()).isNotEmpty();
        }
        assertThat(on(store, "convert", "--help").out()).contains("--to=KIND", "--index-prefix", "lokistore -s");
        CliRun young = CliRun.run("-s", store.toString(), "--now", "2026-11-21T12:00:00Z", "convert", "--to", "tsdb");
        assertThat(young.err()).contains("left out: loki_index_20778");
        CliRun none = CliRun.on("fs-tsdb-v13-gzip", "convert", "--to", "tsdb");
        assertThat(none.code()).isZero();
        assertThat(none.err()).contains("nothing to do");
    }

    @Test
    void anOlderLokiGetsItsFormatAndNoPeriodThatItDoesNotKnow() throws Exception {
        Path store = store("minio-boltdb-v12");

        CliRun run = on(
                store,
                "convert",
                "--to",
                "tsdb",
                "--loki-version",
                "2.8",
                "--index-prefix",
                "new_",
                "--apply",
                "--yes",
                "-o",
                "jsonl");

        assertThat(run.code()).isZero();
        assertThat(lines(run, "schema_config").get(0).get("yaml").textValue())
                .contains("prefix: new_")
                .doesNotContain("v13");
        assertThat(index(store).keySet())
                .anyMatch(key -> key.matches("index/new_20776/fake/\\d{10}-compactor-.*\\.tsdb\\.gz"));
    }

    @ParameterizedTest
    @EnumSource
    void worksThroughBothClients(StoreUri.Client client) throws Exception {
        Path store = store("minio-boltdb-v12");
        String entries = on(store, "cat", "-o", "jsonl", EVERYTHING).out();
        try (S3TestServer server = S3TestServer.serving(folder)) {
            Map<String, String> keys = Map.of(
                    "HOME",
                    "/dev/null/home",
                    "AWS_ACCESS_KEY_ID",
                    S3TestServer.ACCESS_KEY_ID,
                    "AWS_SECRET_ACCESS_KEY",
                    S3TestServer.SECRET_ACCESS_KEY);
            String uri = server.uri(client, "minio-boltdb-v12/store").toString();
            CliRun.World world = CliRun.World.PIPED.with(keys);
            CliRun run = world.run(
                    "-s",
                    uri,
                    "--now",
                    LATER,
                    "convert",
                    "--to",
                    "tsdb",
                    "--drop-old",
                    "--loki-stopped",
                    "--apply",
                    "--yes");
            assertThat(run.code()).as(run.err()).isZero();
            assertThat(world.run("-s", uri, "cat", "-o", "jsonl", EVERYTHING).out())
                    .isEqualTo(entries);
        }
    }
}
