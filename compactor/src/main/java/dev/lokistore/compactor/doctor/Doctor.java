package dev.lokistore.compactor.doctor;

import dev.lokistore.compactor.retention.RetentionPolicy;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.config.Deployment;
import dev.lokistore.index.layout.StoreLayout;
import dev.lokistore.index.schema.LokiConfig;
import dev.lokistore.objectstore.BucketInspector;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Examines a store, from the door inwards: what does not open is a finding, and what lies behind it is told as unchecked.
 * Changes nothing, unless it is asked to write a probe.
 */
public final class Doctor {
    private static final Duration DEFAULT_CANCEL_PERIOD = Duration.ofHours(24);

    /** Opens a store that the doctor does not close. */
    @FunctionalInterface
    public interface Opening<T> {
        T open() throws IOException;
    }

    /**
     * Whom to examine.
     *
     * @param name of the store, for messages
     * @param buckets that it is made of; none of a saved inventory
     * @param saved whether it is an inventory: then nobody can be asked for access, settings, or a chunk
     * @param opening finds the Loki store in them
     * @param rulerName null if there is no bucket of the ruler to look at
     * @param ruler opens that
     * @param temporary a folder that exists
     */
    public record Patient(
            String name,
            List<ObjectStore> buckets,
            boolean saved,
            Opening<LokiStore> opening,
            @Nullable String rulerName,
            Opening<ObjectReader> ruler,
            Path temporary) {
        public Patient {
            buckets = List.copyOf(buckets);
        }
    }

    /**
     * What the configuration says.
     *
     * @param config null without one
     * @param policy null without one
     */
    public record Papers(
            @Nullable LokiConfig config,
            Deployment deployment,
            @Nullable RetentionPolicy policy) {
        public static Papers none() {
            return new Papers(null, Deployment.unknown(), null);
        }
    }

    /**
     * What to do.
     *
     * @param wanted symptoms to look for
     * @param probeWrite whether to write and delete an object
     * @param target release to upgrade to, null for none
     * @param concurrency requests at the same time
     */
    public record Order(
            Set<Symptom> wanted,
            boolean probeWrite,
            @Nullable Release target,
            int concurrency,
            Instant now) {
        public Order {
            wanted = Set.copyOf(wanted);
        }
    }

    private final Patient patient;
    private final Papers papers;
    private final Order order;
    private final Checkup checkup;

    private Doctor(Patient patient, Papers papers, Order order, Consumer<String> progress) {
        this.patient = patient;
        this.papers = papers;
        this.order = order;
        this.checkup = new Checkup(order.wanted(), progress);
    }

    /** @param progress told what is looked at next */
    public static CheckupReport examine(Patient patient, Papers papers, Order order, Consumer<String> progress)
            throws IOException {
        return new Doctor(patient, papers, order, progress).examine();
    }

    private CheckupReport examine() throws IOException {
        boolean shut = false;
        for (ObjectStore bucket : patient.buckets()) {
            // asked whatever is wanted: the rest depends on it
            shut |= checkup.run(new AccessCheck(bucket));
        }
        RootCheck root = new RootCheck(patient.name(), patient.opening());
        if (!shut) {
            checkup.run(root);
        }
        Optional<LokiStore> store = root.store();
        if (patient.rulerName() != null) {
            checkup.run(new RulerCheck(patient.rulerName(), patient.ruler()::open));
        }
        for (Check check : configurationChecks()) {
            checkup.run(check);
        }
        List<Check> ofBuckets = bucketChecks(store.map(LokiStore::layout));
        if (shut) {
            checkup.skip(ofBuckets, "the store does not open");
        } else {
            for (Check check : ofBuckets) {
                checkup.run(check);
            }
        }
        if (store.isPresent()) {
            for (Check check : storeChecks(store.get())) {
                checkup.run(check);
            }
        } else {
            checkup.unchecked("index, chunks, deletes, retention", "the store does not open");
        }
        if (patient.saved()) {
            checkup.unchecked(
                    "access to the store, settings of its bucket",
                    "this is an inventory, and nothing is asked of the store itself");
        }
        if (papers.config() == null) {
            checkup.unchecked("store against configuration, retention", "no --loki-config was given");
        }
        return checkup.report();
    }

    private List<Check> configurationChecks() {
        List<Check> checks = new ArrayList<>();
        LokiConfig config = papers.config();
        if (config != null) {
            List<String> names = patient.buckets().stream()
                    .flatMap(bucket -> bucket.inspector().stream())
                    .map(BucketInspector::bucket)
                    .toList();
            checks.add(new ConfigurationCheck(config, papers.policy(), names));
            checks.add(new ReplicationCheck(papers.deployment()));
        }
        return checks;
    }

    private List<Check> bucketChecks(Optional<StoreLayout> layout) {
        List<Check> checks = new ArrayList<>();
        if (patient.buckets().size() > 1 && papers.config() != null) {
            checks.add(new BucketOrderCheck(patient.buckets(), papers.config()));
        }
        String root = layout.map(StoreLayout::root).orElse("");
        for (ObjectStore bucket : patient.buckets()) {
            Optional<BucketInspector> inspector = bucket.inspector();
            if (inspector.isPresent()) {
                checks.add(new VersioningCheck(inspector.get()));
                checks.add(new LifecycleCheck(
                        inspector.get(),
                        root,
                        layout.map(StoreLayout::indexPrefixes).orElse(List.of())));
                checks.add(new ObjectLockCheck(inspector.get()));
                checks.add(new PolicyCheck(inspector.get()));
            }
            if (order.probeWrite()) {
                checks.add(new ProbeCheck(bucket, root));
            }
        }
        return checks;
    }

    private List<Check> storeChecks(LokiStore store) {
        List<Check> checks = new ArrayList<>();
        LokiConfig config = papers.config();
        RetentionPolicy policy = papers.policy();
        TwinTables twins = new TwinTables(store);
        if (config != null) {
            checks.add(new SchemaCheck(store, twins));
            checks.add(new ObjectStoreCheck(config, store.layout()));
        }
        checks.add(new TableCheck(store, twins, order.now()));
        checks.add(new TwinCheck(twins));
        checks.add(new ReferenceCheck(store, order.now()));
        checks.add(new DeleteRequestCheck(
                store,
                policy == null ? DEFAULT_CANCEL_PERIOD : policy.settings().cancelPeriod(),
                patient.temporary(),
                order.now()));
        if (policy != null) {
            checks.add(new RetentionCheck(store, order.concurrency(), policy, order.now()));
        }
        if (order.target() != null) {
            checks.add(new UpgradeCheck(store, twins, papers.deployment(), order.target(), order.now()));
        }
        checks.add(new UploadsCheck(store, order.now()));
        return checks;
    }
}
