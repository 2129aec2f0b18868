package dev.lokistore.index.deletes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteRequestsTest {
    private static final String GOOD =
            "INSERT INTO requests VALUES" + " ('c0bdcb76', 'acme', 1000, NULL, 10, 20, 1, 0, '{app=\"checkout\"}')";

    private final List<String> problems = new ArrayList<>();

    @TempDir
    Path temporary;

    @AfterEach
    void nothingIsLeftBehind() throws IOException {
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).isEmpty();
        }
    }

    private DeleteRequests read(byte[] database) throws IOException {
        return DeleteStores.read(
                DeleteStores.SQLITE,
                DeleteStores.gzip(database),
                temporary,
                (subject, cause) -> problems.add(subject + "! " + cause.getMessage()));
    }

    private DeleteRequests script(String... commands) throws IOException, SQLException {
        return read(DeleteStores.sqlite(temporary, DeleteStores.SCHEMA + ";" + String.join(";", commands)));
    }

    @Test
    void requestsAreReadWithTheirProgress() throws IOException, SQLException {
        DeleteRequests read = script(
                GOOD,
                "INSERT INTO requests VALUES ('0000000a', 'acme', 900, NULL, 10, 20, 8, 3, '{a=\"b\"} |= \"x\"')",
                "INSERT INTO shards VALUES ('0000000a', 'acme', 15, 20)",
                "INSERT INTO requests VALUES ('0000000b', '10', 900, 950, 10, 20, 2, 2, '{}')",
                "INSERT INTO requests VALUES ('0000000c', '1', 900, 950000000, 10, 10, 2, 0, '{}')",
                "INSERT INTO cache_gen VALUES ('acme', 1795395834176328557)");
        assertThat(problems).isEmpty();
        TenantId acme = TenantId.of("acme");
        Instant from = Instant.ofEpochMilli(10);
        Instant through = Instant.ofEpochMilli(20);
        assertThat(read.requests().subList(2, 4))
                .containsExactly(
                        new DeleteRequest(
                                "0000000a",
                                acme,
                                "{a=\"b\"} |= \"x\"",
                                from,
                                through,
                                new DeleteStatus(3, 8),
                                Instant.ofEpochMilli(900),
                                8),
                        new DeleteRequest(
                                "c0bdcb76",
                                acme,
                                "{app=\"checkout\"}",
                                from,
                                through,
                                new DeleteStatus(0, 1),
                                Instant.ofEpochMilli(1000),
                                1));
        assertThat(read.requests())
                .extracting(request -> request.tenant() + " " + request.status())
                .containsExactly("1 processed", "10 processed", "acme 37% Complete", "acme received");
        assertThat(read.cacheGenerations()).containsExactly(Map.entry(acme, 1795395834176328557L));
    }

    @Test
    void numbersThatAreStoredAsTextAreRead() throws IOException, SQLException {
        String loose = DeleteStores.SCHEMA.replace("INTEGER", "TEXT");
        DeleteRequests read = read(DeleteStores.sqlite(temporary, loose + ";" + GOOD));
        assertThat(read.requests()).singleElement().matches(one -> one.through().toEpochMilli() == 20);
    }

    @Test
    void aDatabaseThatWasNotFilledYetHasNoRequests() throws IOException, SQLException {
        assertThat(read(DeleteStores.sqlite(temporary, "CREATE TABLE other (x)"))
                        .requests())
                .isEmpty();
        assertThat(script("SELECT 1").requests()).isEmpty();
    }

    @Test
    void aDatabaseInWriteAheadModeIsReadWithoutItsLog() throws IOException, SQLException {
        byte[] database = DeleteStores.sqlite(temporary, DeleteStores.SCHEMA + ";" + GOOD);
        // the versions of the format for writing and reading: 2 says write-ahead log
        database[18] = 2;
        database[19] = 2;
        assertThat(read(database).requests()).hasSize(1);
    }

    @Test
    void sqliteComesBeforeBoltdb() throws IOException {
        try (MemoryObjectStore store = new MemoryObjectStore()) {
            store.put(ObjectKey.of(DeleteStores.BOLTDB), new byte[0]);
            store.put(ObjectKey.of(DeleteStores.SQLITE), new byte[0]);
            assertThat(DeleteRequestStore.find(store, List.of("index/")))
                    .extracting(DeleteRequestStore::form)
                    .containsExactly(DeleteRequestStore.Form.SQLITE, DeleteRequestStore.Form.BOLTDB);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NULL, 'acme', 1, NULL, 10, 20, 1, 0, '{}'",
                "'xyz', 'acme', 1, NULL, 10, 20, 1, 0, '{}'",
                "'C0BDCB77', 'acme', 1, NULL, 10, 20, 1, 0, '{}'",
                "'c0bdcb77', 'a/b', 1, NULL, 10, 20, 1, 0, '{}'",
                "'c0bdcb77', '', 1, NULL, 10, 20, 1, 0, '{}'",
                "'c0bdcb77', x'00ff', 1, NULL, 10, 20, 1, 0, '{}'",
                "'c0bdcb77', 'acme', 'soon', NULL, 10, 20, 1, 0, '{}'",
                "'c0bdcb77', 'acme', 1, NULL, 10.5, 20, 1, 0, '{}'",
                "'c0bdcb77', 'acme', 1, NULL, 20, 10, 1, 0, '{}'",
                "'c0bdcb77', 'acme', 1, NULL, 10, NULL, 1, 0, '{}'",
                "'c0bdcb77', 'acme', 1, NULL, 10, 20, 0, 0, '{}'",
                "'c0bdcb77', 'acme', 1, NULL, 10, 20, 2, 3, '{}'",
                "'c0bdcb77', 'acme', 1, NULL, 10, 20, 2, -1, '{}'",
                "'c0bdcb77', 'acme', 1, NULL, 10, 20, 1, 0, NULL",
                "'c0bdcb77', 'acme', 1, NULL, 10, 20, 1, 0, x'7b7d'"
            })
    void aBrokenRowIsReportedAndTheOthersAreRead(String values) throws IOException, SQLException {
        DeleteRequests read = script("INSERT INTO requests VALUES (" + values + ")", GOOD);
        assertThat(read.requests()).extracting(DeleteRequest::requestId).containsExactly("c0bdcb76");
        assertThat(problems).singleElement().asString().startsWith(DeleteStores.SQLITE + "! ");
    }

    @Test
    void aRequestThatIsThereTwiceIsReported() throws IOException, SQLException {
        String loose = DeleteStores.SCHEMA.replace(", PRIMARY KEY (user_id, id)", "");
        assertThat(read(DeleteStores.sqlite(temporary, loose + ";" + GOOD + ";" + GOOD))
                        .requests())
                .hasSize(1);
        assertThat(problems).singleElement().asString().contains("expected one, found several");
    }

    @Test
    void aViewInPlaceOfTheTableIsNotRun() throws IOException, SQLException {
        String endless = "CREATE VIEW requests AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n)"
                + " SELECT x AS id, x AS user_id, x AS created_at, x AS completed_at, x AS start_time, x AS end_time,"
                + " x AS total_shards, x AS processed_shards, x AS query FROM n";
        byte[] database = DeleteStores.sqlite(temporary, endless);
        assertThatThrownBy(() -> read(database))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("expected a table, found view");
    }

    @Test
    void aVirtualTableIsNotRead() throws IOException, SQLException {
        byte[] database = DeleteStores.sqlite(temporary, "CREATE VIRTUAL TABLE requests USING fts5(id)");
        assertThatThrownBy(() -> read(database)).isInstanceOf(CorruptDataException.class);
    }

    @Test
    void computedColumnsAreNotRead() throws IOException, SQLException {
        String computed = DeleteStores.SCHEMA.replace("query TEXT", "query TEXT AS (hex(zeroblob(1000000)))");
        byte[] database = DeleteStores.sqlite(temporary, computed);
        assertThatThrownBy(() -> read(database))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("columns of 'requests'");
    }

    @Test
    void aTableOfOtherColumnsIsNamed() throws IOException, SQLException {
        byte[] database = DeleteStores.sqlite(temporary, "CREATE TABLE requests (id TEXT)");
        assertThatThrownBy(() -> read(database))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("columns of 'requests'");
    }

    @Test
    void everyCutOfADatabaseIsCorruptOrReported() throws IOException, SQLException {
        byte[] database = filled();
        for (int length = 0; length < database.length; length += length < 200 ? 1 : 509) {
            byte[] cut = Arrays.copyOf(database, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(CorruptDataException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void flippedBitsGiveNothingButCorruptData(int seed) throws IOException, SQLException {
        byte[] database = filled();
        Random random = new Random(seed);
        int corrupt = 0;
        for (int i = 0; i < 120; i++) {
            byte[] damaged = database.clone();
            int at = i % 2 == 0 ? random.nextInt(damaged.length) : random.nextInt(100);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(read(damaged).requests()).hasSizeLessThanOrEqualTo(200);
            } catch (CorruptDataException expected) {
                corrupt++;
                assertThat(expected.source()).startsWith(DeleteStores.SQLITE);
            }
        }
        assertThat(corrupt).isPositive();
    }

    private byte[] filled() throws IOException, SQLException {
        StringBuilder script = new StringBuilder(DeleteStores.SCHEMA);
        for (int i = 0; i < 200; i++) {
            script.append(";INSERT INTO requests VALUES ('%08x', 'acme', %d, NULL, 10, 20, 1, 0, '{app=\"%s\"}')"
                    .formatted(i, 1000 + i, "x".repeat(100)));
        }
        return DeleteStores.sqlite(temporary, "PRAGMA page_size=1024;BEGIN;" + script + ";COMMIT");
    }
}
