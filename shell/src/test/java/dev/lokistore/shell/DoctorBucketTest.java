package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.compactor.check.Finding;
import dev.lokistore.compactor.check.Severity;
import dev.lokistore.compactor.doctor.CheckupReport;
import dev.lokistore.compactor.doctor.Doctor;
import dev.lokistore.compactor.doctor.Symptom;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.objectstore.BucketInspector;
import dev.lokistore.objectstore.InterceptedStore;
import dev.lokistore.objectstore.Interceptor;
import dev.lokistore.objectstore.LifecycleRule;
import dev.lokistore.objectstore.NoncurrentVersions;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectLock;
import dev.lokistore.objectstore.ObjectVersion;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What doctor makes of what a bucket tells about itself. */
@Tag("one-runtime")
class DoctorBucketTest {
    private static final Instant NOW = Instant.parse("2026-11-23T01:00:00Z");

    @TempDir
    private Path folder = Path.of("");

    private BucketInspector.Versioning versioning = BucketInspector.Versioning.OFF;
    private NoncurrentVersions noncurrent = NoncurrentVersions.NONE;
    private final List<LifecycleRule> rules = new ArrayList<>();
    private Optional<String> policy = Optional.empty();
    private Optional<ObjectLock> lock = Optional.empty();
    private StoreException.Kind failing = StoreException.Kind.INTERRUPTED;
    private boolean fails;
    private final List<String> written = new ArrayList<>();
    private Operation denied = Operation.HEAD;

    private final class Inspector implements BucketInspector {
        @Override
        public String bucket() {
            return "loki";
        }

        @Override
        public String prefix() {
            return "prod/";
        }

        private <T> T answer(T answer) throws StoreException {
            if (fails) {
                throw new StoreException(failing, "said the server", null);
            }
            return answer;
        }

        @Override
        public Versioning versioning() throws IOException {
            return answer(versioning);
        }

        @Override
        public List<LifecycleRule> lifecycle() throws IOException {
            return answer(rules);
        }

        @Override
        public Optional<String> policy() throws IOException {
            return answer(policy);
        }

        @Override
        public Optional<ObjectLock> objectLock() throws IOException {
            return answer(lock);
        }

        @Override
        public NoncurrentVersions noncurrent(int maxPages) {
            return noncurrent;
        }

        @Override
        public List<ObjectVersion> versions(ObjectKey key) {
            return List.of();
        }
    }

    private final class Bucket extends InterceptedStore {
        Bucket(MemoryObjectStore store) {
            super(store, new Interceptor() {
                @Override
                public <T> T call(Operation operation, String subject, Request<T> request) throws IOException {
                    if (operation == Operation.PUT || operation == Operation.DELETE) {
                        written.add(operation + " " + subject);
                    }
                    if (operation == denied) {
                        throw new StoreException(StoreException.Kind.FORBIDDEN, "denied: " + operation, null);
                    }
                    return request.send();
                }
            });
        }

        @Override
        public Optional<BucketInspector> inspector() {
            return Optional.of(new Inspector());
        }
    }

    private CheckupReport examine(boolean probe) throws IOException {
        MemoryObjectStore memory =
                new MemoryObjectStore(Clock.fixed(Instant.parse("2026-11-22T00:00:00Z"), ZoneOffset.UTC));
        Path store = Archives.unpack("minio-boltdb-v12-compacted", Files.createTempDirectory(folder, "store"))
                .resolve("store");
        try (Stream<Path> paths = Files.walk(store)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                memory.put(ObjectKey.of(store.relativize(path).toString()), Files.readAllBytes(path));
            }
        }
        Bucket bucket = new Bucket(memory);
        Doctor.Patient patient = new Doctor.Patient(
                "s3://loki/prod",
                List.of(bucket),
                false,
                () -> LokiStore.open(bucket, OpenOptions.defaults(folder)),
                null,
                () -> bucket,
                folder);
        Doctor.Order order = new Doctor.Order(EnumSet.allOf(Symptom.class), probe, null, 4, NOW);
        return Doctor.examine(patient, Doctor.Papers.none(), order, subject -> {});
    }

    private List<String> alarms() throws IOException {
        return examine(false).findings().stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .map(Finding::id)
                .toList();
    }

    private static LifecycleRule expiring(String prefix) {
        return new LifecycleRule("old", true, prefix, false, 30, null, null, null);
    }

    @Test
    void bucketWithoutSettingsIsSound() throws IOException {
        assertThat(alarms()).isEmpty();
    }

    @Test
    void lifecycleRuleOverTheIndexIsFound() throws IOException {
        rules.add(expiring("prod/index/"));
        CheckupReport report = examine(false);

        assertThat(report.findings().get(0).id()).isEqualTo("lifecycle-eats-index");
        assertThat(report.findings().get(0).evidence())
                .contains("rule 'old', prefix 'prod/index/': expires after 30 days", "it takes prod/index/");
    }

    @Test
    void lifecycleRuleOverAllOrOverTheSeedIsFound() throws IOException {
        rules.add(expiring(""));
        rules.add(expiring("prod/loki_cluster_seed"));

        assertThat(alarms()).containsExactly("lifecycle-eats-index", "lifecycle-eats-index");
    }

    @Test
    void lifecycleRuleOverChunksOnlyAWarning() throws IOException {
        rules.add(expiring("prod/fake/"));

        assertThat(alarms()).containsExactly("lifecycle-eats-chunks");
    }

    @Test
    void lifecycleRulesElsewhereDisabledTaggedOrForOldVersionsAreNone() throws IOException {
        rules.add(expiring("test/"));
        rules.add(new LifecycleRule("", false, "", false, 1, null, null, null));
        rules.add(new LifecycleRule("", true, "", true, 1, null, null, null));
        rules.add(new LifecycleRule("", true, "", false, null, null, 7, null));
        rules.add(new LifecycleRule("", true, "", false, null, null, null, "STANDARD_IA"));

        assertThat(alarms()).isEmpty();
    }

    @Test
    void archivingRuleIsFound() throws IOException {
        rules.add(new LifecycleRule("", true, "", false, null, null, null, "GLACIER"));

        assertThat(alarms()).containsExactly("lifecycle-archives");
    }

    @Test
    void versioningWithNoncurrentBytesIsFound() throws IOException {
        versioning = BucketInspector.Versioning.ENABLED;
        assertThat(alarms()).isEmpty();

        noncurrent = new NoncurrentVersions(12, 3456, 5, false);
        CheckupReport report = examine(false);
        assertThat(report.findings().get(0).id()).isEqualTo("versioning-keeps-data");
        assertThat(report.findings().get(0).evidence())
                .containsExactly("at least 12 non-current versions with 3456 bytes", "at least 5 delete markers");
    }

    @Test
    void objectLockIsFound() throws IOException {
        lock = Optional.of(new ObjectLock("COMPLIANCE for 30 days"));

        assertThat(alarms()).containsExactly("object-lock");
    }

    @Test
    void publicPolicyIsFoundAndALimitedOneIsNot() throws IOException {
        policy = Optional.of(
                "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":[\"arn:aws:iam::1:role/loki\"]},"
                        + "\"Action\":\"s3:*\"},{\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:PutBucketPolicy\"},"
                        + "{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\","
                        + "\"Condition\":{\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/8\"}}}]}");
        assertThat(alarms()).isEmpty();

        policy = Optional.of("{\"Statement\":{\"Sid\":\"open\",\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"*\"},"
                + "\"Action\":[\"s3:GetObject\"]}}");
        assertThat(alarms()).containsExactly("public-bucket");
    }

    @Test
    void policyThatDeniesEveryoneIsFoundUnlessItIsLimited() throws IOException {
        String statement = "{\"Sid\":\"keep\",\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"s3:Delete*\"";
        policy = Optional.of("{\"Statement\":[" + statement + "}]}");
        CheckupReport report = examine(false);

        assertThat(report.findings().get(0).id()).isEqualTo("policy-denies");
        assertThat(report.findings().get(0).evidence()).containsExactly("statement 'keep' denies s3:DeleteObject");
        policy = Optional.of(
                "{\"Statement\":[" + statement + ",\"Condition\":{\"Bool\":{\"aws:SecureTransport\":\"false\"}}}]}");
        assertThat(alarms()).isEmpty();
    }

    @Test
    void whatTheBucketDoesNotTellIsUncheckedAndTheRestGoesOn() throws IOException {
        fails = true;
        failing = StoreException.Kind.UNSUPPORTED;
        CheckupReport report = examine(false);

        assertThat(report.alarming()).isFalse();
        assertThat(report.unchecked()).contains("lifecycle rules of bucket loki: said the server");
        assertThat(report.examined()).contains("references in tables against chunk objects");
    }

    @Test
    void failureOfOneCheckIsAFindingAndStopsNoOther() throws IOException {
        fails = true;
        failing = StoreException.Kind.UNAVAILABLE;
        CheckupReport report = examine(false);

        assertThat(report.findings().stream().filter(finding -> finding.id().equals("check-failed")))
                .hasSize(4);
        assertThat(report.examined()).contains("references in tables against chunk objects");
    }

    @Test
    void nothingIsWrittenButTheProbeWhichIsDeleted() throws IOException {
        examine(false);
        assertThat(written).isEmpty();

        examine(true);
        assertThat(written).hasSize(2).allMatch(write -> write.contains(" .lokistore/probe/"));
        assertThat(written.get(0)).startsWith("PUT ");
        assertThat(written.get(1)).isEqualTo(written.get(0).replace("PUT", "DELETE"));
    }

    @Test
    void probeThatCannotBeWrittenOrDeletedIsFound() throws IOException {
        denied = Operation.PUT;
        assertThat(examine(true).findings().get(0).id()).isEqualTo("write-denied");

        denied = Operation.DELETE;
        CheckupReport report = examine(true);
        assertThat(report.findings().get(0).id()).isEqualTo("delete-denied");
        assertThat(report.findings().get(0).evidence().get(0)).startsWith("left behind: .lokistore/probe/");
    }
}
