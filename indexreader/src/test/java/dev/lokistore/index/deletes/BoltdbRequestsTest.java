package dev.lokistore.index.deletes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.objectstore.ArchiveLimits;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import dev.lokistore.objectstore.tar.TarReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BoltdbRequestsTest {
    private static final String TIMES = "1a205edc11e:1a1f11a6000:1a1f640b818";

    private final List<String> problems = new ArrayList<>();

    @TempDir
    Path temporary;

    private DeleteRequests read(byte[] database) throws IOException {
        return DeleteStores.read(
                DeleteStores.BOLTDB,
                DeleteStores.gzip(database),
                temporary,
                (subject, cause) -> problems.add(subject + "! " + cause.getMessage()));
    }

    private DeleteRequests rows(String... rows) throws IOException {
        return read(DeleteStores.boltdb(rows));
    }

    private ObjectReader fixture(String name) throws IOException {
        Path archive = Path.of(System.getProperty("lokistore.testdata"), name + ".tar.gz");
        return TarReader.open(archive, ArchiveLimits.DEFAULT, temporary);
    }

    private static String below(ObjectReader store, String end) throws IOException {
        try (var listing = store.list("")) {
            while (listing.next()) {
                String key = listing.entry().key().value();
                if (key.endsWith(end)) {
                    return key.substring(0, key.length() - end.length());
                }
            }
        }
        return fail("no " + end);
    }

    @ParameterizedTest
    @CsvSource({"minio-deletes-and-rules,fake", "fs-tsdb-v13-deletes,acme"})
    void requestsAreThoseThatLokiListed(String name, String tenant) throws IOException {
        try (ObjectReader store = fixture(name)) {
            String prefix = below(store, "delete_requests/delete_requests.gz");
            List<DeleteRequestStore> found = DeleteRequestStore.find(store, List.of("nowhere/", prefix));
            assertThat(found).singleElement().matches(one -> one.form() == DeleteRequestStore.Form.BOLTDB);
            DeleteRequests read =
                    found.get(0).read(store, temporary, (subject, cause) -> problems.add(cause.getMessage()));

            String json = below(store, "delete-requests.json") + "delete-requests.json";
            JsonNode listed = new ObjectMapper().readTree(store.readAll(ObjectKey.of(json), 1 << 20));
            assertThat(problems).isEmpty();
            assertThat(listed.size()).isPositive();
            assertThat(read.requests()).hasSize(listed.size());
            Map<String, DeleteRequest> byId = new HashMap<>();
            read.requests().forEach(request -> byId.put(request.requestId(), request));
            for (JsonNode expected : listed) {
                DeleteRequest request = byId.get(expected.get("request_id").asText());
                JsonNode selectors = expected.get("selectors");
                String query = selectors == null
                        ? expected.get("query").asText()
                        : selectors.get(0).asText();
                assertThat(request.tenant()).isEqualTo(TenantId.of(tenant));
                assertThat(request.query()).isEqualTo(query);
                assertThat(request.selectors()).containsExactly(query);
                assertThat(request.status().label())
                        .isEqualTo(expected.get("status").asText());
                assertThat(request.shards()).isEqualTo(1);
                assertThat(request.from().getEpochSecond())
                        .isEqualTo(expected.get("start_time").asLong());
                assertThat(request.through().getEpochSecond())
                        .isEqualTo(expected.get("end_time").asLong());
                BigDecimal created = expected.get("created_at").decimalValue().movePointRight(3);
                assertThat(request.createdAt()).isEqualTo(Instant.ofEpochMilli(created.longValueExact()));
            }
        }
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left.map(Path::toString)).noneMatch(file -> file.contains("lokistore-deletes"));
        }
    }

    @Test
    void cacheGenerationsAreRead() throws IOException {
        assertThat(rows("3:acme|=1795395834176328557").cacheGenerations())
                .containsExactly(Map.entry(TenantId.of("acme"), 1795395834176328557L));
    }

    @Test
    void shardsAreMergedAndTheirProgressIsTold() throws IOException {
        DeleteRequests read = rows(
                "1|a:00000001=processed",
                "2:a:00000001|9:10:1f={x=\"1\"} |= \"e\"",
                "1|a:00000001:1=received",
                "2:a:00000001:1|9:1f:2f={x=\"1\"} |= \"e\"",
                "1|a:00000001:2=received",
                "2:a:00000001:2|9:2f:30={x=\"1\"} |= \"e\"");
        assertThat(problems).isEmpty();
        assertThat(read.requests())
                .containsExactly(new DeleteRequest(
                        "00000001",
                        TenantId.of("a"),
                        "{x=\"1\"} |= \"e\"",
                        Instant.ofEpochMilli(0x10),
                        Instant.ofEpochMilli(0x30),
                        new DeleteStatus(1, 3),
                        Instant.ofEpochMilli(9),
                        3));
        assertThat(read.requests().get(0).status().label()).isEqualTo("33% Complete");
    }

    @Test
    void tenantsWhoseNamesBeginAlikeKeepTheirRequests() throws IOException {
        DeleteRequests read = rows(
                "1|1:00000001=received",
                "2:1:00000001|1:2:3={a=\"b\"}",
                "1|10:00000001=processed",
                "2:10:00000001|1:2:3={c=\"d\"}");
        assertThat(read.requests())
                .extracting(request -> request.tenant() + " " + request.query() + " " + request.status())
                .containsExactly("1 {a=\"b\"} received", "10 {c=\"d\"} processed");
    }

    @Test
    void severalSelectorsOfLoki25AreToldApart() throws IOException {
        DeleteRequest request = rows("1|a:00000001=received", "2:a:00000001|1:2:3={a=\"b\"}\0{c=\"d\"}")
                .requests()
                .get(0);
        assertThat(request.selectors()).containsExactly("{a=\"b\"}", "{c=\"d\"}");
        assertThat(request.queryText()).isEqualTo("{a=\"b\"} or {c=\"d\"}");
    }

    @Test
    void aDatabaseWithoutRowsHasNoRequests() throws IOException {
        assertThat(rows().requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1|a:0000000b=done",
                "1|a:0000000b=",
                "1|a:0000000b:x=received",
                "1|a:0000000b:01=received",
                "1|a:0000000=received",
                "1|a/b:0000000b=received",
                "1a:0000000b=received",
                "4|a:0000000b=received",
                "2:a:0000000b|1:2={}",
                "2:a:0000000b|1:2:3:4={}",
                "2:a:0000000b|1:3:2={}",
                "2:a:0000000b|1:2:ffffffffffffffff={}",
                "2:a:0000000b|1:A:B={}",
                "2:a:0000000b|={}",
                "2:a:0000000b|1:2:3={}",
                "1|a:0000000b=received",
                "3:a|=soon",
                "3:a|=9999999999999999999"
            })
    void aBrokenRowIsReportedAndTheOthersAreRead(String row) throws IOException {
        DeleteRequests read = rows("1|a:00000001=received", "2:a:00000001|" + TIMES + "={x=\"y\"}", row);
        assertThat(read.requests()).extracting(DeleteRequest::requestId).containsExactly("00000001");
        assertThat(read.cacheGenerations()).isEmpty();
        assertThat(problems).hasSize(1);
        assertThat(problems.get(0)).startsWith(DeleteStores.BOLTDB + "! ").contains(" at byte ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1|a:00000001:1=received",
                "2:a:00000001:1|9:1f:2f={x=\"1\"}",
                "1|a:00000001:1=odd",
            })
    void aRequestIsNeverHalfRead(String row) throws IOException {
        assertThat(rows("1|a:00000001=received", "2:a:00000001|9:10:1f={x=\"1\"}", row)
                        .requests())
                .isEmpty();
        assertThat(problems).isNotEmpty();
    }

    @Test
    void shardsWithOtherQueriesAreNoRequest() throws IOException {
        DeleteRequests read = rows(
                "1|a:00000001=received",
                "2:a:00000001|9:10:1f={x=\"1\"}",
                "1|a:00000001:1=received",
                "2:a:00000001:1|9:1f:2f={x=\"2\"}");
        assertThat(read.requests()).isEmpty();
        assertThat(problems).singleElement().asString().contains("shard 1 of delete request 00000001");
    }

    @Test
    void twoRowsOfDetailsAreNoRequest() throws IOException {
        assertThat(rows("1|a:00000001=received", "2:a:00000001|9:10:1f={x=\"1\"}", "2:a:00000001|9:10:2f={x=\"1\"}")
                        .requests())
                .isEmpty();
        assertThat(problems).singleElement().asString().contains("one row of details");
    }

    @Test
    void tooManyBrokenRowsAreABrokenStore() {
        String[] rows = new String[200];
        Arrays.setAll(rows, i -> "9|" + i + "=x");
        assertThatThrownBy(() -> rows(rows)).isInstanceOf(CorruptDataException.class);
        assertThat(problems).hasSize(100);
    }

    @Test
    void aStoreThatIsNotThereIsNotFound() throws IOException {
        try (MemoryObjectStore store = new MemoryObjectStore()) {
            assertThat(DeleteRequestStore.find(store, List.of("index/"))).isEmpty();
        }
    }

    @Test
    void everyCutOfThePackedFixtureIsCorrupt() throws IOException {
        try (ObjectReader store = fixture("fs-tsdb-v13-deletes")) {
            byte[] packed = packed(store);
            for (int length = 0; length < packed.length; length++) {
                byte[] cut = Arrays.copyOf(packed, length);
                assertThatThrownBy(() -> DeleteStores.read(DeleteStores.BOLTDB, cut, temporary, (s, c) -> {}))
                        .isInstanceOf(CorruptDataException.class)
                        .hasMessageStartingWith(DeleteStores.BOLTDB);
            }
        }
    }

    private static byte[] packed(ObjectReader store) throws IOException {
        String end = "delete_requests/delete_requests.gz";
        return store.readAll(ObjectKey.of(below(store, end) + end), 1 << 20);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void flippedBitsGiveNothingButCorruptData(int seed) throws IOException {
        byte[] database;
        try (ObjectReader store = fixture("fs-tsdb-v13-deletes");
                GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed(store)))) {
            database = in.readAllBytes();
        }
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = database.clone();
            // most of a database of this size is free space
            int at = i % 2 == 0 ? random.nextInt(damaged.length) : random.nextInt(256);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(read(damaged).requests()).hasSizeLessThanOrEqualTo(4);
            } catch (CorruptDataException expected) {
                assertThat(expected.source()).startsWith(DeleteStores.BOLTDB);
            }
        }
    }

    @Test
    void aStoreThatFailsIsNoBrokenStore() {
        DeleteRequestStore gone = new DeleteRequestStore(
                new dev.lokistore.objectstore.ObjectInfo(ObjectKey.of("x"), 1, Instant.EPOCH, ""),
                DeleteRequestStore.Form.BOLTDB);
        assertThatThrownBy(() -> gone.read(new MemoryObjectStore(), temporary, (s, c) -> {}))
                .isInstanceOf(StoreException.class);
    }
}
