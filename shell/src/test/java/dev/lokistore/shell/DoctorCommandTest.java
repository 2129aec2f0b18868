package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lokistore.index.layout.BucketHash;
import dev.lokistore.objectstore.StoreUri;
import dev.lokistore.objectstore.testing.S3TestServer;
import dev.lokistore.objectstore.testing.StubServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code doctor} on sound stores, and on stores with one planted fault each. */
@Tag("one-runtime")
class DoctorCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NOW = "2026-11-23T01:00:00Z";
    private static final String FIXTURE = "minio-boltdb-v12";
    private static final String TABLE = "loki_index_20777";
    private static final Map<String, String> KEYS = Map.of(
            "HOME", "/dev/null/home",
            "AWS_ACCESS_KEY_ID", S3TestServer.ACCESS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY", S3TestServer.SECRET_ACCESS_KEY);

    @TempDir
    private Path folder = Path.of("");

    private static CliRun doctor(Path store, String... more) {
        return doctor(store.toString(), Map.of("HOME", "/dev/null/home"), more);
    }

    private static CliRun doctor(String store, Map<String, String> environment, String... more) {
        List<String> all = new ArrayList<>(List.of("-s", store, "doctor", "--now", NOW, "-o", "jsonl"));
        all.addAll(List.of(more));
        return CliRun.World.PIPED.with(environment).run(all.toArray(String[]::new));
    }

    /** Ids of the findings from {@code warning} up. */
    private static List<String> alarms(CliRun run) throws IOException {
        List<String> ids = new ArrayList<>();
        for (String line : run.lines()) {
            JsonNode finding = JSON.readTree(line);
            if (!finding.path("severity").asText().equals("info")) {
                ids.add(finding.path("id").asText());
            }
        }
        assertThat(run.code()).as(run.err()).isEqualTo(ids.isEmpty() ? 0 : 3);
        return ids;
    }

    private Path store() throws IOException {
        return Archives.unpack(FIXTURE, folder).resolve("store");
    }

    private Path config(String text) throws IOException {
        return Files.writeString(folder.resolve("loki.yaml"), text);
    }

    private static String schema(String from, String store, String prefix, String period, String objectStore) {
        return """
                auth_enabled: false
                common: {storage: {s3: {endpoint: "127.0.0.1:9000", insecure: true, bucketnames: chunks}}}
                schema_config:
                  configs:
                  - {from: "%s", store: %s, object_store: %s, schema: v12, index: {prefix: %s, period: %s}}
                """.formatted(from, store, objectStore, prefix, period);
    }

    private List<String> alarmsWith(String configuration) throws IOException {
        return alarms(doctor(store(), "--loki-config", config(configuration).toString()));
    }

    // ---- sound stores

    static Stream<String> fixtures() throws IOException {
        try (Stream<Path> files = Files.list(CliRun.archive("any").getParent())) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".tar.gz"))
                    .map(name -> name.replace(".tar.gz", ""))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("fixtures")
    void soundStoreHasNoFindingWithAndWithoutItsConfiguration(String fixture) throws IOException {
        assertThat(alarms(doctor(CliRun.archive(fixture)))).isEmpty();

        Path unpacked = Archives.unpack(fixture, folder);
        CliRun run = doctor(
                unpacked.resolve("store"),
                "--loki-config",
                unpacked.resolve("loki.yaml").toString());
        assertThat(alarms(run)).isEmpty();
        assertThat(run.out()).contains("\"id\":\"uploads\"").contains("\"offset\":null");
    }

    @ParameterizedTest
    @EnumSource(StoreUri.Client.class)
    void soundBucketHasNoFindingAndTellsWhatTheServerLacks(StoreUri.Client client) throws Exception {
        try (S3TestServer server = S3TestServer.serving(Archives.unpack(FIXTURE, folder))) {
            CliRun run = doctor(server.uri(client, "store").toString(), KEYS, "--probe-write");

            assertThat(alarms(run)).isEmpty();
            assertThat(run.err()).contains("not checked: lifecycle rules of bucket store");
        }
        assertThat(folder.resolve(FIXTURE + "/store/.lokistore/probe"))
                .satisfies(probe -> assertThat(Files.exists(probe) ? files(probe) : List.of())
                        .isEmpty());
    }

    private static List<Path> files(Path below) {
        try (Stream<Path> paths = Files.walk(below)) {
            return paths.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    // ---- access

    @ParameterizedTest
    @EnumSource(StoreUri.Client.class)
    void wrongCredentialsAreAFinding(StoreUri.Client client) throws Exception {
        Map<String, String> wrong = Map.of(
                "HOME", "/dev/null/home",
                "AWS_ACCESS_KEY_ID", S3TestServer.ACCESS_KEY_ID,
                "AWS_SECRET_ACCESS_KEY", "not-the-secret-key");
        S3TestServer.shared().createBucket("doctored-" + client.name().toLowerCase(java.util.Locale.ROOT));
        String uri = S3TestServer.shared()
                .uri(client, "doctored-" + client.name().toLowerCase(java.util.Locale.ROOT))
                .toString();
        CliRun run = doctor(uri, wrong);

        assertThat(alarms(run)).containsExactly("credentials-refused");
        assertThat(run.out() + run.err()).doesNotContain("not-the-secret-key");
    }

    @ParameterizedTest
    @CsvSource({
        "AWS,AccessDenied,403,list-denied",
        "MINIO,AccessDenied,403,list-denied",
        "AWS,NoSuchBucket,404,bucket-missing"
    })
    void deniedListingAndMissingBucketAreFindings(StoreUri.Client client, String code, int status, String id)
            throws Exception {
        try (StubServer server = new StubServer(StubServer.error(status, code))) {
            String uri = client == StoreUri.Client.AWS
                    ? "s3://b?region=us-east-1&secure=false&endpoint=" + server.address()
                    : "minio://" + server.address() + "/b?secure=false";

            assertThat(alarms(doctor(uri, KEYS))).containsExactly(id);
        }
    }

    @ParameterizedTest
    @EnumSource(StoreUri.Client.class)
    void missingBucketOfARealServerIsAFinding(StoreUri.Client client) throws Exception {
        String uri = S3TestServer.shared().uri(client, "nobody-made-this").toString();

        assertThat(alarms(doctor(uri, KEYS))).containsExactly("bucket-missing");
    }

    @Test
    void missingFolderAndFolderWithoutLokiAreFindings() throws IOException {
        assertThat(alarms(doctor(folder.resolve("nothing")))).containsExactly("bucket-missing");
        assertThat(alarms(doctor(Files.createDirectory(folder.resolve("empty")))))
                .containsExactly("no-loki-store");
    }

    @ParameterizedTest
    @EnumSource(StoreUri.Client.class)
    void missingRulerBucketIsFoundByOptionAndByConfiguration(StoreUri.Client client) throws Exception {
        try (S3TestServer server = S3TestServer.serving(Archives.unpack(FIXTURE, folder))) {
            String store = server.uri(client, "store").toString();
            String ruler = server.uri(client, "ruler").toString();
            Path config = config("ruler: {storage: {s3: {bucketnames: ruler}}}\n");

            assertThat(alarms(doctor(store, KEYS, "--rules-store", ruler))).containsExactly("ruler-bucket-missing");
            assertThat(alarms(doctor(store, KEYS, "--loki-config", config.toString())))
                    .containsExactly("ruler-bucket-missing");
            server.createBucket("ruler");
            assertThat(alarms(doctor(store, KEYS, "--rules-store", ruler))).isEmpty();
        }
    }

    // ---- store against configuration

    @Test
    void schemaFromLaterThanTheDataIsFound() throws IOException {
        assertThat(alarmsWith(schema("2026-11-21", "boltdb-shipper", "loki_index_", "24h", "s3")))
                .contains("schema-from-late")
                .containsOnly("schema-from-late", "table-outside-schema");
    }

    @Test
    void wrongIndexPrefixIsFound() throws IOException {
        assertThat(alarmsWith(schema("2022-06-17", "boltdb-shipper", "index_", "24h", "s3")))
                .contains("index-prefix-differs");
    }

    @Test
    void wrongIndexStoreIsFound() throws IOException {
        assertThat(alarmsWith(schema("2022-06-17", "tsdb", "loki_index_", "24h", "s3")))
                .contains("index-store-differs");
    }

    @Test
    void wrongObjectStoreIsFound() throws IOException {
        assertThat(alarmsWith(schema("2022-06-17", "boltdb-shipper", "loki_index_", "24h", "filesystem")))
                .contains("object-store-differs");
    }

    @Test
    void periodOf168HoursIsFound() throws IOException {
        assertThat(alarmsWith(schema("2022-06-17", "boltdb-shipper", "loki_index_", "168h", "s3")))
                .contains("index-period-not-24h");
    }

    @Test
    void filesystemBesideS3IsFound() throws IOException {
        String text = schema("2022-06-17", "boltdb-shipper", "loki_index_", "24h", "s3")
                + "storage_config: {filesystem: {directory: /var/loki/chunks}}\n";

        assertThat(alarmsWith(text)).containsExactly("filesystem-beside-s3");
    }

    @Test
    void replicationFactorAboveTheWriteReplicasIsFound() throws IOException {
        String values = """
                loki: {commonConfig: {replication_factor: 3}}
                write: {replicas: 2}
                """;
        assertThat(alarmsWith(values)).containsExactly("replication-above-replicas");
        assertThat(alarms(doctor(
                        CliRun.archive(FIXTURE),
                        "--loki-config",
                        config(values.replace("replicas: 2", "replicas: 3")).toString())))
                .isEmpty();
    }

    @Test
    void writersAreNamedWithTheLinesOfTheValues() throws IOException {
        Path values = config("loki:\n  commonConfig:\n    replication_factor: 3\nwrite:\n  replicas: 2\n");
        CliRun run = doctor(CliRun.archive(FIXTURE), "--loki-config", values.toString());

        assertThat(alarms(run)).containsExactly("replication-above-replicas");
        assertThat(run.out())
                .contains("loki.yaml line 3: replication_factor 3")
                .contains("loki.yaml line 5: write.replicas 2");
    }

    /** The names of the fixture's keys decide, by their hash, which of the buckets each object belongs to. */
    @Test
    void bucketsInAnotherOrderAreFound() throws Exception {
        Path store = store();
        for (Path file : files(store)) {
            String key = store.relativize(file).toString();
            Path to = folder.resolve("buckets/bucket-" + BucketHash.bucket(key, 2))
                    .resolve(key);
            Files.createDirectories(to.getParent());
            Files.copy(file, to, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }
        try (S3TestServer server = S3TestServer.serving(folder.resolve("buckets"))) {
            String text = schema("2022-06-17", "boltdb-shipper", "loki_index_", "24h", "s3")
                    .replace("127.0.0.1:9000", server.address())
                    .replace("insecure: true", "insecure: true, s3forcepathstyle: true, region: us-east-1");

            assertThat(alarms(inBuckets(text, "'bucket-0,bucket-1'"))).isEmpty();
            CliRun turned = inBuckets(text, "'bucket-1,bucket-0'");
            assertThat(alarms(turned)).contains("bucket-order");
            assertThat(turned.out()).contains("is in bucket 1 and not in 2");
        }
    }

    private CliRun inBuckets(String configuration, String names) throws IOException {
        Path file = config(configuration.replace("bucketnames: chunks", "bucketnames: " + names));
        return CliRun.World.PIPED
                .with(KEYS)
                .run("--loki-config", file.toString(), "doctor", "--now", NOW, "-o", "jsonl", "--fresh");
    }

    @Test
    void contradictionsOfTheConfigurationAreFindingsWithTheirLines() throws IOException {
        String sound = schema("2022-06-17", "boltdb-shipper", "loki_index_", "24h", "s3");

        CliRun two = doctor(
                CliRun.archive(FIXTURE),
                "--loki-config",
                config(sound + "storage_config: {aws: {bucketnames: other}}\n").toString());
        assertThat(alarms(two)).containsExactly("config-contradiction");
        assertThat(two.out()).contains("loki.yaml line 6").contains("bucketnames is other");
        assertThat(two.err()).doesNotContain("warning:");

        String late = "  - {from: \"2022-01-01\", store: boltdb-shipper, object_store: s3, schema: v12, index: {prefix:"
                + " loki_index_, period: 24h}}\n";
        assertThat(alarmsIn(sound + late)).containsExactly("config-refused");
        assertThat(alarmsIn(sound + "compactor: {retention_enabled: true, shared_store: filesystem}\n"))
                .containsExactly("config-contradiction");
        assertThat(alarmsIn(sound + "limits_config: {retention_period: 9d}\n")).containsExactly("config-contradiction");
    }

    private List<String> alarmsIn(String configuration) throws IOException {
        return alarms(doctor(
                CliRun.archive(FIXTURE), "--loki-config", config(configuration).toString()));
    }

    @Test
    void configurationIsTakenFromValuesManifestsAndOverrides() throws IOException {
        for (String name : new String[] {
            "loki-simple-scalable-values.yaml",
            "loki-configmap.yaml",
            "loki-secret.yaml",
            "loki-values.yaml",
            "runtime-overrides.yaml"
        }) {
            Path file = CliRun.archive(FIXTURE).resolveSibling("config").resolve(name);
            CliRun run = CliRun.World.PIPED.run(
                    "-s",
                    CliRun.archive(FIXTURE).toString(),
                    "--loki-config",
                    file.toString(),
                    "doctor",
                    "--now",
                    NOW,
                    "-o",
                    "jsonl",
                    "--only",
                    "config-refused,config-contradiction,replication-above-replicas," + "schema-version-differs");
            boolean newer = !name.contains("simple") && !name.contains("overrides");
            assertThat(alarms(run)).as(name).isEqualTo(newer ? List.of("schema-version-differs") : List.of());
        }
    }

    // ---- the index

    private static Path table(Path store) {
        return store.resolve("index").resolve(TABLE);
    }

    @Test
    void tableOfMixedKindsIsFound() throws IOException {
        Path store = store();
        Path other = Archives.unpack("fs-tsdb-v13-gzip", folder).resolve("store/chunks/index/" + TABLE);
        for (Path file : files(other)) {
            Files.copy(
                    file, table(store).resolve(file.getFileName()), java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
        }

        assertThat(alarms(doctor(store, "--skip", "chunk-missing"))).containsExactly("table-mixed-kinds");
    }

    @Test
    void strayObjectInATableIsFound() throws IOException {
        Path store = store();
        Files.writeString(Files.createDirectories(table(store).resolve("a/b")).resolve("c.tmp"), "x");

        assertThat(alarms(doctor(store))).containsExactly("table-stray-object");
    }

    @Test
    void emptyIndexFileIsFound() throws IOException {
        Path store = store();
        Path empty = Files.createFile(table(store).resolve("write-2-1795395601977738630-1795395600.gz"));
        Files.setLastModifiedTime(empty, FileTime.from(Instant.parse("2026-11-22T00:00:00Z")));

        assertThat(alarms(doctor(store))).containsExactlyInAnyOrder("index-file-empty", "index-unreadable");
    }

    @Test
    void tableLeftUncompactedForTwoDaysIsFound() throws IOException {
        assertThat(alarms(doctor(CliRun.archive(FIXTURE), "--now", "2026-11-25T00:00:00Z")))
                .hasSize(3)
                .containsOnly("table-uncompacted");
    }

    @Test
    void tableDatedInTheFutureIsFound() throws IOException {
        assertThat(alarms(doctor(CliRun.archive(FIXTURE), "--now", "2026-11-20T12:00:00Z", "--skip", "chunk-orphan")))
                .containsExactly("table-future");
    }

    @Test
    void missingObjectsAreFound() throws IOException {
        Path store = store();
        List<Path> chunks = chunks(store);
        Files.delete(chunks.get(0));
        Files.delete(chunks.get(1));
        CliRun run = doctor(store);

        assertThat(alarms(run)).containsExactly("chunk-missing");
        assertThat(run.out()).contains("2 chunks").contains("fake/");
    }

    @Test
    void objectsThatNoTableRefersToAreFoundUnlessTheyAreYoung() throws IOException {
        Path store = store();
        Path chunk = chunks(store).get(0);
        Path orphan = chunk.resolveSibling(chunk.getFileName().toString().replaceAll(":[0-9a-f]+$", ":1"));
        Files.copy(chunk, orphan);
        Files.setLastModifiedTime(orphan, FileTime.from(Instant.parse("2026-11-23T00:59:00Z")));
        assertThat(alarms(doctor(store))).isEmpty();

        Files.setLastModifiedTime(orphan, FileTime.from(Instant.parse("2026-11-21T00:00:00Z")));
        CliRun run = doctor(store);
        assertThat(alarms(run)).containsExactly("chunk-orphan");
        assertThat(run.out())
                .contains("1 chunk objects with " + Files.size(chunk) + " bytes")
                .contains(orphan.getFileName().toString());
    }

    /** What an unreadable index file names would pass for orphans. */
    @Test
    void unreadableIndexFileIsFoundAndNoOrphanIsClaimed() throws IOException {
        Path store = store();
        for (Path file : files(table(store))) {
            Files.writeString(file, "no index");
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-22T00:00:00Z")));
        }
        CliRun run = doctor(store);

        assertThat(alarms(run)).hasSize(2).containsOnly("index-unreadable");
        assertThat(run.err()).contains("not checked: references in tables against chunk objects");
    }

    private static List<Path> chunks(Path store) {
        return files(store.resolve("fake")).stream().sorted().toList();
    }

    // ---- deletes, retention, upgrades

    @ParameterizedTest
    @ValueSource(strings = {"minio-deletes-and-rules", "fs-tsdb-v13-deletes"})
    void deleteRequestOlderThanItsCancelPeriodIsFound(String fixture) throws IOException {
        assertThat(alarms(doctor(
                        CliRun.archive(fixture), "--now", "2026-11-26T00:00:00Z", "--only", "delete-request-stuck")))
                .isNotEmpty()
                .containsOnly("delete-request-stuck");
    }

    @Test
    void dataPastItsRetentionIsFoundIfRetentionIsOn() throws IOException {
        String rules = "limits_config: {retention_period: 24h}\n";
        Path on = config(rules + "compactor: {retention_enabled: true}\n");
        String[] late = {"--now", "2026-11-30T00:00:00Z", "--only", "retention-behind,retention-off", "--loki-config"};

        assertThat(alarms(doctor(CliRun.archive(FIXTURE), late[0], late[1], late[2], late[3], late[4], on.toString())))
                .containsExactly("retention-behind");
        Path off = config(rules);
        CliRun run = doctor(CliRun.archive(FIXTURE), late[0], late[1], late[2], late[3], late[4], off.toString());
        assertThat(alarms(run)).isEmpty();
        assertThat(run.out()).contains("retention-off");
    }

    @Test
    void upgradeBlockersAreNamedForTheReleaseAskedFor() throws IOException {
        assertThat(alarms(doctor(CliRun.archive(FIXTURE), "--target", "3.0"))).containsExactly("upgrade-schema");
        assertThat(alarms(doctor(CliRun.archive(FIXTURE), "--target", "4.0")))
                .containsExactlyInAnyOrder("upgrade-schema", "upgrade-boltdb");
        assertThat(alarms(doctor(CliRun.archive("fs-tsdb-v13-gzip"), "--target", "4.0")))
                .isEmpty();
    }

    @Test
    void settingsThatANewerReleaseLacksAreNamedWithTheirLines() throws IOException {
        Path old = config("""
                compactor:
                  shared_store: s3
                  retention_enabled: true
                limits_config: {enforce_metric_name: false}
                chunk_store_config:
                  chunk_cache_config: {async_cache_write_back_concurrency: 4}
                """);
        CliRun run = doctor(
                CliRun.archive("fs-tsdb-v13-gzip"),
                "--target",
                "3.0",
                "--loki-config",
                old.toString(),
                "--only",
                "upgrade-settings");

        assertThat(alarms(run)).containsExactly("upgrade-settings");
        assertThat(run.out())
                .contains("line 2: compactor.shared_store is gone")
                .contains("line 3: compactor.retention_enabled needs compactor.delete_request_store")
                .contains("line 4: limits_config.enforce_metric_name is gone")
                .contains("line 6: chunk_store_config.chunk_cache_config.async_cache_write_back_concurrency is gone");
    }

    @Test
    void periodsOfBoltdbHinderTheUpgradeToFourOnly() throws IOException {
        Path config = config(schema("2022-06-17", "boltdb-shipper", "loki_index_", "24h", "s3"));
        String[] only = {"--only", "upgrade-settings", "--loki-config", config.toString(), "--target"};

        assertThat(alarms(doctor(CliRun.archive(FIXTURE), only[0], only[1], only[2], only[3], only[4], "3.0")))
                .isEmpty();
        CliRun run = doctor(CliRun.archive(FIXTURE), only[0], only[1], only[2], only[3], only[4], "4.0");
        assertThat(alarms(run)).containsExactly("upgrade-settings");
        assertThat(run.out()).contains("line 5: schema_config.configs[0].store is boltdb-shipper");
    }

    /** Each says what to run. */
    @Test
    void blockersNameTheCommandThatRemovesThem() {
        CliRun run = doctor(CliRun.archive(FIXTURE), "--target", "4.0");

        assertThat(run.out()).contains("lokistore convert --to tsdb").contains("lokistore schema");
    }

    // ---- the command

    @Test
    void onlyAndSkipTakeIdsAndRefuseOthers() throws IOException {
        Path store = store();
        Files.delete(chunks(store).get(0));

        assertThat(alarms(doctor(store, "--only", "table-future"))).isEmpty();
        assertThat(alarms(doctor(store, "--skip", "chunk-missing,uploads"))).isEmpty();
        CliRun run = doctor(store, "--only", "no-such-id");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("no-such-id").contains("chunk-missing");
    }

    @Test
    void pageFitsANarrowTerminalAndSaysWhatWasLookedAt() throws IOException {
        Path store = store();
        Files.delete(chunks(store).get(0));
        CliRun run = CliRun.World.PIPED
                .onTerminal(50)
                .run("-s", store.toString(), "doctor", "--now", NOW, "--color", "never");

        assertThat(run.code()).isEqualTo(3);
        assertThat(run.lines())
                .contains("This store needs attention.", "1 error", "Looked at", "Not checked")
                .contains("  chunk-missing  fake")
                .anyMatch(line -> line.startsWith("    > find out"));
        assertThat(run.lines())
                .filteredOn(line -> line.contains(" ") && !line.contains("/") && !line.contains("write-"))
                .allMatch(line -> line.length() <= 50);
    }
}
