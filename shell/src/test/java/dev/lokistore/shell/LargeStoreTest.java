package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.index.Effort;
import dev.lokistore.index.testing.SyntheticStore;
import dev.lokistore.index.testing.SyntheticStreams;
import dev.lokistore.objectstore.testing.ReaderServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Reports on a large store: in processes of their own with little memory, over HTTP, twice. With {@code -Pexhaustive} it
 * has 1,000,000 chunks in 20,000 streams, else a twentieth; 30 tables always.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("one-runtime")
class LargeStoreTest {
    private static final int STREAMS = Effort.of(1_000, 20_000);
    private static final int CHUNKS = 50;
    private static final int DAYS = 30;
    private static final int BOLTDB_DAYS = 3;
    private static final long FIRST_DAY = 20_750;
    private static final boolean LARGE = STREAMS > 1_000;
    /** Short runs are over before the optimising compiler is of use. */
    private static final List<String> JAVA =
            LARGE ? List.of("-Xmx256m") : List.of("-Xmx80m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
    /** How many times as fast the second run is, at least. */
    private static final double FASTER = 5;

    private static final String DU = "du --by tenant,namespace -o jsonl";
    private static final String CARDINALITY = "cardinality -o jsonl";
    private static final String RETENTION = "retention --now 2026-11-24T00:00:00Z -o jsonl --loki-config RULES";

    private static final String RULES = """
            compactor: {retention_enabled: true}
            limits_config:
              retention_period: 20d
              retention_stream:
                - {selector: '{namespace="namespace-7"}', priority: 1, period: 24h}
                - {selector: '{app=~"app-1.*"}', priority: 2, period: 10d}
            overrides: {team-b: {retention_period: 7d}}
            """;

    private final SyntheticStreams streams = new SyntheticStreams(STREAMS, CHUNKS, FIRST_DAY, DAYS);

    private Path temp = Path.of("");
    private Path rules = Path.of("");
    private ReaderServer server;

    @BeforeAll
    void serve(@TempDir Path folder) throws IOException {
        temp = folder;
        rules = Files.writeString(temp.resolve("loki.yaml"), RULES);
        server = new ReaderServer(SyntheticStore.of(streams, BOLTDB_DAYS, temp));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    /**
     * A run that went well.
     *
     * @param nanos from start to end
     * @param bytesServed of objects
     * @param pagesServed of listings
     */
    private record Timed(String out, String err, long nanos, long bytesServed, long pagesServed) {}

    private Process start(String store, String cache, Path out, String... command) throws IOException {
        Map<String, String> environment = Map.of(
                "HOME",
                temp.toString(),
                "XDG_CACHE_HOME",
                temp.resolve(cache).toString(),
                "AWS_ACCESS_KEY_ID",
                "anybody",
                "AWS_SECRET_ACCESS_KEY",
                "something");
        List<String> words = new ArrayList<>(List.of("-s", store));
        words.addAll(Arrays.asList(command));
        return ChildProcess.start(JAVA, environment, out, words.toArray(String[]::new));
    }

    private Timed run(String store, String cache, String... command) throws IOException, InterruptedException {
        Path out = temp.resolve("out");
        long bytes = server.bytesServed();
        long pages = server.pagesServed();
        long start = System.nanoTime();
        Process process = start(store, cache, out, command);
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        long nanos = System.nanoTime() - start;
        String err = Files.readString(temp.resolve("out.err"));
        assertThat(process.exitValue()).as(err).isZero();
        return new Timed(Files.readString(out), err, nanos, server.bytesServed() - bytes, server.pagesServed() - pages);
    }

    static Stream<String> commands() {
        return Stream.of(DU, CARDINALITY, RETENTION).limit(LARGE ? 3 : 1);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theSecondRunReadsNoIndexByteAndIsFaster(String command) throws IOException, InterruptedException {
        String[] words = words(command);
        String cache = "cache-" + words[0];
        String store = server.uri().toString();

        Timed first = run(store, cache, words);
        Timed second = run(store, cache, words);

        assertThat(first.bytesServed()).isPositive();
        assertThat(second.bytesServed()).isZero();
        assertThat(second.out()).isEqualTo(first.out());
        assertThat(second.err()).contains("chunks as listed");
        // the index, and what tells where it is
        assertThat(first.pagesServed()).isGreaterThan(STREAMS * CHUNKS / 1_000);
        assertThat(second.pagesServed()).isLessThan(30);
        if (LARGE) {
            // a small store is read about as fast as Java starts
            double seconds = first.nanos() / 1e9;
            double again = second.nanos() / 1e9;
            System.out.printf(Locale.ROOT, "%s: %.1f s, then %.1f s%n", words[0], seconds, again);
            assertThat(seconds / again).isGreaterThan(FASTER);
        }
        assertSums(words[0], first.out());
    }

    private String[] words(String command) {
        return command.replace("RULES", rules.toString()).split(" ");
    }

    /** Against the numbers that the store was made of. */
    private void assertSums(String report, String out) {
        if (report.equals("cardinality")) {
            long podStreams = Json.lines(out).stream()
                    .filter(row -> row.get("label").asText().equals("pod"))
                    .mapToLong(row -> row.get("streams").asLong())
                    .sum();
            assertThat(podStreams).isEqualTo(STREAMS);
            return;
        }
        long bytes = 0;
        for (int stream = 0; stream < STREAMS; stream++) {
            for (int chunk = 0; chunk < CHUNKS; chunk++) {
                bytes += streams.storedBytes(stream, chunk);
            }
        }
        assertThat(Json.lines(out).stream()
                        .mapToLong(row -> row.get("chunks").asLong())
                        .sum())
                .isEqualTo((long) STREAMS * CHUNKS);
        assertThat(Json.lines(out).stream()
                        .mapToLong(row -> row.get("storedBytes").asLong())
                        .sum())
                .isEqualTo(bytes);
    }

    @Test
    void anInventoryIsSavedAndAnswersTheSame() throws IOException, InterruptedException {
        Path file = temp.resolve("large.inventory");
        Timed saved = run(server.uri().toString(), "cache-save", "inventory", "save", file.toString(), "-o", "json");
        assertThat(Json.parse(saved.out()).get("chunks").asLong()).isEqualTo((long) STREAMS * CHUNKS);
        assertThat(Json.parse(saved.out()).get("problems").asLong()).isZero();

        for (String command : List.of(DU, CARDINALITY, RETENTION)) {
            String[] words = words(command);
            Timed run = run(file.toString(), "cache-inventory", words);
            assertThat(run.bytesServed()).isZero();
            assertSums(words[0], run.out());
        }
        Timed again = run(file.toString(), "cache-inventory", words(DU + " --stats"));
        assertThat(again.err()).contains("read 0 B");
        assertSums("du", again.out());
    }

    /** With {@code -Pexhaustive} references and listing take several times as much as this heap. */
    @Test
    void fsckComparesReferencesAndObjectsInASmallHeap() throws IOException, InterruptedException {
        Path out = temp.resolve("fsck");
        Map<String, String> environment =
                Map.of("HOME", temp.toString(), "AWS_ACCESS_KEY_ID", "anybody", "AWS_SECRET_ACCESS_KEY", "something");
        List<String> java = List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");
        Process fsck = ChildProcess.start(
                java,
                environment,
                out,
                "-s",
                server.uri().toString(),
                "--verbose",
                "fsck",
                "--skip",
                "index-name-differs,fingerprint-odd");

        assertThat(fsck.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(fsck.exitValue())
                .as(Files.readString(out) + Files.readString(temp.resolve("fsck.err")))
                .isZero();
        assertThat(Files.readString(out))
                .contains(String.format(Locale.ROOT, "against %,d chunk objects", STREAMS * CHUNKS));
    }

    @Test
    void aKilledRunAndTwoAtOnceCostNothingButTime() throws IOException, InterruptedException {
        String store = server.uri().toString();
        String cache = "cache-shared";
        Process killed = start(store, cache, temp.resolve("killed"), words(DU));
        // in the middle of the index
        server.awaitBytes(server.bytesServed() + 1_000_000);
        killed.destroyForcibly().waitFor();

        Process one = start(store, cache, temp.resolve("one"), words(DU));
        Process two = start(store, cache, temp.resolve("two"), words(CARDINALITY));
        assertThat(one.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(two.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(one.exitValue()).isZero();
        assertThat(two.exitValue()).isZero();
        assertSums("du", Files.readString(temp.resolve("one")));
        assertSums("cardinality", Files.readString(temp.resolve("two")));

        // whoever found what the killed one left has removed it; at the latest now there is a cache again
        run(store, cache, words(DU));
        assertThat(run(store, cache, words(DU)).bytesServed()).isZero();
    }
}
