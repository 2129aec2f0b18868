package dev.lokistore.index.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.index.config.ConfigFault.Severity;
import dev.lokistore.index.config.ConfigFile.Carrier;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the charts' values become, against what the charts render. */
class HelmValuesTest {
    private static ConfigFile values(String text) throws IOException {
        ConfigFile file = ConfigFileTest.of(text);
        assertThat(file.carrier()).isEqualTo(Carrier.HELM_VALUES);
        return file;
    }

    private static String s3(ConfigFile file, String key) throws LokiConfigException {
        return file.config().find("common", "storage", "s3", key).text().orElse("");
    }

    private static String period(ConfigFile file, String key) throws LokiConfigException {
        YamlNode period =
                file.config().at("schema_config", "configs").elements().get(0);
        return key.equals("prefix")
                ? period.at("index", "prefix").text().orElse("")
                : period.at(key).text().orElse("");
    }

    @Test
    void simpleScalableWithItsMinio() throws IOException {
        ConfigFile file = ConfigFileTest.sample("loki-simple-scalable-values.yaml");

        assertThat(file.carrier()).isEqualTo(Carrier.HELM_VALUES);
        assertThat(file.remarks()).isEmpty();
        assertThat(file.config().at("auth_enabled").flag()).hasValue(false);
        assertThat(s3(file, "bucketnames")).isEqualTo("chunks");
        assertThat(s3(file, "access_key_id")).isEqualTo("enterprise-logs");
        assertThat(s3(file, "s3forcepathstyle")).isEqualTo("true");
        assertThat(ReleaseEndpoint.isUnknown(s3(file, "endpoint"))).isTrue();
        assertThat(period(file, "schema")).isEqualTo("v12");
        assertThat(period(file, "from")).isEqualTo("2022-06-17");
        YamlNode retention = file.config().at("limits_config", "retention_period");
        assertThat(retention.text()).hasValue("744h");
        assertThat(retention.line()).isEqualTo(28);
        Deployment deployment = Deployment.of(file);
        assertThat(deployment.rulerBucket()).hasValue("ruler");
        assertThat(deployment.replicationFactor().orElseThrow().toString())
                .endsWith("loki-simple-scalable-values.yaml line 7: replication_factor 2");
        assertThat(deployment.writers().orElseThrow().toString()).endsWith("line 39: write.replicas 2");
        assertThat(deployment.retentionEnabled()).isTrue();
    }

    @Test
    void lokiSixOnS3() throws IOException {
        ConfigFile file = ConfigFileTest.sample("loki-values.yaml");

        assertThat(file.remarks()).isEmpty();
        assertThat(file.config().at("auth_enabled").flag()).hasValue(true);
        assertThat(s3(file, "bucketnames")).isEqualTo("logs-chunks");
        assertThat(s3(file, "endpoint")).isEqualTo("https://objects.example.org");
        assertThat(s3(file, "secret_access_key")).isEqualTo("TOPSECRET");
        assertThat(s3(file, "s3forcepathstyle")).isEqualTo("true");
        assertThat(file.config().find("common", "compactor_address").missing()).isTrue();
        assertThat(file.config().at("compactor", "delete_request_store").text()).hasValue("s3");
        assertThat(file.overrides()
                        .at("overrides", "team-a", "retention_period")
                        .text())
                .hasValue("90d");
        assertThat(Deployment.of(file).chunkTargetBytes()).hasValue(1_572_864);
        assertThat(Deployment.of(file).rulerBucket()).hasValue("logs-ruler");
    }

    /** The charts before 6 write a schema if the values have none; 6 wants one. */
    @Test
    void whatTheValuesLeaveOutIsTheChartsDefault() throws IOException {
        ConfigFile old = values("loki: {commonConfig: {replication_factor: 1}}\n");
        assertThat(s3(old, "bucketnames")).isEqualTo("chunks");
        assertThat(period(old, "schema")).isEqualTo("v12");
        assertThat(period(old, "prefix")).isEqualTo("loki_index_");
        assertThat(period(old, "object_store")).isEqualTo("s3");
        assertThat(Deployment.of(old).writers().orElseThrow().value()).isEqualTo(3);

        ConfigFile six = values("deploymentMode: Distributed\nloki: {}\ningester: {replicas: 5}\n");
        assertThat(six.config().find("schema_config").missing()).isTrue();
        assertThat(s3(six, "bucketnames")).isEmpty();
        assertThat(Deployment.of(six).writers().orElseThrow().toString()).contains("ingester.replicas 5");

        ConfigFile test = values("loki: {useTestSchema: true}\nminio: {enabled: true, rootUser: u, rootPassword: p}\n");
        assertThat(period(test, "from")).isEqualTo("2024-04-01");
        assertThat(period(test, "object_store")).isEqualTo("s3");
        assertThat(s3(test, "access_key_id")).isEqualTo("u");
    }

    @Test
    void filesystemInOneProcess() throws IOException {
        ConfigFile file = values("""
                loki:
                  commonConfig: {replication_factor: 1}
                  storage: {type: filesystem, filesystem: {chunks_directory: /data/chunks}}
                singleBinary: {replicas: 1}
                """);

        assertThat(file.config()
                        .at("common", "storage", "filesystem")
                        .at("chunks_directory")
                        .text())
                .hasValue("/data/chunks");
        assertThat(period(file, "object_store")).isEqualTo("filesystem");
        assertThat(Deployment.of(file).writers().orElseThrow().toString()).contains("singleBinary.replicas 1");
        assertThat(Deployment.of(file).rulerBucket()).isEmpty();
    }

    @Test
    void thanosClients() throws IOException {
        ConfigFile file = values("""
                deploymentMode: SimpleScalable
                loki:
                  storage:
                    use_thanos_objstore: true
                    bucketNames: {chunks: logs}
                    object_store: {type: s3, storage_prefix: prod, s3: {endpoint: "h:9000", region: r}}
                """);

        assertThat(file.config().at("storage_config", "use_thanos_objstore").flag())
                .hasValue(true);
        YamlNode section = file.config().at("common", "storage", "object_store");
        assertThat(section.at("s3", "bucket_name").text()).hasValue("logs");
        assertThat(section.at("storage_prefix").text()).hasValue("prod");
    }

    @ParameterizedTest
    @CsvSource({"loki-simple-scalable", "loki"})
    void valuesBelowAParentChartAreFound(String name) throws IOException {
        ConfigFile file = values(name + ":\n  write: {replicas: 2}\n  read: {replicas: 2}\n  loki:\n"
                + "    storage: {bucketNames: {chunks: mine}}\nother: {a: b}\n");

        assertThat(s3(file, "bucketnames")).isEqualTo("mine");
        assertThat(Deployment.of(file).writers().orElseThrow().value()).isEqualTo(2);
    }

    @Test
    void structuredConfigLiesOverTheRestAndSaysWhatItReplaces() throws IOException {
        ConfigFile file = values("""
                loki:
                  commonConfig:
                    replication_factor: 3
                  storage:
                    bucketNames: {chunks: one}
                  structuredConfig:
                    common:
                      replication_factor: 1
                      storage: {s3: {bucketnames: two}}
                    compactor: {retention_enabled: true}
                """);

        assertThat(s3(file, "bucketnames")).isEqualTo("two");
        assertThat(Deployment.of(file).replicationFactor().orElseThrow().value())
                .isEqualTo(1);
        assertThat(file.remarks())
                .extracting(ConfigFault::toString)
                .containsExactlyInAnyOrder(
                        "x.yaml line 8: common.replication_factor of loki.structuredConfig takes the place of what line 3"
                                + " gives",
                        "x.yaml line 9: common.storage.s3.bucketnames of loki.structuredConfig takes the place of what"
                                + " line 5 gives");
    }

    @Test
    void structuredConfigOverTheChartsDefaultsIsNoContradiction() throws IOException {
        ConfigFile file = values("""
                loki:
                  structuredConfig:
                    common: {storage: {s3: {bucketnames: two, endpoint: h}}}
                    schema_config: {configs: [{from: 2024-01-01, store: tsdb, schema: v13}]}
                """);

        assertThat(file.remarks()).isEmpty();
        assertThat(period(file, "schema")).isEqualTo("v13");
    }

    @Test
    void configAsATextIsTheBaseWithItsLines() throws IOException {
        ConfigFile file = values("""
                loki:
                  config: |
                    limits_config:
                      retention_period: 5d
                  storage: {bucketNames: {chunks: a}}
                """);

        YamlNode period = file.config().at("limits_config", "retention_period");
        assertThat(period.text()).hasValue("5d");
        assertThat(period.line()).isEqualTo(4);
    }

    @Test
    void templateOfOnesOwnIsSaidNotToBeKnown() throws IOException {
        ConfigFile file = values("loki:\n  config: |\n    auth_enabled: {{ .Values.mine }}\n");

        assertThat(file.remarks()).singleElement().satisfies(fault -> {
            assertThat(fault.toString()).startsWith("x.yaml line 2: loki.config is a template of its own");
            assertThat(fault.severity()).isEqualTo(Severity.NOTE);
        });
        assertThat(values("loki: {config: '{{ include \"loki.commonStorageConfig\" . }}'}")
                        .remarks())
                .isEmpty();
    }

    @Test
    void minioBesideAnotherStoreIsAContradiction() throws IOException {
        ConfigFile file = values("""
                loki:
                  storage:
                    type: gcs
                    s3: {endpoint: h.example.org}
                minio:
                  enabled: true
                """);

        assertThat(file.remarks()).extracting(ConfigFault::line).containsExactly(3, 4);
        assertThat(file.remarks().get(1).message()).contains("minio.enabled (line 6)");
    }

    @Test
    void minioWithAnotherKeyThanTheChartWritesIsAnError() throws IOException {
        ConfigFile file = values("loki: {}\nminio: {enabled: true, accessKey: mine, secretKey: TOPSECRET}\n");

        assertThat(s3(file, "access_key_id")).isEqualTo("mine");
        assertThat(file.remarks()).singleElement().satisfies(fault -> {
            assertThat(fault.severity()).isEqualTo(Severity.ERROR);
            assertThat(fault.toString()).startsWith("x.yaml line 2: ").doesNotContain("TOPSECRET");
        });
    }

    @Test
    void configurationInASecretOfItsOwnIsTold() throws IOException {
        assertThat(values("loki:\n  existingSecretForConfig: my-loki\n").remarks())
                .singleElement()
                .asString()
                .startsWith("x.yaml line 2: ")
                .contains("kubectl get secret");
    }

    @Test
    void placeholdersOfTheChartAreNoCredentials() throws IOException {
        ConfigFile file = values("loki: {storage: {s3: {endpoint: 'https://amazonaws.com', accessKeyId: accesskey,"
                + " secretAccessKey: supersecret}}}\n");

        assertThat(s3(file, "endpoint") + s3(file, "access_key_id") + s3(file, "secret_access_key"))
                .isEmpty();
    }

    @Test
    void scaledWritersCountWithTheirLeastNumber() throws IOException {
        ConfigFile file = values(
                "loki: {}\nwrite: {replicas: 3, autoscaling: {enabled: true, minReplicas: 2}}\nread: {replicas: 1}\n");

        assertThat(Deployment.of(file).writers().orElseThrow().toString())
                .isEqualTo("x.yaml line 2: write.autoscaling.minReplicas 2");
    }

    /** As Helm takes it; Loki itself refuses a key that is given twice. */
    @Test
    void keyGivenTwiceCountsTheLastTime() throws IOException {
        ConfigFile file =
                values("loki:\n  storage: {bucketNames: {chunks: a}}\n  storage: {bucketNames: {chunks: b}}\n");

        assertThat(s3(file, "bucketnames")).isEqualTo("b");
        assertThat(file.remarks()).singleElement().asString().isEqualTo("x.yaml line 3: 'storage' is given twice");
    }

    @Test
    void emptyValuesAreAsNone() throws IOException {
        ConfigFile file = values("""
                loki:
                  existingSecretForConfig: ""
                  storage: {bucketNames: {chunks: ""}, s3: {endpoint: "", region: ''}}
                minio: {enabled: false, address: ""}
                """);

        assertThat(file.remarks()).isEmpty();
        assertThat(s3(file, "bucketnames")).isEqualTo("chunks");
        assertThat(file.config().at("common", "storage", "s3").has("endpoint")).isFalse();
    }
}
