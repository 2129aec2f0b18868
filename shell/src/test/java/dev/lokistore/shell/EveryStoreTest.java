package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lokistore.objectstore.StoreUri;
import dev.lokistore.objectstore.testing.S3TestServer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every golden store, as an archive, as a folder and through both clients over HTTP, by its index and without: {@code cat}
 * prints exactly the entries that Loki itself returned, and those that {@code testdata/README.md} names beside them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("one-runtime")
class EveryStoreTest {
    private static final boolean EXHAUSTIVE = Boolean.getBoolean("lokistore.exhaustive");

    /** Empty lines that Loki stores and does not return. */
    private static final Map<String, Set<Long>> UNRETURNED = Map.of(
            "team-a", Set.of(1794730120754554988L),
            "team-b", Set.of(1794862561352715648L, 1795058166220441070L));

    private static final Map<String, String> KEYS = Map.of(
            "HOME", "/dev/null/home",
            "AWS_ACCESS_KEY_ID", S3TestServer.ACCESS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY", S3TestServer.SECRET_ACCESS_KEY);

    private Path unpacked = Path.of("");
    private S3TestServer server;

    @BeforeAll
    void serve(@TempDir Path folder) throws Exception {
        unpacked = folder;
        // each fixture's folder becomes a bucket, with the Loki store below
        server = S3TestServer.serving(folder);
    }

    @AfterAll
    void stop() {
        server.close();
    }

    static Stream<String> fixtures() throws IOException {
        try (Stream<Path> files = Files.list(CliRun.archive("any").getParent())) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".tar.gz"))
                    .map(name -> name.replace(".tar.gz", ""))
                    // their README tells that they have no answers of Loki, and whose chunks they hold
                    .filter(name -> !name.contains("deletes"))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void catPrintsWhatLokiReturned(String fixture) throws IOException {
        Path folder = Archives.unpack(fixture, unpacked);
        Map<JsonNode, Long> expected = counted(expected(folder.resolve("expected")));
        String archive = CliRun.archive(fixture).toString();
        String minio = server.uri(StoreUri.Client.MINIO, fixture + "/store").toString();
        String aws = server.uri(StoreUri.Client.AWS, fixture).toString();

        for (String store : List.of(archive, folder.resolve("store").toString(), minio, aws)) {
            // over HTTP there is a request for each chunk: all four ways only when there is time
            if (EXHAUSTIVE || !store.equals(aws)) {
                check(expected, fixture, store);
            }
            if (EXHAUSTIVE || !store.equals(minio)) {
                check(expected, fixture, store, "--no-index");
            }
        }
    }

    private static void check(Map<JsonNode, Long> expected, String fixture, String store, String... more) {
        String[] command = {"-s", store, "cat", "{job=~\".+\"}", "-o", "jsonl"};
        CliRun run = CliRun.World.PIPED
                .with(KEYS)
                .run(Stream.of(command, more).flatMap(Stream::of).toArray(String[]::new));

        assertThat(run.err()).as(store).isEmpty();
        assertThat(run.code()).isZero();
        List<JsonNode> entries = new ArrayList<>(Json.lines(run.out()));
        assertThat(entries.removeIf(EveryStoreTest::unreturned))
                .as("%s has what Loki does not return", store)
                .isEqualTo(fixture.startsWith("fs-multi-period"));
        assertThat(counted(entries)).as(store).isEqualTo(expected);
    }

    /** A multiset: comparing lists in any order takes a minute for all stores. */
    private static Map<JsonNode, Long> counted(List<JsonNode> entries) {
        return entries.stream().collect(Collectors.groupingBy(entry -> entry, Collectors.counting()));
    }

    private static boolean unreturned(JsonNode entry) {
        return UNRETURNED
                        .getOrDefault(entry.path("tenant").asText(), Set.of())
                        .contains(entry.path("ts").asLong())
                && entry.path("line").asText().isEmpty();
    }

    private static List<JsonNode> expected(Path folder) throws IOException {
        List<JsonNode> entries = new ArrayList<>();
        try (DirectoryStream<Path> tenants = Files.newDirectoryStream(folder)) {
            for (Path file : tenants) {
                String tenant = file.getFileName().toString().replace(".jsonl", "");
                for (JsonNode entry : Json.lines(Files.readString(file))) {
                    entries.add(((ObjectNode) entry).put("tenant", tenant));
                }
            }
        }
        return entries;
    }
}
