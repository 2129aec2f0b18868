package dev.lokistore.index.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.index.config.ConfigFault;
import dev.lokistore.index.config.ConfigFault.Severity;
import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Configurations that contradict themselves in one place each, and the line that is named for it. */
class ContradictionsTest {
    private static final String S3 = "common: {storage: {s3: {bucketnames: logs}}}\n";

    private static List<ConfigFault> faults(String yaml) throws IOException {
        return LokiConfig.parse("loki.yaml", yaml, name -> Optional.empty()).faults();
    }

    private static void only(String yaml, Severity severity, int line, String... words) throws IOException {
        assertThat(faults(yaml)).singleElement().satisfies(fault -> {
            assertThat(fault.severity()).isEqualTo(severity);
            assertThat(fault.toString()).startsWith("loki.yaml line " + line + ": ");
            assertThat(fault.message()).contains(words);
        });
    }

    private static String periods(String... from) {
        StringBuilder yaml = new StringBuilder(S3 + "schema_config:\n  configs:\n");
        for (String day : from) {
            yaml.append("  - {from: ").append(day);
            yaml.append(", store: tsdb, object_store: s3, schema: v13, index: {prefix: i_, period: 24h}}\n");
        }
        return yaml.toString();
    }

    @Test
    void soundConfigurationsHaveNone() throws IOException {
        assertThat(faults(periods("2024-01-01", "2024-02-01"))).isEmpty();
        assertThat(faults("compactor: {retention_enabled: true, delete_request_store: s3}\n" + S3))
                .isEmpty();
        assertThat(faults("no_such_key: 1\ncompactor: {nor_this: {a: [b]}}\n")).isEmpty();
    }

    @Test
    void twoSectionsThatNameDifferentBuckets() throws IOException {
        only(
                S3 + "storage_config:\n  aws:\n    bucketnames: other\n",
                Severity.WARNING,
                4,
                "bucketnames is other in storage_config.aws and logs in common.storage.s3 (line 1)",
                "the first counts");
        assertThat(faults(S3 + "storage_config: {aws: {bucketnames: logs}}\n")).isEmpty();
    }

    @Test
    void twoEndpointsAndTwoDirectories() throws IOException {
        only(
                "common: {storage: {s3: {bucketnames: a, endpoint: x:1}}}\nstorage_config: {aws: {endpoint: y:2}}\n",
                Severity.WARNING,
                2,
                "endpoint is y:2");
        only(
                "common: {storage: {filesystem: {chunks_directory: /a}}}\n"
                        + "storage_config: {filesystem: {directory: /b}}\n",
                Severity.WARNING,
                2,
                "directory is /b");
    }

    @Test
    void urlAndBucketNamesDisagree() throws IOException {
        only(
                "storage_config:\n  aws:\n    s3: s3://key:TOPSECRET@eu-west-1/one\n    bucketnames: two\n",
                Severity.WARNING,
                4,
                "bucketnames is two",
                "names the bucket one");
    }

    @Test
    void insecureBesideHttps() throws IOException {
        only(
                "storage_config: {aws: {bucketnames: a, endpoint: 'https://h', insecure: true}}",
                Severity.WARNING,
                1,
                "insecure");
    }

    @Test
    void severalStoresInCommon() throws IOException {
        only(
                "common:\n  storage:\n    s3: {bucketnames: a}\n    filesystem: {chunks_directory: /x}\n",
                Severity.ERROR,
                3,
                "s3 and filesystem",
                "does not start");
    }

    /** They are still read, in the order of their days. */
    @Test
    void periodsOutOfOrderAndOnOneDay() throws IOException {
        only(periods("2024-02-01", "2024-01-01"), Severity.ERROR, 5, "the period from 2024-01-01 comes behind");
        only(periods("2024-01-01", "2024-01-01"), Severity.ERROR, 5, "increasing order");
        LokiConfig config =
                LokiConfig.parse("loki.yaml", periods("2024-02-01", "2024-01-01"), name -> Optional.empty());
        assertThat(config.periods().stream().map(SchemaPeriod::from))
                .containsExactly(LocalDate.parse("2024-01-01"), LocalDate.parse("2024-02-01"));
    }

    @Test
    void periodWithoutItsStore() throws IOException {
        only(
                periods("2024-01-01").replace("s3: {bucketnames: logs}", "filesystem: {chunks_directory: /x}"),
                Severity.ERROR,
                4,
                "keeps its data in s3",
                "there are filesystem");
    }

    @Test
    void retentionWithoutAStoreOfRequests() throws IOException {
        only(
                periods("2024-01-01") + "compactor:\n  retention_enabled: true\n",
                Severity.WARNING,
                6,
                "delete_request_store");
        only(
                S3 + "compactor:\n  retention_enabled: true\n  delete_request_store: gcs\n",
                Severity.ERROR,
                4,
                "delete_request_store is gcs");
        // before 3.0 the shared store is the one
        assertThat(faults("compactor: {retention_enabled: true, shared_store: s3}\n"))
                .isEmpty();
    }

    @Test
    void deletionWithoutRetention() throws IOException {
        only("limits_config:\n  deletion_mode: filter-and-delete\n", Severity.WARNING, 2, "nothing deletes");
    }

    @Test
    void indexSharedToAnotherStore() throws IOException {
        only(
                periods("2024-01-01") + "storage_config:\n  tsdb_shipper:\n    shared_store: filesystem\n",
                Severity.WARNING,
                7,
                "shared_store is filesystem",
                "in s3");
        only(
                "compactor:\n  shared_store_key_prefix: a/\nstorage_config: {boltdb_shipper: {shared_store_key_prefix: b/}}\n",
                Severity.ERROR,
                2,
                "below a/",
                "below b/");
    }

    @Test
    void secretsAreNotInMessages() throws IOException {
        List<ConfigFault> faults = faults("""
                common: {storage: {s3: {secret_access_key: TOPSECRET, access_key_id: a, bucketnames: a, endpoint: h}}}
                storage_config: {aws: {endpoint: 'http://u:TOP/SECRET4@TOP@h:1', secret_access_key: TOPSECRET2, s3: 's3://k:TOPSECRET3@h.x/b', bucketnames: c}}
                """);
        assertThat(faults.toString())
                .contains("bucketnames")
                .contains("endpoint is http://h:1")
                .doesNotContain("TOP");
    }
}
