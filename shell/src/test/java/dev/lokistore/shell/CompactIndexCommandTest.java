package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lokistore.objectstore.StoreUri;
import dev.lokistore.objectstore.testing.S3TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
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

/** {@code compact index} with {@code apply}, {@code undo}, {@code plans} and {@code unlock}. */
@Tag("one-runtime")
class CompactIndexCommandTest {
    private static final String FIXTURE = "minio-boltdb-v12";
    private static final String LATER = "2026-12-10T00:00:00Z";

    @TempDir
    private Path folder;

    private Path store() throws IOException {
        return Archives.unpack(FIXTURE, folder).resolve("store");
    }

    private static CliRun on(Path store, String... arguments) {
        return on(store.toString(), LATER, arguments);
    }

    private static CliRun on(String store, String now, String... arguments) {
        String[] all = Arrays.copyOf(new String[] {"-s", store, "--now", now}, 4 + arguments.length);
        System.arraycopy(arguments, 0, all, 4, arguments.length);
        return CliRun.run(all);
    }

    /** All files but our own, with size and time. */
    private static Map<String, String> files(Path store) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(store)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String key = store.relativize(file).toString();
                if (!key.startsWith(".lokistore")) {
                    files.put(key, Files.size(file) + " " + Files.getLastModifiedTime(file));
                }
            }
        }
        return files;
    }

    private static JsonNode summary(CliRun run) {
        List<JsonNode> lines = Json.lines(run.out());
        return lines.get(lines.size() - 1);
    }

    @Test
    void anArchiveIsCopiedBeforeItIsChanged() throws Exception {
        Path archive = Path.of(System.getProperty("lokistore.testdata"), FIXTURE + ".tar.gz");

        CliRun run = on(archive.toString(), LATER, "compact", "index");

        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("lokistore copy " + archive).doesNotContain("--apply");
        assertThat(run.out()).containsPattern("takes .* until the trash is emptied, then frees");
    }

    @Test
    void withoutApplyNothingChanges() throws Exception {
        Path store = store();
        Map<String, String> before = files(store);

        CliRun run = on(store, "compact", "index");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("loki_index_20776", "Plan ", "removes  6 objects, into the trash");
        assertThat(run.err()).contains("Nothing was changed");
        assertThat(files(store)).isEqualTo(before);
        assertThat(store.resolve(".lokistore")).doesNotExist();
    }

    @Test
    void stoppedLokiIsCompactedAtOnceAndTakenBack() throws Exception {
        Path store = store();
        Map<String, String> before = files(store);
        String entries = on(store, "cat", "-o", "jsonl", "{job=~\".+\"}").out();

        CliRun run = on(store, "compact", "index", "--apply", "--yes", "--loki-stopped", "-o", "jsonl");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        JsonNode summary = summary(run);
        assertThat(summary.get("message_type").textValue()).isEqualTo("summary");
        assertThat(summary.get("outcome").textValue()).isEqualTo("done");
        assertThat(summary.get("tables").longValue()).isEqualTo(3);
        assertThat(summary.get("objectsRead").longValue()).isEqualTo(6);
        assertThat(summary.get("objectsWritten").longValue()).isEqualTo(3);
        assertThat(summary.get("objectsDeleted").longValue()).isEqualTo(6);
        assertThat(summary.get("bytesRead").longValue()).isPositive();
        assertThat(summary.get("bytesFreed").longValue())
                .as("it is in the trash")
                .isZero();
        assertThat(summary.get("failed").isEmpty()).isTrue();
        assertThat(on(store, "cat", "-o", "jsonl", "{job=~\".+\"}").out()).isEqualTo(entries);
        assertThat(on(store, "tables", "-o", "csv").out()).doesNotContain(",false,");

        String plan = summary.get("plan").textValue();
        assertThat(on(store, "compact", "index").err()).contains("nothing to do");
        CliRun undo = on(store, "undo", plan, "--yes", "--loki-stopped");
        assertThat(undo.code()).isZero();
        assertThat(undo.out()).contains("Taken back");
        assertThat(files(store)).isEqualTo(before);
        assertThat(on(store, "plans", "-o", "csv").out()).contains(plan + ",compact index,undone,3,0");
    }

    @Test
    void aLokiThatReadsIsGivenTime() throws Exception {
        Path store = store();
        Map<String, String> before = files(store);

        CliRun first = on(store, "compact", "index", "--apply", "--yes");
        assertThat(first.code()).isEqualTo(4);
        assertThat(first.out()).contains("carry on from 2026-12-10T00:21:00Z with: lokistore apply --resume ");
        assertThat(files(store)).containsAllEntriesOf(before);

        CliRun early = on(store, "apply", "--resume");
        assertThat(early.code()).isEqualTo(4);
        assertThat(files(store)).containsAllEntriesOf(before);

        CliRun due = on(store.toString(), "2026-12-10T00:21:00Z", "apply", "--resume", "-o", "jsonl");
        assertThat(due.code()).isZero();
        assertThat(summary(due).get("outcome").textValue()).isEqualTo("done");
        assertThat(on(store, "plans", "--unfinished").err()).contains("no plan is unfinished");
    }

    @Test
    void aPlanIsKeptAndAppliedLater() throws Exception {
        Path store = store();
        Path plan = folder.resolve("plan.json");

        assertThat(on(store, "compact", "index", "--table", "loki_index_20777", "--plan", plan.toString())
                        .err())
                .contains("the plan is in " + plan);
        assertThat(Json.parse(Files.readString(plan)).get("tasks")).hasSize(1);
        assertThat(on(store, "apply", plan.toString()).code())
                .as("nobody agreed")
                .isEqualTo(5);
        CliRun run = on(store, "apply", plan.toString(), "--yes", "--loki-stopped");
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Done.", "1 table; 1 object written");
        CliRun again = on(store, "apply", plan.toString(), "--yes", "--loki-stopped");
        assertThat(again.code()).isEqualTo(5);
        assertThat(again.err()).contains("was begun before");
    }

    @Test
    void aStoreThatHasChangedIsRefused() throws Exception {
        Path store = store();
        Path plan = folder.resolve("plan.json");
        on(store, "compact", "index", "--plan", plan.toString());
        Path changed;
        try (Stream<Path> files = Files.list(store.resolve("index/loki_index_20776"))) {
            changed = files.findFirst().orElseThrow();
        }
        Files.setLastModifiedTime(changed, FileTime.from(Instant.parse("2026-11-23T00:00:00Z")));

        CliRun run = on(store, "apply", plan.toString(), "--yes", "--loki-stopped", "-o", "jsonl");

        assertThat(run.code()).isEqualTo(5);
        assertThat(run.err()).contains(changed.getFileName() + " has changed since the plan was made");
        assertThat(summary(run).get("outcome").textValue()).isEqualTo("refused");
        assertThat(store.resolve(".lokistore/plans")).doesNotExist();
        assertThat(store.resolve(".lokistore/lock")).doesNotExist();
    }

    @Test
    void youngTablesAndFreshUploadsAreLeftAlone() throws Exception {
        Path store = store();

        CliRun young = on(store.toString(), "2026-11-21T12:00:00Z", "compact", "index");
        assertThat(young.code()).isZero();
        assertThat(young.err()).contains("left out: loki_index_20778: its day ends at 2026-11-22T00:00:00Z");
        assertThat(young.out()).contains("loki_index_20777").doesNotContain("loki_index_20778");
        CliRun named = on(store.toString(), "2026-11-21T12:00:00Z", "compact", "index", "--table", "loki_index_20778");
        assertThat(named.code()).isEqualTo(5);
        assertThat(named.err()).contains("--force overrides this");
        assertThat(on(
                                store.toString(),
                                "2026-11-21T12:00:00Z",
                                "compact",
                                "index",
                                "--table",
                                "loki_index_20778",
                                "--force")
                        .code())
                .isZero();

        Path file = store.resolve("index/loki_index_20776/compactor-1795000000.gz");
        Files.write(file, new byte[] {1});
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-12-09T23:50:00Z")));
        CliRun compactor = on(store, "compact", "index");
        assertThat(compactor.code()).isEqualTo(5);
        assertThat(compactor.err()).contains("Loki's compactor seems to be at work");
    }

    @Test
    void aBrokenTableIsNamedAndTheOthersAreDone() throws Exception {
        Path store = store();
        Path broken;
        try (Stream<Path> files = Files.list(store.resolve("index/loki_index_20777"))) {
            broken = files.findFirst().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(broken);
        Files.write(broken, Arrays.copyOf(bytes, bytes.length - 20));
        Files.setLastModifiedTime(broken, FileTime.from(Instant.parse("2026-11-23T00:00:00Z")));

        CliRun run = on(store, "compact", "index", "--apply", "--yes", "--loki-stopped", "-o", "jsonl");

        assertThat(run.code()).isEqualTo(4);
        JsonNode summary = summary(run);
        assertThat(summary.get("outcome").textValue()).isEqualTo("partial");
        assertThat(summary.get("tables").longValue()).isEqualTo(2);
        assertThat(summary.get("failed")).hasSize(1);
        assertThat(summary.at("/failed/0/subject").textValue()).isEqualTo("loki_index_20777");
        assertThat(summary.at("/failed/0/error").textValue()).contains(broken.getFileName() + "", "at byte");
        assertThat(broken).exists();
    }

    @Test
    void otherRunsAreKeptOut() throws Exception {
        Path store = store();
        Files.createDirectories(store.resolve(".lokistore"));
        String until = CliRun.NOW.plusSeconds(60).toString();
        String lock = "{\"token\":\"t\",\"by\":{\"name\":\"eve@elsewhere\",\"machine\":\"\",\"pid\":1},\"what\":\"gc\","
                + "\"since\":\"2026-11-21T00:00:00Z\",\"until\":\"" + until + "\"}";
        Files.writeString(store.resolve(".lokistore/lock"), lock);

        CliRun run = on(store, "compact", "index", "--apply", "--yes", "--loki-stopped", "-o", "jsonl");
        assertThat(run.code()).isEqualTo(11);
        assertThat(run.err()).contains("eve@elsewhere", "gc");
        assertThat(summary(run).get("outcome").textValue()).isEqualTo("refused");
        CliRun held = on(store, "unlock");
        assertThat(held.code()).isEqualTo(5);
        assertThat(held.err()).contains("eve@elsewhere", "--force");
        assertThat(on(store, "unlock", "--force").err()).contains("the lock is removed");
        assertThat(on(store, "unlock").err()).contains("not locked");
        assertThat(on(store, "compact", "index", "--apply", "--yes", "--loki-stopped")
                        .code())
                .isZero();
    }

    @Test
    void journalsInAFolderOfTheirOwn() throws Exception {
        Path store = store();
        Path state = Files.createDirectory(folder.resolve("state"));
        String[] apply = {"compact", "index", "--apply", "--yes", "--state-dir", state.toString()};

        assertThat(on(store, apply).code()).isEqualTo(4);
        assertThat(store.resolve(".lokistore")).doesNotExist();
        assertThat(on(store, "plans", "--state-dir", state.toString(), "-o", "csv")
                        .out())
                .contains(",written,");
        CliRun resumed = on(
                store.toString(),
                "2026-12-11T00:00:00Z",
                "apply",
                "--resume",
                "--state-dir",
                state.toString(),
                "--yes");
        assertThat(resumed.code()).isZero();
    }

    @Test
    void metricsForTheCronJob() throws Exception {
        Path store = store();
        Path metrics = folder.resolve("lokistore.prom");
        on(store, "compact", "index", "--apply", "--yes", "--loki-stopped", "--metrics-file", metrics.toString());

        assertThat(Files.readString(metrics))
                .contains("lokistore_last_run_success{command=\"compact index\"} 1\n")
                .contains("lokistore_last_run_tables{command=\"compact index\"} 3\n");
    }

    @Test
    void mistakesGetAnAnswer() throws Exception {
        Path store = store();
        assertThat(on(store, "apply", "nosuch.json", "--yes").code()).isEqualTo(10);
        assertThat(on(store, "apply", "--resume", "0123456789abcdef").code()).isEqualTo(10);
        assertThat(on(store, "apply", "--resume", "x").code()).isEqualTo(2);
        assertThat(on(store, "apply").code()).isEqualTo(2);
        CliRun directory = on(store, "apply", folder.toString());
        assertThat(directory.code()).isEqualTo(5);
        assertThat(directory.err()).contains(folder + " is a folder");
        assertThat(on(store, "undo", "0123456789abcdef", "--yes").code()).isEqualTo(10);
        assertThat(on(store, "compact").code()).isEqualTo(2);
        assertThat(on(store, "compact", "index", "--max-tables", "0").code()).isEqualTo(2);
        assertThat(on(store, "compact", "index", "--table", "loki_index_1").code())
                .isEqualTo(10);
        assertThat(on(store, "compact", "index", "--max-bandwidth", "fast").code())
                .isEqualTo(2);
        CliRun archive =
                on(CliRun.archive(FIXTURE).toString(), LATER, "compact", "index", "--apply", "--yes", "--loki-stopped");
        assertThat(archive.code()).isEqualTo(1);
        assertThat(archive.err()).contains("can only be read").doesNotContain("--resume");
    }

    @Test
    void severalPlansThatAreCarriedOnMakeOneDocument() throws Exception {
        Path store = store();
        for (String table : List.of("loki_index_20776", "loki_index_20777")) {
            assertThat(on(store, "compact", "index", "--table", table, "--apply", "--yes")
                            .code())
                    .isEqualTo(4);
        }

        CliRun due = on(store.toString(), "2026-12-10T00:21:00Z", "apply", "--resume", "-o", "csv");

        assertThat(due.code()).isZero();
        assertThat(due.out().lines().filter(line -> line.startsWith("message_type")))
                .as("headers")
                .hasSize(1);
        assertThat(due.out().lines().filter(line -> line.startsWith("summary,")))
                .hasSize(2);
    }

    @Test
    void whatIsDamagedOfOnePlanHidesNoOther() throws Exception {
        Path store = store();
        String damaged = begun(store, "loki_index_20776");
        String sound = begun(store, "loki_index_20777");
        Path file = store.resolve(".lokistore/plans/" + damaged + "/plan.json");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length - 50));

        CliRun plans = on(store, "plans", "-o", "csv");
        assertThat(plans.code()).isEqualTo(4);
        assertThat(plans.out()).contains(sound).doesNotContain(damaged);
        assertThat(plans.err())
                .contains(".lokistore/plans/" + damaged + "/plan.json", "restore the object")
                .doesNotContain("lokistore-plan-", "make it anew");
        Map<String, String> before = files(store);
        CliRun resumed = on(store, "apply", "--resume", damaged, "--loki-stopped");
        assertThat(resumed.code()).isEqualTo(5);
        assertThat(resumed.err()).contains(".lokistore/plans/" + damaged + "/plan.json");
        assertThat(files(store)).isEqualTo(before);

        Files.write(file, whole);
        Files.write(file.resolveSibling("journal/00000000.json"), new byte[0]);
        CliRun journal = on(store, "plans", "-o", "csv");
        assertThat(journal.code()).isEqualTo(4);
        assertThat(journal.out()).contains(sound).doesNotContain(damaged);
    }

    private static String begun(Path store, String table) {
        CliRun run = on(store, "compact", "index", "--table", table, "--apply", "--yes", "-o", "jsonl");
        return summary(run).get("plan").textValue();
    }

    @ParameterizedTest
    @EnumSource(StoreUri.Client.class)
    void throughAnS3Server(StoreUri.Client client) throws Exception {
        // the fixture's folder "store" becomes the bucket
        try (S3TestServer server = S3TestServer.serving(Archives.unpack(FIXTURE, folder))) {
            String uri = server.uri(client, "store").toString();
            CliRun.World world = CliRun.World.PIPED.with(Map.of(
                    "HOME", "/dev/null/home",
                    "AWS_ACCESS_KEY_ID", S3TestServer.ACCESS_KEY_ID,
                    "AWS_SECRET_ACCESS_KEY", S3TestServer.SECRET_ACCESS_KEY));
            String entries =
                    world.run("-s", uri, "cat", "-o", "jsonl", "{job=~\".+\"}").out();
            String[] compact = {
                "-s", uri, "--now", LATER, "compact", "index", "--apply", "--yes", "--loki-stopped", "-o", "jsonl"
            };
            CliRun run = world.run(compact);
            assertThat(run.err()).isEmpty();
            assertThat(run.code()).isZero();
            assertThat(world.run("-s", uri, "cat", "-o", "jsonl", "{job=~\".+\"}")
                            .out())
                    .isEqualTo(entries)
                    .isNotEmpty();
            String plan = summary(run).get("plan").textValue();
            CliRun undo = world.run("-s", uri, "--now", LATER, "undo", plan, "--yes", "--loki-stopped");
            assertThat(undo.err()).isEmpty();
            assertThat(undo.code()).isZero();
            assertThat(Json.lines(world.run("-s", uri, "tables", "-o", "jsonl").out()))
                    .allMatch(table -> table.get("files").intValue() == 2);
        }
    }
}
