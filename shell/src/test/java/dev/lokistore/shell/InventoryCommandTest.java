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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code inventory}, and an inventory in place of a store. */
@Tag("one-runtime")
class InventoryCommandTest {
    private static final String NOW = "2026-11-23T06:00:00Z";
    private static final String RULES = """
            compactor: {retention_enabled: true}
            limits_config:
              retention_period: 3d
              retention_stream: [{selector: '{namespace="shop"}', priority: 1, period: 24h}]
            """;

    @TempDir
    private Path temp;

    private Path file = Path.of("");
    private Path rules = Path.of("");

    @BeforeEach
    void names() throws IOException {
        file = temp.resolve("a.inventory");
        rules = Files.writeString(temp.resolve("loki.yaml"), RULES);
    }

    private CliRun save(String fixture) {
        CliRun run = CliRun.on(fixture, "inventory", "save", file.toString(), "--now", NOW, "-o", "json");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        return run;
    }

    private CliRun offline(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-s", file.toString()));
        all.addAll(Arrays.asList(arguments));
        return CliRun.run(all.toArray(String[]::new));
    }

    private List<String> commands() {
        String config = " --loki-config " + rules;
        return List.of(
                "schema -o jsonl",
                "tenants -o jsonl",
                "tables -o jsonl",
                "streams -o jsonl",
                "streams {app=~\"k.*\"} -o jsonl",
                "labels -o jsonl",
                "labels app -o jsonl",
                "chunks -o jsonl",
                "chunks {app=\"kubelet\"} --verify -o jsonl",
                "du --by tenant,namespace -o jsonl",
                "du --by day -t team-a --from 2026-11-19 -o csv",
                "coverage -o jsonl",
                "deletes -o jsonl",
                "rules -o jsonl",
                "retention -o jsonl" + config,
                "retention explain {app=\"kubelet\"} -o jsonl" + config,
                "retention plan " + rules + " -o jsonl" + config,
                "info --census -o csv",
                "doctor -o jsonl",
                "doctor -o jsonl --target 3.0" + config);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"fs-multi-period", "fs-tsdb-v13-deletes", "minio-boltdb-v12-compacted", "minio-deletes-and-rules"
            })
    void everyReportOnAnInventoryIsThatOnTheStore(String fixture) {
        save(fixture);
        for (String command : commands()) {
            String[] words = command.split(" ");
            CliRun here = offline(words);
            CliRun there = CliRun.on(
                    fixture,
                    Stream.concat(Stream.of(words), Stream.of("--now", NOW)).toArray(String[]::new));

            // where it is, and what an inventory says besides
            assertThat(withoutPlace(here.out())).as(command + "\n" + here.err()).isEqualTo(withoutPlace(there.out()));
            assertThat(here.code()).as(command + "\n" + here.err()).isEqualTo(there.code());
            assertThat(here.err()).contains("an inventory of ").contains("the present is 2026-11-23 06:00:00 UTC");
        }
    }

    private String withoutPlace(String out) {
        return out.lines()
                .map(line -> line.replaceAll("^store,(savedFrom,savedAt,)?", "")
                        .replaceAll("^/[^,]*\\.inventory,[^,]*,[^,]*,", "")
                        .replaceAll("^/[^,]*\\.tar\\.gz,", ""))
                .reduce("", (a, b) -> a + b + "\n");
    }

    @Test
    void thePageSaysThatItIsFromAnInventory() throws IOException {
        save("fs-multi-period");
        Path page = temp.resolve("page.html");
        CliRun run = offline("report", "--html", page.toString(), "--loki-config", rules.toString());

        assertThat(run.code()).isZero();
        assertThat(Files.readString(page)).contains("From an inventory of ").contains("As of 2026-11-23 06:00:00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat",
                "cat --no-index",
                "grep kubelet",
                "du --exact",
                "du --by codec",
                "streams --exact",
                "chunks --exact",
                "info --sample 1",
                "info --exact"
            })
    void whatNeedsChunksSaysThatThereAreNone(String command) {
        save("fs-tsdb-v13-gzip");
        CliRun run = offline(command.split(" "));

        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains(file + " is an inventory, which holds no chunks: this needs the store itself");
        assertThat(run.code()).isEqualTo(1);
    }

    @Test
    void oneChunkIsNamedAndWhereItIs() {
        save("fs-tsdb-v13-gzip");
        String key = Json.lines(offline("chunks", "-o", "jsonl").out())
                .get(0)
                .get("key")
                .asText();
        CliRun run = offline("chunk", key);

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("holds no chunks")
                .contains("read it from " + CliRun.archive("fs-tsdb-v13-gzip"));
    }

    @Test
    void whatIsSavedIsWhatIsShown() throws IOException {
        CliRun saved = save("fs-multi-period");
        CliRun shown = CliRun.run("inventory", "show", file.toString(), "--verify", "-o", "json");

        assertThat(shown.code()).isZero();
        assertThat(shown.out()).isEqualTo(saved.out());
        assertThat(shown.err()).isEqualTo("all checksums are right\n");
        JsonNode row = Json.parse(shown.out());
        long chunks = Json.lines(
                        CliRun.on("fs-multi-period", "tenants", "-o", "jsonl").out())
                .stream()
                .mapToLong(tenant -> tenant.get("chunks").asLong())
                .sum();
        assertThat(row.get("chunks").asLong()).isEqualTo(chunks);
        assertThat(row.get("sizeBytes").asLong()).isEqualTo(Files.size(file));
        assertThat(row.get("store").asText())
                .isEqualTo(CliRun.archive("fs-multi-period").toString());
        assertThat(row.get("savedAt").asText()).isEqualTo("2026-11-23T06:00:00.000Z");
        assertThat(row.get("problems").asLong()).isZero();
    }

    @Test
    void aFileThatIsThereStaysAndNothingElseIsLeft() throws IOException {
        Files.writeString(file, "mine");
        String[] again = {"inventory", "save", file.toString(), "--now", NOW};
        CliRun refused = CliRun.on("fs-multi-period", again);
        assertThat(refused.code()).isEqualTo(5);
        assertThat(refused.err()).contains("--force");
        assertThat(Files.readString(file)).isEqualTo("mine");

        assertThat(CliRun.on("fs-multi-period", "inventory", "save", file.toString(), "--force")
                        .code())
                .isZero();
        assertThat(offline("tenants").code()).isZero();

        Path nowhere = temp.resolve("no/such/folder/x.inventory");
        assertThat(CliRun.on("fs-multi-period", "inventory", "save", nowhere.toString())
                        .code())
                .isEqualTo(2);
        Path empty = Files.createDirectory(temp.resolve("empty"));
        Path other = temp.resolve("other.inventory");
        assertThat(CliRun.run("-s", empty.toString(), "inventory", "save", other.toString())
                        .code())
                .isEqualTo(10);
        assertThat(namesIn(temp)).containsExactlyInAnyOrder("a.inventory", "empty", "loki.yaml");
    }

    private List<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(each -> each.getFileName().toString()).toList();
        }
    }

    @Test
    void itIsOfTheWholeStore() {
        for (String option : List.of("--tenant=team-a", "--from=2026-11-20", "--to=2026-11-20")) {
            CliRun run = CliRun.on("fs-multi-period", "inventory", "save", file.toString(), option);
            assertThat(run.code()).as(option).isEqualTo(2);
            assertThat(run.err()).contains("whole store");
        }
        assertThat(CliRun.run("inventory").code()).isEqualTo(2);
        assertThat(CliRun.run("inventory", "show", file.toString()).code()).isEqualTo(10);
        assertThat(Files.exists(file)).isFalse();
    }

    @Test
    void aDamagedInventoryIsSaidToBe() throws IOException {
        save("fs-multi-period");
        byte[] sound = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(sound, sound.length - 1));
        for (CliRun run :
                List.of(offline("tenants"), offline("info"), CliRun.run("inventory", "show", file.toString()))) {
            assertThat(run.code()).isEqualTo(1);
            assertThat(run.out()).isEmpty();
            assertThat(run.err()).contains("the file was cut short");
        }
        CliRun doctor = offline("doctor");
        assertThat(doctor.code()).isEqualTo(1);
        byte[] flipped = sound.clone();
        flipped[20] ^= 1;
        Files.write(file, flipped);
        CliRun verified = CliRun.run("inventory", "show", file.toString(), "--verify");
        assertThat(verified.code()).isEqualTo(1);
        assertThat(verified.err()).contains("CRC-32C");
        // only the one index file is lost
        CliRun tables = offline("tables");
        assertThat(tables.code()).isEqualTo(4);
        assertThat(tables.out()).isNotEmpty();
    }

    @Test
    void anInventoryCannotBeChanged() {
        save("fs-multi-period");
        CliRun probe = offline("doctor", "--probe-write");
        assertThat(probe.err()).contains("can only be read");
        assertThat(probe.code()).isEqualTo(2);
        assertThat(offline("doctor").out())
                .contains("access to the store, settings of its bucket: this is an inventory");
    }

    @Test
    void whatCannotBeReadIsNamedThenAndLater() throws Exception {
        Path store = Archives.unpack("minio-boltdb-v12-compacted", temp.resolve("unpacked"));
        String denied = "loki_index_20777";
        try (S3TestServer server = S3TestServer.serving(store);
                ReadProxy proxy = new ReadProxy(server.address(), denied, true)) {
            CliRun run = through(proxy, server, "inventory", "save", file.toString(), "--now", NOW);

            assertThat(run.code()).as(run.err()).isEqualTo(4);
            assertThat(run.err()).contains("1 problem, the rest is complete:").contains(denied);
        }
        CliRun shown = CliRun.run("inventory", "show", file.toString(), "-o", "json");
        assertThat(Json.parse(shown.out()).get("problems").asLong()).isEqualTo(1);
        assertThat(Json.parse(shown.out()).get("faults").get(0).get("subject").asText())
                .contains(denied);
        CliRun later = offline("tenants");
        assertThat(later.code()).isEqualTo(4);
        assertThat(later.err())
                .contains("warning: it is not complete: 1 objects or folders could not be read when it was saved")
                .contains(denied);
    }

    private static CliRun through(ReadProxy proxy, S3TestServer server, String... arguments) {
        String uri = server.uri(StoreUri.Client.AWS, "store").toString().replace(server.address(), proxy.address());
        List<String> all = new ArrayList<>(List.of("-s", uri));
        all.addAll(Arrays.asList(arguments));
        return CliRun.World.PIPED.with(credentials()).run(all.toArray(String[]::new));
    }

    private static Map<String, String> credentials() {
        return Map.of(
                "HOME", "/dev/null/home",
                "AWS_ACCESS_KEY_ID", S3TestServer.ACCESS_KEY_ID,
                "AWS_SECRET_ACCESS_KEY", S3TestServer.SECRET_ACCESS_KEY);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void interruptedItLeavesNothing() throws Exception {
        Path store = Archives.unpack("minio-boltdb-v12-compacted", temp.resolve("unpacked"));
        Path target = Files.createDirectory(temp.resolve("target"));
        try (S3TestServer server = S3TestServer.serving(store);
                ReadProxy proxy = new ReadProxy(server.address(), "loki_index_20777", false)) {
            String uri = server.uri(StoreUri.Client.AWS, "store").toString().replace(server.address(), proxy.address());
            Process process = ChildProcess.start(
                    List.of(),
                    credentials(),
                    temp.resolve("out"),
                    "-s",
                    uri,
                    "inventory",
                    "save",
                    target.resolve("x").toString());
            assertThat(proxy.met().await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(namesIn(target)).hasSize(1).first().asString().endsWith(".part");
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
            assertThat(namesIn(target)).isEmpty();
        }
    }
}
