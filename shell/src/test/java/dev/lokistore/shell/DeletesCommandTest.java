package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code deletes} against what Loki's own API listed, and against the headers of the chunks. */
class DeletesCommandTest {
    private static final String TSDB = "fs-tsdb-v13-deletes";
    private static final String BOLTDB = "minio-deletes-and-rules";
    private static final String SQLITE = "store/chunks/index/delete_requests/delete_requests.sqlite.gz";

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @ValueSource(strings = {TSDB, BOLTDB})
    void requestsAreThoseOfLokisApi(String fixture) throws IOException {
        Path folder = Archives.unpack(fixture, temporary);
        JsonNode expected = Json.parse(Files.readString(folder.resolve("delete-requests.json")));

        CliRun run = CliRun.on(fixture, "deletes", "-o", "jsonl");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        List<JsonNode> rows = Json.lines(run.out());
        assertThat(rows).hasSize(expected.size());
        for (JsonNode row : rows) {
            JsonNode request = byId(expected, row.path("requestId").asText());
            assertThat(row.path("query").asText())
                    .isEqualTo(
                            request.has("query")
                                    ? request.path("query").asText()
                                    : request.path("selectors").path(0).asText());
            assertThat(row.path("status")).isEqualTo(request.path("status"));
            assertThat(millis(row, "from"))
                    .isEqualTo(1000 * request.path("start_time").asLong());
            assertThat(millis(row, "through"))
                    .isEqualTo(1000 * request.path("end_time").asLong());
            assertThat(millis(row, "createdAt"))
                    .isEqualTo(Math.round(1000 * request.path("created_at").asDouble()));
            assertThat(row.path("shards").asLong()).isEqualTo(1);
        }
    }

    private static JsonNode byId(JsonNode requests, String id) {
        for (JsonNode request : requests) {
            if (request.path("request_id").asText().equals(id)) {
                return request;
            }
        }
        throw new AssertionError("Loki knew no request " + id);
    }

    private static long millis(JsonNode row, String field) {
        return Instant.parse(row.path(field).asText()).toEpochMilli();
    }

    @Test
    void jsonLinesHaveTheDocumentedFields() {
        List<JsonNode> rows =
                Json.lines(CliRun.on(TSDB, "deletes", "-o", "jsonl").out());

        assertThat(Json.names(rows.get(0)))
                .startsWith("requestId", "tenant", "query", "from", "through", "status", "createdAt")
                .containsSubsequence("createdAt", "shards", "matchingChunks", "matchingBytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {TSDB, BOLTDB})
    void matchesAreThoseOfTheChunksHeaders(String fixture) throws IOException {
        Path chunks = Archives.unpack(fixture, temporary).resolve("store/chunks");
        List<StoredChunks.Stored> stored = StoredChunks.below(chunks);

        List<JsonNode> rows =
                Json.lines(CliRun.on(fixture, "deletes", "-o", "jsonl").out());

        for (JsonNode row : rows) {
            String query = row.path("query").asText();
            Predicate<StoredChunks.Stored> streams = query.startsWith("{app=\"checkout\"}")
                    ? chunk -> chunk.label("app").equals("checkout")
                    : query.startsWith("{app=\"kubelet\"}")
                            ? chunk -> chunk.label("app").equals("kubelet")
                            : chunk -> !chunk.label("job").isEmpty();
            List<StoredChunks.Stored> matching = stored.stream()
                    .filter(streams)
                    .filter(chunk -> chunk.overlaps(millis(row, "from"), millis(row, "through")))
                    .toList();
            assertThat(matching).isNotEmpty().hasSizeLessThan(stored.size());
            assertThat(row.path("matchingChunks").asLong()).as(query).isEqualTo(matching.size());
            assertThat(row.path("matchingBytes").asLong())
                    .as(query)
                    .isEqualTo(matching.stream()
                            .mapToLong(StoredChunks.Stored::bytes)
                            .sum());
            assertThat(row.has("matchingUpperBound")).isEqualTo(query.contains("|"));
        }
    }

    @Test
    void noChunkIsRead() {
        CliRun run = CliRun.on(TSDB, "deletes", "--stats", "-o", "jsonl");
        CliRun without = CliRun.on(TSDB, "deletes", "--no-matching", "-o", "jsonl");

        // the delete store and two index tables, beside 174 chunks
        assertThat(run.err()).containsPattern("get [1-3], read [1-3]\\)");
        assertThat(Json.lines(without.out())).hasSize(3).allSatisfy(row -> {
            assertThat(row.path("matchingChunks").isNull()).isTrue();
            assertThat(row.path("matchingBytes").isNull()).isTrue();
        });
    }

    @Test
    void tableHasAgeAndState() {
        CliRun run = CliRun.on(BOLTDB, "deletes", "--now", "2026-11-24T03:13:17Z");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.lines()).hasSize(2);
        assertThat(run.lines().get(0)).contains("REQUEST ID", "STATUS", "AGE", "MATCHING CHUNKS");
        assertThat(run.lines().get(1)).contains("a86fd0c0", "fake", "{app=\"checkout\"}", "received", age());
    }

    private static String age() {
        long seconds = Instant.parse("2026-11-24T03:13:17Z").getEpochSecond() - 1795395797L - 1;
        return seconds / 86_400 > 0
                ? seconds / 86_400 + "d " + seconds % 86_400 / 3_600 + "h"
                : seconds / 3_600 + "h " + seconds % 3_600 / 60 + "m";
    }

    @Test
    void tenantsAndTimesSelect() {
        assertThat(CliRun.on(TSDB, "deletes", "-t", "acme", "-o", "jsonl").lines())
                .hasSize(3);
        assertThat(CliRun.on(TSDB, "deletes", "--from", "2026-12-01").lines()).isEmpty();
        assertThat(CliRun.on(TSDB, "deletes", "--to", "2026-11-19").lines()).isEmpty();

        CliRun other = CliRun.on(TSDB, "deletes", "-t", "nobody");
        assertThat(other.code()).isEqualTo(10);
        assertThat(other.out()).isEmpty();
        assertThat(other.err()).contains("'nobody'", "acme");
    }

    @Test
    void storeWithoutDeletesHasNone() {
        CliRun run = CliRun.on("fs-tsdb-v13-gzip", "deletes", "-o", "jsonl");

        assertThat(run.code()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).containsOnlyOnce("there is no store of delete requests");
    }

    @Test
    void sqliteComesFirstAndWhatOnlyBoltdbHasIsNoted() throws IOException, SQLException {
        Path folder = Archives.unpack(TSDB, temporary);
        SqliteRequests.write(
                temporary,
                folder.resolve(SQLITE),
                "('c0bdcb76', 'acme', 1795395834156, 1795400000000, 1795132800000, 1795219199000, 2, 2, '{app=\"checkout\"}')",
                "('00000001', 'acme', 1795395834156, NULL, 0, 1795219199000, 1, 0, '{app=\"checkout\"} | json | x=\"}\"')",
                "('00000002', 'acme', 1795395834156, NULL, 0, 1795219199000, 1, 0, 'sum(rate({app=~\"(\"}[1m]))')");

        CliRun run = CliRun.run("-s", folder.toString(), "deletes", "-o", "jsonl");

        assertThat(run.code()).isZero();
        assertThat(run.err()).contains("delete_requests.gz").contains("acme d362763c, acme 81a083e7");
        List<JsonNode> rows = Json.lines(run.out());
        assertThat(rows).hasSize(3);
        assertThat(rows)
                .extracting(row -> row.path("status").asText())
                .containsExactlyInAnyOrder("processed", "received", "received");
        JsonNode piped = rows.stream()
                .filter(row -> row.path("requestId").asText().equals("00000001"))
                .findFirst()
                .orElseThrow();
        assertThat(piped.path("matchingChunks").asLong()).isPositive();
        assertThat(piped.path("matchingUpperBound").asBoolean()).isTrue();
        JsonNode unreadable = rows.stream()
                .filter(row -> row.path("requestId").asText().equals("00000002"))
                .findFirst()
                .orElseThrow();
        assertThat(unreadable.path("matchingChunks").isNull()).isTrue();
        assertThat(CliRun.run("-s", folder.toString(), "deletes", "--form", "boltdb", "-o", "jsonl")
                        .lines())
                .hasSize(3);
    }

    @Test
    void brokenSqliteIsAProblemAndBoltdbTakesItsPlace() throws IOException {
        Path folder = Archives.unpack(TSDB, temporary);
        Files.write(folder.resolve(SQLITE), new byte[] {1, 2, 3});

        CliRun run = CliRun.run("-s", folder.toString(), "deletes", "-o", "jsonl");

        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).contains("1 problem", "delete_requests.sqlite.gz");
        assertThat(run.lines()).hasSize(3);
    }

    @Test
    void hostileQueriesReachNoTerminal() throws IOException, SQLException {
        Path folder = Archives.unpack(TSDB, temporary);
        SqliteRequests.write(
                temporary,
                folder.resolve(SQLITE),
                "('00000001', 'acme', 1000, NULL, -9223372036854775808, 9223372036854775807, 1, 0, '{app=\"' || char(27) || '[2J\"}')");

        CliRun run = CliRun.run("-s", folder.toString(), "deletes", "--quiet");

        assertThat(run.code()).isIn(0, 4);
        assertThat(run.out() + run.err()).doesNotContain("\u001b");
    }

    @Test
    void helpHasExamplesAndExitStatus() {
        CliRun run = CliRun.run("help", "deletes");

        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Examples:", "--no-matching", "Exit status:", "partly done");
        assertThat(CliRun.run("deletes", "--form", "paper").code()).isEqualTo(2);
    }
}
