package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rebuild}, by what tells the schema: a configuration, tables that are left, options. */
@Tag("one-runtime")
class RebuildCommandTest {
    private static final String LATER = "2026-12-10T00:00:00Z";
    private static final String EVERYTHING = "{job=~\".+\"}";
    private static final String[] GIVEN = {"--kind", "boltdb", "--schema", "v12", "--index-prefix", "loki_index_"};
    private static final Set<String> TABLES = Set.of("loki_index_20776", "loki_index_20777", "loki_index_20778");

    @TempDir
    private Path folder;

    private Path store(String fixture) throws IOException {
        Path store = Archives.unpack(fixture, folder).resolve("store");
        return Files.isDirectory(store.resolve("chunks")) ? store.resolve("chunks") : store;
    }

    private static CliRun on(Path store, String... arguments) {
        return CliRun.run(joined(new String[] {"-s", store.toString(), "--now", LATER}, arguments));
    }

    private static String[] joined(String[] first, String... then) {
        return Stream.concat(Arrays.stream(first), Arrays.stream(then)).toArray(String[]::new);
    }

    private static void remove(Path below) throws IOException {
        try (Stream<Path> all = Files.walk(below)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static Map<String, String> index(Path store) throws IOException {
        Map<String, String> files = new TreeMap<>();
        if (Files.isDirectory(store.resolve("index"))) {
            try (Stream<Path> all = Files.walk(store.resolve("index"))) {
                for (Path file : all.filter(Files::isRegularFile).toList()) {
                    files.put(store.relativize(file).toString(), Arrays.hashCode(Files.readAllBytes(file)) + "");
                }
            }
        }
        return files;
    }

    private static JsonNode last(CliRun run) {
        List<JsonNode> lines = Json.lines(run.out());
        return lines.get(lines.size() - 1);
    }

    private static List<String> subjects(CliRun run) {
        return Json.lines(run.out()).stream()
                .filter(line -> line.get("message_type").textValue().equals("task"))
                .map(line -> line.get("subject").textValue())
                .toList();
    }

    private static String entries(Path store, String... arguments) {
        CliRun run = on(store, joined(arguments, "cat", "-o", "jsonl", EVERYTHING));
        assertThat(run.err()).isEmpty();
        return run.out();
    }

    /** By the index; much faster than all entries. */
    private static String chunks(Path store) {
        return on(store, "chunks", "-o", "jsonl", EVERYTHING).out();
    }

    @Test
    void whatChunksDoNotTellMustBeSaid() throws Exception {
        Path store = store("minio-boltdb-v12");
        String before = entries(store);
        assertThat(before.lines().count()).isGreaterThan(1000);
        remove(store.resolve("index"));

        CliRun nothing = on(store, "rebuild");
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err()).contains("2026-11-19, 2026-11-20, 2026-11-21").contains("--loki-config", "--kind");
        CliRun preview = on(store, joined(new String[] {"rebuild"}, GIVEN));
        assertThat(preview.code()).isZero();
        assertThat(preview.out()).contains("loki_index_20777", "(rebuild)", "store: boltdb-shipper", "schema: v12");
        assertThat(preview.err()).contains("Nothing was changed");
        assertThat(index(store)).isEmpty();

        Path metrics = folder.resolve("lokistore.prom");
        String[] whole = joined(
                new String[] {"rebuild", "--apply", "--yes", "-o", "jsonl", "--metrics-file", metrics.toString()},
                GIVEN);
        CliRun run = on(store, whole);
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(last(run).get("outcome").textValue()).isEqualTo("done");
        assertThat(run.out()).contains("schema_config");
        assertThat(Files.readString(metrics)).contains("lokistore_last_run_success{command=\"rebuild\"} 1");
        assertThat(entries(store)).isEqualTo(before);
        assertThat(on(store, "rebuild").err()).contains("3 tables name all their chunks already", "nothing to do");

        String plan = last(run).get("plan").textValue();
        assertThat(on(store, "undo", plan, "--yes", "--loki-stopped").code()).isZero();
        assertThat(index(store)).isEmpty();
    }

    @Test
    void aConfigurationTellsItAll() throws Exception {
        Path store = store("fs-multi-period");
        String config = folder.resolve("fs-multi-period/loki.yaml").toString();
        String before = entries(store);
        remove(store.resolve("index"));

        CliRun run = on(store, "--loki-config", config, "rebuild", "--apply", "--yes", "-o", "jsonl");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).as("Loki has it").doesNotContain("schema_config");
        assertThat(last(run).get("tables").intValue()).isEqualTo(7);
        assertThat(entries(store, "--loki-config", config)).isEqualTo(before);
        CliRun doctor = on(store, "--loki-config", config, "doctor", "--only", "table-outside-schema");
        assertThat(doctor.code()).isZero();
    }

    /** The table between two of one schema is of this one, too. */
    @Test
    void tablesOnBothSidesTellIt() throws Exception {
        Path store = store("minio-boltdb-v12");
        String before = entries(store);
        remove(store.resolve("index/loki_index_20777"));

        CliRun run = on(store, "rebuild", "--apply", "--yes", "-o", "jsonl");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(subjects(run)).containsExactly("loki_index_20777");
        assertThat(run.err()).contains("2 tables name all their chunks already");
        assertThat(entries(store)).isEqualTo(before);
        remove(store.resolve("index/loki_index_20778"));
        assertThat(on(store, "rebuild").code())
                .as("nobody knows what came behind")
                .isEqualTo(2);
    }

    @Test
    void brokenChunksAreListed() throws Exception {
        Path store = store("minio-boltdb-v12");
        remove(store.resolve("index"));
        Path chunk;
        try (Stream<Path> all = Files.walk(store.resolve("fake"))) {
            chunk = all.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
        }
        Files.writeString(chunk, "no chunk any more");

        CliRun run = on(store, joined(new String[] {"rebuild", "--apply", "--yes"}, GIVEN));

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.out())
                .contains("Partly done.")
                .contains(store.relativize(chunk).toString())
                .contains("it gets no row");
    }

    @Test
    void aPartOfIt() throws Exception {
        Path store = store("minio-boltdb-v12");
        Map<String, String> before = index(store);

        String[] replace = {"rebuild", "--replace", "--loki-stopped", "-o", "jsonl"};
        assertThat(subjects(on(store, replace))).containsExactlyInAnyOrderElementsOf(TABLES);
        assertThat(subjects(on(store, joined(replace, "--table", "loki_index_20777"))))
                .containsExactly("loki_index_20777");
        assertThat(subjects(on(store, joined(replace, "--from", "2026-11-20", "--to", "2026-11-21"))))
                .containsExactly("loki_index_20777");
        CliRun most = on(store, joined(replace, "--max-tables", "1"));
        assertThat(subjects(most)).containsExactly("loki_index_20776");
        assertThat(most.err()).contains("2 more tables");
        assertThat(on(store, joined(replace, "--table", "loki_index_2")).code()).isEqualTo(10);
        CliRun tenant = on(store, joined(replace, "-t", "fake"));
        assertThat(tenant.code()).isEqualTo(5);
        assertThat(tenant.err()).contains("leave --tenant or --replace out");

        String chunks = chunks(store);
        CliRun run = on(store, joined(replace, "--apply", "--yes"));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(index(store)).hasSize(3).doesNotContainKeys(before.keySet().toArray(String[]::new));
        assertThat(chunks(store)).isEqualTo(chunks);
        assertThat(on(store, "undo", last(run).get("plan").textValue(), "--yes", "--loki-stopped")
                        .code())
                .isZero();
        assertThat(index(store)).isEqualTo(before);
    }

    @Test
    void whatMakesNoSenseIsRefused() throws Exception {
        Path store = store("minio-boltdb-v12");
        String config = folder.resolve("minio-boltdb-v12/loki.yaml").toString();
        remove(store.resolve("index"));
        for (String[] wrong : new String[][] {
            {"rebuild", "--kind", "tsdb"},
            {"rebuild", "--kind", "tsdb", "--schema", "v13"},
            {"rebuild", "--kind", "bolt", "--schema", "v12", "--index-prefix", "index_"},
            {"rebuild", "--kind", "tsdb", "--schema", "v14", "--index-prefix", "index_"},
            {"rebuild", "--kind", "tsdb", "--schema", "newest", "--index-prefix", "index_"},
            {"rebuild", "--kind", "tsdb", "--schema", "12", "--index-prefix", "index_2"},
            joined(new String[] {"rebuild", "--loki-config", config}, GIVEN),
            joined(new String[] {"rebuild", "--max-tables", "0"}, GIVEN),
        }) {
            CliRun run = on(store, wrong);
            assertThat(run.code()).as(String.join(" ", wrong)).isEqualTo(2);
            assertThat(run.err()).isNotEmpty();
        }
        CliRun old = on(store, "rebuild", "--kind", "boltdb", "--schema", "v11", "--index-prefix", "loki_index_");
        assertThat(old.code()).isEqualTo(5);
        assertThat(old.err()).contains("is this the schema");
        CliRun young = CliRun.run(
                joined(new String[] {"-s", store.toString(), "--now", "2026-11-21T12:00:00Z", "rebuild"}, GIVEN));
        assertThat(young.err()).contains("left out: loki_index_20778");
        assertThat(on(store, "rebuild", "--help").out()).contains("--replace", "--index-prefix", "lokistore -s");
    }

    /** A file that was cut short stops only its own table, and is replaced on request. */
    @Test
    void aTableWithABrokenFileIsReplaced() throws Exception {
        Path store = store("minio-boltdb-v12");
        String before = chunks(store);
        Path file;
        try (Stream<Path> files = Files.list(store.resolve("index/loki_index_20777"))) {
            file = files.sorted().findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

        CliRun add = on(store, "rebuild");
        assertThat(add.code()).isEqualTo(5);
        assertThat(add.err()).contains(file.getFileName().toString()).contains("--replace");
        CliRun run =
                on(store, "rebuild", "--table", "loki_index_20777", "--replace", "--loki-stopped", "--apply", "--yes");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(chunks(store)).isEqualTo(before);
        assertThat(new String(run.stdout(), StandardCharsets.UTF_8)).contains("Done.");
    }
}
