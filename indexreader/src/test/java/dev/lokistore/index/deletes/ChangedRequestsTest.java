package dev.lokistore.index.deletes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.Effort;
import dev.lokistore.index.bolt.BoltCursor;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.index.bolt.BoltFileBuilder;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is asked for changes in a store of delete requests; all other rows are the same bytes. */
class ChangedRequestsTest {
    private static final Instant AT = Instant.parse("2026-12-01T00:00:00.123456789Z");
    private static final String AT_NANOS = "1796083200123456789";
    private static final String TIMES = "1a205edc11e:1a1f11a6000:1a1f640b818";
    /** Of tenants one of whose names begins with the other's, and of one who has requests alone. */
    private static final String[] ROWS = {
        "1|1:aaaaaaaa=received",
        "1|1:aaaaaaaa:1=processed",
        "1|1:bbbbbbbb=processed",
        "1|10:aaaaaaaa=received",
        "1|z:cccccccc=received",
        "2:1:aaaaaaaa|" + TIMES + "={app=\"a\"}",
        "2:1:aaaaaaaa:1|" + TIMES + "={app=\"a\"}",
        "2:1:bbbbbbbb|" + TIMES + "={app=\"b\"}",
        "2:10:aaaaaaaa|" + TIMES + "={app=\"a\"} |= \"é\"",
        "2:z:cccccccc|" + TIMES + "={app=\"c\"}",
        "3:1|=17000000000000000",
        "3:10|=17000000000000001",
    };

    private static final String SQL = DeleteStores.SCHEMA
            + ";INSERT INTO requests VALUES ('aaaaaaaa', '1', 10, NULL, 0, 9, 2, 1, '{app=\"a\"}'),"
            + " ('bbbbbbbb', '1', 10, 20, 0, 9, 1, 1, '{app=\"b\"}'),"
            + " ('cccccccc', '10', 10, NULL, 0, 9, 1, 0, '{app=\"secret\"}'), ('dddddddd', 'z', 10, NULL, 0, 9, 1, 0, '{}')"
            + ";INSERT INTO shards VALUES ('aaaaaaaa', '1', 0, 4), ('cccccccc', '10', 0, 9), ('dddddddd', 'z', 0, 9)"
            + ";INSERT INTO cache_gen VALUES ('1', 5), ('10', 6)";

    @TempDir
    private Path temporary;

    private static TenantId tenant(String id) {
        return TenantId.of(id);
    }

    private static RequestChange.Processed processed(String tenant, String id) {
        return new RequestChange.Processed(Set.of(new RequestName(tenant(tenant), id)), AT);
    }

    private byte[] changed(String key, byte[] database, RequestChange change) throws IOException {
        return changedObject(key, DeleteStores.gzip(database), change);
    }

    private byte[] changedObject(String key, byte[] stored, RequestChange change) throws IOException {
        try (MemoryObjectStore store = new MemoryObjectStore()) {
            store.put(ObjectKey.of(key), stored);
            byte[] bytes = DeleteRequestStore.at(store, ObjectKey.of(key))
                    .orElseThrow()
                    .changed(store, change, temporary);
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
                return in.readAllBytes();
            }
        }
    }

    private List<String> rows(RequestChange change) throws IOException {
        List<String> rows = new ArrayList<>();
        byte[] database = changed(DeleteStores.BOLTDB, DeleteStores.boltdb(ROWS), change);
        BoltCursor cursor = BoltFile.open(ByteSource.of("changed", database))
                .bucket("index")
                .orElseThrow()
                .cursor();
        while (cursor.next()) {
            rows.add(new String(cursor.key(), UTF_8).replace('\0', '|') + "=" + new String(cursor.value(), UTF_8));
        }
        return rows;
    }

    private static List<String> except(List<String> replaced, String... by) {
        return Stream.concat(Stream.of(ROWS).filter(row -> !replaced.contains(row)), Stream.of(by))
                .toList();
    }

    private static List<String> of(String tenant) {
        return Stream.of(ROWS)
                .filter(row -> row.startsWith("1|" + tenant + ":")
                        || row.startsWith("2:" + tenant + ":")
                        || row.startsWith("3:" + tenant + "|"))
                .toList();
    }

    @Test
    void processedShardsAreMarkedAndCachesOfTheirTenantAreStale() throws Exception {
        assertThat(rows(processed("1", "aaaaaaaa")))
                .containsExactlyInAnyOrderElementsOf(except(
                        List.of("1|1:aaaaaaaa=received", "3:1|=17000000000000000"),
                        "1|1:aaaaaaaa=processed",
                        "3:1|=" + AT_NANOS));
        assertThat(rows(processed("z", "cccccccc")))
                .containsExactlyInAnyOrderElementsOf(
                        except(List.of("1|z:cccccccc=received"), "1|z:cccccccc=processed", "3:z|=" + AT_NANOS));
    }

    @Test
    void aTenantGoesAndAnotherWhoseNameBeginsAlikeKeepsEveryByte() throws Exception {
        assertThat(rows(new RequestChange.Without(tenant("1")))).containsExactlyInAnyOrderElementsOf(except(of("1")));
        assertThat(rows(new RequestChange.Without(tenant("10")))).containsExactlyInAnyOrderElementsOf(except(of("10")));
    }

    @Test
    void theLastTenantLeavesAnEmptyStore() throws Exception {
        byte[] left = changed(
                DeleteStores.BOLTDB,
                DeleteStores.boltdb("1|1:aaaaaaaa=received", "2:1:aaaaaaaa|" + TIMES + "={a=\"b\"}"),
                new RequestChange.Without(tenant("1")));

        DeleteRequests read =
                DeleteStores.read(DeleteStores.BOLTDB, DeleteStores.gzip(left), temporary, (subject, cause) -> {
                    throw new AssertionError(cause);
                });
        assertThat(read.requests()).isEmpty();
    }

    @Test
    void requestsOfARenamedTenantAreTheOthers() throws Exception {
        assertThat(rows(new RequestChange.Renamed(tenant("1"), tenant("new"), false, AT)))
                .containsExactlyInAnyOrderElementsOf(except(
                        of("1"),
                        "1|new:aaaaaaaa=received",
                        "1|new:aaaaaaaa:1=processed",
                        "1|new:bbbbbbbb=processed",
                        "2:new:aaaaaaaa|" + TIMES + "={app=\"a\"}",
                        "2:new:aaaaaaaa:1|" + TIMES + "={app=\"a\"}",
                        "2:new:bbbbbbbb|" + TIMES + "={app=\"b\"}",
                        "3:new|=" + AT_NANOS));
        assertThatThrownBy(() -> rows(new RequestChange.Renamed(tenant("1"), tenant("10"), false, AT)))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("none of tenant '10'");
    }

    @Test
    void copiesThatTheOldOneKeepsHaveIdsOfTheirOwn() throws Exception {
        List<String> rows = rows(new RequestChange.Renamed(tenant("1"), tenant("new"), true, AT));

        assertThat(rows).contains("1|new:aaaaaaaa=received", "1|new:aaaaaaaa:1=processed", "3:1|=17000000000000000");
        assertThat(rows).hasSize(ROWS.length + of("1").size());
        assertThat(rows.stream()
                        .filter(row -> row.startsWith("1|1:"))
                        .map(row -> row.substring(4, 12))
                        .distinct())
                .hasSize(2)
                .doesNotContain("aaaaaaaa", "bbbbbbbb", "cccccccc");
        assertThat(rows.stream().filter(row -> row.startsWith("2:1:")).map(row -> row.substring(row.indexOf('|'))))
                .containsExactlyInAnyOrder(
                        "|" + TIMES + "={app=\"a\"}", "|" + TIMES + "={app=\"a\"}", "|" + TIMES + "={app=\"b\"}");
    }

    private List<String> table(byte[] database, String table) throws IOException, SQLException {
        Path file = Files.write(temporary.resolve("look.sqlite"), database);
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("SELECT * FROM " + table)) {
            while (result.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    columns.add(String.valueOf(result.getObject(i)));
                }
                rows.add(String.join(",", columns));
            }
        } finally {
            Files.delete(file);
        }
        return rows.stream().sorted().toList();
    }

    @Test
    void sqliteRowsLikewise() throws Exception {
        byte[] database = DeleteStores.sqlite(temporary, SQL);
        byte[] done = changed(DeleteStores.SQLITE, database, processed("1", "aaaaaaaa"));
        assertThat(table(done, "requests"))
                .containsExactly(
                        "aaaaaaaa,1,10,1796083200123,0,9,2,2,{app=\"a\"}",
                        "bbbbbbbb,1,10,20,0,9,1,1,{app=\"b\"}",
                        "cccccccc,10,10,null,0,9,1,0,{app=\"secret\"}",
                        "dddddddd,z,10,null,0,9,1,0,{}");
        assertThat(table(done, "shards")).containsExactly("cccccccc,10,0,9", "dddddddd,z,0,9");
        assertThat(table(done, "cache_gen")).containsExactly("1,5", "10,6");

        byte[] left = changed(DeleteStores.SQLITE, database, new RequestChange.Without(tenant("10")));
        assertThat(table(left, "requests")).hasSize(3).noneMatch(row -> row.contains(",10,10,"));
        assertThat(table(left, "shards")).containsExactly("aaaaaaaa,1,0,4", "dddddddd,z,0,9");
        assertThat(table(left, "cache_gen")).containsExactly("1,5");
        assertThat(new String(database, UTF_8)).contains("secret");
        assertThat(new String(left, UTF_8)).as("pages that are free").doesNotContain("secret");

        byte[] renamed = changed(
                DeleteStores.SQLITE, database, new RequestChange.Renamed(tenant("1"), tenant("new"), false, AT));
        assertThat(table(renamed, "requests"))
                .containsExactly(
                        "aaaaaaaa,new,10,null,0,9,2,1,{app=\"a\"}",
                        "bbbbbbbb,new,10,20,0,9,1,1,{app=\"b\"}",
                        "cccccccc,10,10,null,0,9,1,0,{app=\"secret\"}",
                        "dddddddd,z,10,null,0,9,1,0,{}");
        assertThat(table(renamed, "shards")).contains("aaaaaaaa,new,0,4").hasSize(3);
        assertThat(table(renamed, "cache_gen")).containsExactly("10,6", "new," + AT_NANOS);
    }

    @Test
    void aSqliteStoreWithoutGenerationsGetsThemWhenItIsToHaveOne() throws Exception {
        byte[] database = with(DeleteStores.sqlite(temporary, SQL), "DROP TABLE cache_gen");

        byte[] renamed = changed(
                DeleteStores.SQLITE, database, new RequestChange.Renamed(tenant("1"), tenant("new"), false, AT));

        assertThat(table(renamed, "cache_gen")).containsExactly("new," + AT_NANOS);
        assertThat(table(renamed, "requests")).hasSize(4).anyMatch(row -> row.startsWith("aaaaaaaa,new,"));
        assertThat(table(changed(DeleteStores.SQLITE, database, processed("1", "aaaaaaaa")), "requests"))
                .anyMatch(row -> row.startsWith("aaaaaaaa,1,10," + AT.toEpochMilli()));
    }

    /** As Loki makes the table, no id twice. */
    @Test
    void sqliteCopiesThatTheOldOneKeepsHaveIdsOfTheirOwn() throws Exception {
        byte[] database = DeleteStores.sqlite(
                temporary,
                SQL.replace("id TEXT, user_id", "id TEXT PRIMARY KEY, user_id")
                        .replace(", PRIMARY KEY (user_id, id)", ""));

        byte[] renamed =
                changed(DeleteStores.SQLITE, database, new RequestChange.Renamed(tenant("1"), tenant("new"), true, AT));

        assertThat(table(renamed, "requests")).hasSize(6).anyMatch(row -> row.startsWith("aaaaaaaa,new,"));
        assertThat(table(renamed, "requests").stream().filter(row -> row.contains(",1,10,")))
                .extracting(row -> row.substring(8))
                .containsExactlyInAnyOrder(",1,10,null,0,9,2,1,{app=\"a\"}", ",1,10,20,0,9,1,1,{app=\"b\"}");
        assertThat(table(renamed, "shards")).hasSize(4);
        assertThat(table(renamed, "cache_gen")).containsExactly("1,5", "10,6", "new," + AT_NANOS);
    }

    @Test
    void whatIsNotKnownIsNeverWrittenAnew() throws Exception {
        byte[] twoBuckets = new BoltFileBuilder(4096)
                .bucket("index", rowsOf("1|1:aaaaaaaa=received", "2:1:aaaaaaaa|" + TIMES + "={}"))
                .bucket("other", rowsOf("k=v"))
                .build();
        byte[] otherBucket =
                new BoltFileBuilder(4096).bucket("chunks", rowsOf("k=v")).build();
        for (byte[] database : List.of(twoBuckets, otherBucket)) {
            assertThatThrownBy(() -> changed(DeleteStores.BOLTDB, database, new RequestChange.Without(tenant("1"))))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("buckets");
        }
        assertThatThrownBy(() -> changed(DeleteStores.BOLTDB, DeleteStores.boltdb(ROWS), processed("1", "dddddddd")))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("dddddddd");
        for (String broken :
                List.of("1|1:dddddddd=received", "4:1|=x", "1|1:aaaaaaaa=gone", "2:1:eeeeeeee|1:2=x", "nokey=x")) {
            String[] rows = Arrays.copyOf(ROWS, ROWS.length + 1);
            rows[ROWS.length] = broken;
            assertThatThrownBy(() -> changed(
                            DeleteStores.BOLTDB, DeleteStores.boltdb(rows), new RequestChange.Without(tenant("z"))))
                    .as(broken)
                    .isInstanceOf(CorruptDataException.class);
        }
        for (String more : List.of(
                "CREATE TRIGGER t AFTER DELETE ON requests BEGIN DELETE FROM cache_gen; END",
                "CREATE VIEW v AS SELECT 1")) {
            byte[] database = with(DeleteStores.sqlite(temporary, SQL), more);
            assertThatThrownBy(() -> changed(DeleteStores.SQLITE, database, new RequestChange.Without(tenant("1"))))
                    .as(more)
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("content of the database");
        }
    }

    private byte[] with(byte[] database, String command) throws IOException, SQLException {
        Path file = Files.write(temporary.resolve("more.sqlite"), database);
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(command);
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }

    private static SortedMap<byte[], byte[]> rowsOf(String... rows) {
        SortedMap<byte[], byte[]> content = BoltFileBuilder.rows();
        for (String row : rows) {
            int split = row.indexOf('=');
            content.put(
                    row.substring(0, split).replace('|', '\0').getBytes(UTF_8),
                    row.substring(split + 1).getBytes(UTF_8));
        }
        return content;
    }

    /** What a damaged store makes of a change, one of three. */
    private void damaged(String key, byte[] stored, String what, int which) throws IOException {
        RequestChange change = List.of(
                        new RequestChange.Without(tenant("1")),
                        new RequestChange.Renamed(tenant("1"), tenant("new"), true, AT),
                        processed("1", "aaaaaaaa"))
                .get(which % 3);
        try {
            byte[] database = changedObject(key, stored, change);
            // then it reads as before, but for the change: ChangedRequests has compared it
            DeleteStores.read(key, DeleteStores.gzip(database), temporary, (subject, cause) -> {
                throw new AssertionError(what, cause);
            });
        } catch (CorruptDataException e) {
            // told of, and nothing is written
        } catch (IOException | RuntimeException e) {
            throw new AssertionError(what + ", " + change, e);
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left).as(what).isEmpty();
        }
    }

    private byte[] sound(DeleteRequestStore.Form form) throws IOException, SQLException {
        return form == DeleteRequestStore.Form.BOLTDB ? DeleteStores.boltdb(ROWS) : DeleteStores.sqlite(temporary, SQL);
    }

    private static String key(DeleteRequestStore.Form form) {
        return form == DeleteRequestStore.Form.BOLTDB ? DeleteStores.BOLTDB : DeleteStores.SQLITE;
    }

    @ParameterizedTest
    @EnumSource
    void cutOffAnywhereItIsToldOf(DeleteRequestStore.Form form) throws Exception {
        byte[] database = sound(form);
        int step = Effort.of(997, 61);
        for (int length = 0; length < database.length; length += step) {
            damaged(key(form), DeleteStores.gzip(Arrays.copyOf(database, length)), "cut to " + length, length);
        }
        byte[] stored = DeleteStores.gzip(database);
        for (int length = 0; length < stored.length; length += Effort.of(13, 1)) {
            damaged(key(form), Arrays.copyOf(stored, length), "stored cut to " + length, length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBitFlippedAnywhereDoesNoHarm(DeleteRequestStore.Form form) throws Exception {
        byte[] database = sound(form);
        Random random = new Random(4);
        for (int i = 0; i < Effort.of(40, 1500); i++) {
            byte[] flipped = database.clone();
            // where something is: most of a page is nothing
            int at = random.nextInt(flipped.length);
            for (int tries = 0; flipped[at] == 0 && tries < 20; tries++) {
                at = random.nextInt(flipped.length);
            }
            flipped[at] ^= (byte) (1 << random.nextInt(8));
            damaged(key(form), DeleteStores.gzip(flipped), "bit in byte " + at, i);
        }
    }

    /** Each 4 bytes say that there is more than there can be. */
    @ParameterizedTest
    @EnumSource
    void lengthsThatAreTooLargeSizeNothing(DeleteRequestStore.Form form) throws Exception {
        byte[] database = sound(form);
        for (int at = 0; at + 4 <= Math.min(database.length, 1 << 14); at += Effort.of(340, 16)) {
            byte[] oversize = database.clone();
            Arrays.fill(oversize, at, at + 3, (byte) 0xff);
            oversize[at + 3] = 0x7f;
            damaged(key(form), DeleteStores.gzip(oversize), "length at " + at, at / 4);
        }
    }
}
