package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.index.Effort;
import dev.lokistore.objectstore.InterceptedReader;
import dev.lokistore.objectstore.Interceptor;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.filesystem.FilesystemStore;
import dev.lokistore.objectstore.testing.ReaderServer;
import dev.lokistore.shell.FakeLoki.Stored;
import dev.lokistore.shell.FakeLoki.Treatment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Processes that are killed ({@code kill -9}) while they read a certain object, or wait for a certain answer. What they left
 * is taken up by a second run, and must come to what a run has that nobody disturbed.
 */
@Tag("one-runtime")
class KilledRunTest {
    private static final String FIXTURE = "fs-tsdb-v13-gzip";
    private static final int KILLED = 137;
    private static final Map<String, String> ENVIRONMENT =
            Map.of("HOME", "/dev/null/home", "AWS_ACCESS_KEY_ID", "anybody", "AWS_SECRET_ACCESS_KEY", "something");
    /** Runs are over before the optimising compiler is of use. */
    private static final List<String> JAVA = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    @TempDir
    private Path folder;

    /** Ends the process of whoever reads a chunk as the n-th, before it gets an answer. */
    private static final class Killer implements Interceptor {
        private final CompletableFuture<Process> victim = new CompletableFuture<>();
        private final AtomicInteger reads = new AtomicInteger();
        private volatile int deadly = Integer.MAX_VALUE;

        @Override
        public <T> T call(Operation operation, String subject, Request<T> request) throws IOException {
            boolean chunk = subject.startsWith("acme/") && (operation == Operation.GET || operation == Operation.READ);
            if (chunk && reads.incrementAndGet() == deadly) {
                kill(victim.join());
            }
            return request.send();
        }
    }

    private static void kill(Process process) {
        process.destroyForcibly().onExit().join();
    }

    private Process start(String... arguments) throws IOException {
        return ChildProcess.start(JAVA, ENVIRONMENT, folder.resolve("stdout"), arguments);
    }

    private void assertKilled(Process process) throws IOException, InterruptedException {
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("stdout.err")))
                .isEqualTo(KILLED);
    }

    private static CliRun run(String... arguments) {
        return CliRun.World.PIPED.with(ENVIRONMENT).run(arguments);
    }

    /** Without what a folder as a store holds while objects are written to it, which are no objects. */
    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path file : tree.filter(Files::isRegularFile)
                    .filter(each -> !each.getFileName().toString().startsWith(".lokistore-put-"))
                    .toList()) {
                files.put(root.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return files;
    }

    /** Runs a command to its end, then kills it half way, and takes it up; its last word is where it writes to. */
    private CliRun disturb(String... command) throws Exception {
        FilesystemStore store = FilesystemStore.open(
                Archives.unpack(FIXTURE, folder.resolve("store")).resolve("store/chunks"));
        Killer killer = new Killer();
        try (ReaderServer server = new ReaderServer(new InterceptedReader(store, killer))) {
            List<String> words = new ArrayList<>(List.of("-s", server.uri().toString()));
            words.addAll(List.of(command));
            words.add("");
            int last = words.size() - 1;
            words.set(last, folder.resolve("whole").toString());
            assertThat(run(words.toArray(String[]::new)).code()).isZero();
            int reads = killer.reads.getAndSet(0);

            words.set(last, folder.resolve("killed").toString());
            killer.deadly = reads * 3 / 4;
            Process process = start(words.toArray(String[]::new));
            killer.victim.complete(process);
            assertKilled(process);
            assertThat(files(folder.resolve("killed"))).isNotEqualTo(files(folder.resolve("whole")));

            killer.deadly = Integer.MAX_VALUE;
            words.addAll(List.of("-o", "json"));
            CliRun resumed = run(words.toArray(String[]::new));
            assertThat(resumed.err()).isEmpty();
            assertThat(resumed.code()).isZero();
            assertThat(files(folder.resolve("killed"))).containsExactlyEntriesOf(files(folder.resolve("whole")));
            return resumed;
        }
    }

    static Stream<String> exports() {
        return Stream.of(
                        "jsonl --threads 1",
                        "jsonl --compress zstd --threads 2",
                        "raw --compress gzip --threads 2",
                        "logfmt --threads 2",
                        "csv --threads 2",
                        "parquet --threads 1",
                        "jsonl --salvage --partition hour,app --threads 2")
                .limit(Effort.of(1, 7));
    }

    @ParameterizedTest
    @MethodSource("exports")
    void anExportComesToTheSameFiles(String how) throws Exception {
        List<String> command = new ArrayList<>(List.of("export", "--format"));
        command.addAll(List.of(how.split(" ")));
        command.add("--to");

        CliRun resumed = disturb(command.toArray(String[]::new));

        if (how.endsWith("--threads 1")) {
            // three quarters are in the second day: the first was complete
            assertThat(Json.parse(resumed.out()).get("present").asInt()).isEqualTo(1);
        }
    }

    static Stream<String> copies() {
        return Stream.of("copy -j 4 --from 2026-11-21T16:00:00Z", "copy -j 4").limit(Effort.of(1, 2));
    }

    @ParameterizedTest
    @MethodSource("copies")
    void aCopyComesToTheSameObjects(String command) throws Exception {
        CliRun resumed = disturb(command.split(" "));

        assertThat(Json.parse(resumed.out()).get("present").asInt()).isPositive();
        assertThat(Json.parse(resumed.out()).get("copied").asInt()).isPositive();
    }

    @Test
    void aReplayHasSentEveryEntryOnceAndInOrder() throws Exception {
        try (FakeLoki loki = new FakeLoki()) {
            CompletableFuture<Process> victim = new CompletableFuture<>();
            String[] command = {
                "-s",
                CliRun.archive(FIXTURE).toString(),
                "replay",
                "--to",
                loki.url(),
                "--state",
                folder.resolve("state.json").toString(),
                "--batch-size",
                "4KiB"
            };
            loki.script(number -> {
                if (number == 5) {
                    // the worst moment: Loki takes the entries, and nobody hears of it
                    kill(victim.join());
                }
                return Treatment.SERVE;
            });
            Process process = start(command);
            victim.complete(process);
            assertKilled(process);
            int before = loki.entries("acme").size();
            assertThat(before).isBetween(1, 499);

            CliRun resumed = run(command);

            assertThat(resumed.err()).contains("going on behind");
            assertThat(resumed.code()).isZero();
            List<Stored> arrived = loki.entries("acme");
            assertThat(arrived).hasSize(500);
        }
    }
}
