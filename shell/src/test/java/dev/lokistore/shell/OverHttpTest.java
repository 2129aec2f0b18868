package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.objectstore.StoreUri;
import dev.lokistore.objectstore.testing.S3TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Commands on a golden store that a real S3 server serves, through both clients. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OverHttpTest {
    private static final String FIXTURE = "minio-boltdb-v12";
    private static final Map<String, String> KEYS = Map.of(
            "HOME", "/dev/null/home",
            "AWS_ACCESS_KEY_ID", S3TestServer.ACCESS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY", S3TestServer.SECRET_ACCESS_KEY);

    private Path temporary = Path.of("");

    private S3TestServer server;

    @BeforeAll
    void serve(@TempDir Path folder) throws Exception {
        temporary = folder;
        // the fixture's folder "store" becomes the bucket
        server = S3TestServer.serving(Archives.unpack(FIXTURE, temporary));
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private CliRun run(StoreUri.Client client, String bucket, Map<String, String> environment, String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "-s";
        all[1] = server.uri(client, bucket).toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return CliRun.World.PIPED.with(environment).run(all);
    }

    @ParameterizedTest
    @EnumSource(StoreUri.Client.class)
    void answersAreThoseOfTheArchive(StoreUri.Client client) {
        for (String command : new String[] {"tenants", "tables", "streams", "labels app", "du --by namespace"}) {
            String[] words = (command + " -o jsonl").split(" ");
            CliRun run = run(client, "store", KEYS, words);

            assertThat(run.err()).isEmpty();
            assertThat(run.code()).isZero();
            assertThat(run.out())
                    .as(command)
                    .isEqualTo(CliRun.on(FIXTURE, words).out());
        }
        String[] cat = {"cat", "{app=\"kubelet\"}", "--from", "2026-11-21", "-o", "jsonl"};
        assertThat(run(client, "store", KEYS, cat).out())
                .isEqualTo(CliRun.on(FIXTURE, cat).out())
                .isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(StoreUri.Client.class)
    void wrongSecretIsDeniedAndNotRepeated(StoreUri.Client client) {
        Map<String, String> wrong = Map.of(
                "HOME", "/dev/null/home",
                "AWS_ACCESS_KEY_ID", S3TestServer.ACCESS_KEY_ID,
                "AWS_SECRET_ACCESS_KEY", "not-the-secret-key");
        CliRun run = run(client, "store", wrong, "tenants", "--verbose");

        assertThat(run.code()).isEqualTo(12);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains("lokistore: the secret access key is wrong")
                .doesNotContain("not-the-secret-key")
                .doesNotContain(S3TestServer.SECRET_ACCESS_KEY);
    }

    @ParameterizedTest
    @EnumSource(StoreUri.Client.class)
    void missingBucketIsNotFound(StoreUri.Client client) {
        CliRun run = run(client, "nobucket", KEYS, "tenants");

        assertThat(run.code()).isEqualTo(10);
        assertThat(run.err()).contains("nobucket");
    }

    @Test
    void lokisConfigurationIsEnough() throws IOException {
        Path config = Files.writeString(
                temporary.resolve("loki.yaml"), """
                auth_enabled: false
                common:
                  storage:
                    s3:
                      endpoint: %s
                      region: us-east-1
                      insecure: true
                      bucketnames: store
                      access_key_id: %s
                      secret_access_key: ${TEST_SECRET}
                      s3forcepathstyle: true
                schema_config:
                  configs:
                    - {from: "2022-06-17", store: boltdb-shipper, object_store: s3, schema: v12, index: {prefix: loki_index_, period: 24h}}
                """.formatted(server.address(), S3TestServer.ACCESS_KEY_ID));
        CliRun run = CliRun.World.PIPED
                .with(Map.of("HOME", "/dev/null/home", "TEST_SECRET", S3TestServer.SECRET_ACCESS_KEY))
                .run("--loki-config", config.toString(), "tenants", "-o", "jsonl");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .isEqualTo(CliRun.on(FIXTURE, "tenants", "-o", "jsonl").out());
    }

    /** The values have the credentials of the child chart's MinIO, and not its address. */
    @ParameterizedTest
    @EnumSource(StoreUri.Client.class)
    void valuesOfAChartGiveTheCredentials(StoreUri.Client client) throws IOException {
        Path values = Files.writeString(temporary.resolve("values.yaml"), """
                loki:
                  auth_enabled: false
                  storage: {bucketNames: {chunks: store}}
                minio:
                  enabled: true
                  rootUser: %s
                  rootPassword: %s
                """.formatted(
                        S3TestServer.ACCESS_KEY_ID, S3TestServer.SECRET_ACCESS_KEY));
        CliRun.World world = CliRun.World.PIPED.with(Map.of("HOME", "/dev/null/home", "AWS_REGION", "us-east-1"));
        CliRun run = world.run(
                "-s",
                server.uri(client, "store").toString(),
                "--loki-config",
                values.toString(),
                "tenants",
                "-o",
                "jsonl");

        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .isEqualTo(CliRun.on(FIXTURE, "tenants", "-o", "jsonl").out());
        CliRun without = world.run("--loki-config", values.toString(), "tenants");
        assertThat(without.code()).isEqualTo(2);
        assertThat(without.err()).contains("-s minio://HOST:PORT/store");
    }

    @Test
    void profilesNameStoresAndReadSecretsFromFiles() throws IOException {
        Path folder = Files.createDirectories(temporary.resolve("config/lokistore"));
        Path secret = Files.writeString(temporary.resolve("secret"), S3TestServer.SECRET_ACCESS_KEY + "\n");
        Files.writeString(
                folder.resolve("config.yaml"), """
                default: test
                profiles:
                  test:
                    store: %s
                    accessKeyId: {env: TEST_KEY_ID}
                    secretAccessKey: {file: %s}
                """.formatted(server.uri(StoreUri.Client.AWS, "store"), secret));
        Map<String, String> environment = Map.of(
                "XDG_CONFIG_HOME", temporary.resolve("config").toString(), "TEST_KEY_ID", S3TestServer.ACCESS_KEY_ID);

        CliRun byDefault = CliRun.World.PIPED.with(environment).run("tenants", "-o", "jsonl", "--quiet");
        CliRun byName = CliRun.World.PIPED.with(environment).run("-s", "test", "tenants", "-o", "jsonl", "--quiet");

        assertThat(byDefault.code()).isZero();
        assertThat(byDefault.out())
                .isEqualTo(byName.out())
                .isEqualTo(CliRun.on(FIXTURE, "tenants", "-o", "jsonl").out());
    }
}
