package dev.lokistore.compactor.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.Fixtures;
import dev.lokistore.compactor.check.Finding;
import dev.lokistore.compactor.check.Severity;
import dev.lokistore.compactor.compaction.ChunkCompactions;
import dev.lokistore.compactor.engine.EngineRuns;
import dev.lokistore.compactor.engine.RunReport;
import dev.lokistore.compactor.guard.Consent;
import dev.lokistore.compactor.guard.LokiTimes;
import dev.lokistore.compactor.model.CrashTrial;
import dev.lokistore.compactor.model.RandomStore;
import dev.lokistore.compactor.model.StoreModel;
import dev.lokistore.compactor.model.StoreView;
import dev.lokistore.compactor.model.StoredRequests;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.Waits;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.compactor.proof.ReceiptCheck;
import dev.lokistore.compactor.receipt.Receipt;
import dev.lokistore.compactor.receipt.Receipts;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.Effort;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.deletes.DeleteRequestStore;
import dev.lokistore.index.query.Row;
import dev.lokistore.objectstore.BucketInspector;
import dev.lokistore.objectstore.LifecycleRule;
import dev.lokistore.objectstore.NoncurrentVersions;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectLock;
import dev.lokistore.objectstore.ObjectVersion;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import dev.lokistore.objectstore.testing.FaultyObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Exactly what matches goes, in every replica and every table, whatever the store; the receipt proves it. */
@Tag("one-runtime")
class DeletionModelTest {
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_DAY = RandomStore.DAY_MILLIS * NANOS_PER_MILLI;
    private static final long FROM = (RandomStore.FIRST_DAY + 1) * NANOS_PER_DAY + 5_000_000_001L;
    private static final long TO = (RandomStore.FIRST_DAY + 3) * NANOS_PER_DAY - 1;

    private static final String PENDING = "aaaaaaaa";

    @TempDir
    private Path folder;

    /** What is deleted, in LogQL and in plain words. */
    private enum Case {
        STREAM("{app=\"app0\"}", Long.MIN_VALUE, Long.MAX_VALUE) {
            @Override
            boolean matches(Labels labels, StoreModel.Entry entry) {
                return labels.valueOrEmpty("app").equals("app0");
            }
        },
        SLICE("{env=~\"p.*\"}", FROM, TO) {
            @Override
            boolean matches(Labels labels, StoreModel.Entry entry) {
                return labels.valueOrEmpty("env").equals("prod")
                        && entry.timestampNanos() >= FROM
                        && entry.timestampNanos() < TO;
            }
        },
        LINES("{pod=~\".+\"} |= \"level=error\" !~ \"user=u[0-4]\"", Long.MIN_VALUE, Long.MAX_VALUE) {
            @Override
            boolean matches(Labels labels, StoreModel.Entry entry) {
                return entry.line().contains("level=error") && !entry.line().matches("(?s).*user=u[0-4].*");
            }
        },
        METADATA("{app=~\".+\"} | user=\"u3\"", FROM, Long.MAX_VALUE) {
            @Override
            boolean matches(Labels labels, StoreModel.Entry entry) {
                return "u3".equals(entry.metadata().get("user")) && entry.timestampNanos() >= FROM;
            }
        };

        private final String selector;
        private final long from;
        private final long to;

        Case(String selector, long from, long to) {
            this.selector = selector;
            this.from = from;
            this.to = to;
        }

        abstract boolean matches(Labels labels, StoreModel.Entry entry);

        ChunkWork.Delete work(@Nullable TenantId tenant) {
            return new ChunkWork.Delete(
                    List.of(new ChunkWork.EntryMatch(null, tenant, List.of(selector), from, to)), List.of());
        }

        StoreModel on(StoreModel model, @Nullable TenantId tenant) {
            return new StoreModel(model.chunks().stream()
                    .map(chunk -> new StoreModel.Chunk(
                            chunk.ref(),
                            chunk.labels(),
                            chunk.entries().stream()
                                    .filter(entry -> tenant != null
                                                    && !chunk.ref().tenant().equals(tenant)
                                            || !matches(chunk.labels(), entry))
                                    .toList(),
                            chunk.storedBytes()))
                    .toList());
        }
    }

    static IntStream seeds() {
        return IntStream.range(0, Effort.of(4, 300));
    }

    static IntStream crashSeeds() {
        return IntStream.range(200, 200 + Effort.of(1, 40));
    }

    private static Plan plan(LokiStore loki, Instant now, ChunkWork.Delete work, Path folder) throws IOException {
        try (PlanWriter writer = new PlanWriter(header(loki, now), folder);
                ChunkInventory objects = loki.inventory(Set.of(), DeletionModelTest::fail)) {
            planner(work, Set.of(), loki, objects, now).plan(writer, DeletionModelTest::fail);
            return writer.finish();
        }
    }

    private static PlanHeader header(LokiStore loki, Instant now) throws IOException {
        return new PlanHeader(
                "delete",
                Map.of(),
                now,
                loki.objects().name(),
                false,
                Waits.DEFAULT,
                loki.schema().periods(),
                List.of());
    }

    private static ChunkDeletion planner(
            ChunkWork.Delete work, Set<TenantId> tenants, LokiStore loki, ChunkInventory objects, Instant now)
            throws IOException {
        return new ChunkDeletion(
                work,
                tenants,
                loki,
                objects,
                loki.schema(),
                now,
                LokiTimes.DEFAULT,
                new Consent(false, false, Set.of()));
    }

    private static void fail(String subject, IOException cause) {
        throw new AssertionError(subject, cause);
    }

    private static List<Finding> verify(Plan plan, LokiStore loki) throws IOException {
        byte[] file = Receipts.read(plan.id(), loki.objects());
        return verify(file, loki);
    }

    private static List<Finding> verify(byte[] file, LokiStore loki) throws IOException {
        Receipt receipt = Receipts.parse("receipt", file);
        return new ReceiptCheck(receipt, loki, List.of(), DeletionModelTest::fail)
                .run(file).findings().stream()
                        .filter(finding -> finding.severity() != Severity.INFO)
                        .toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void randomStoresLoseExactlyWhatMatches(int seed) throws Exception {
        Case what = Case.values()[seed % Case.values().length];
        RandomStore random = RandomStore.of(seed, RandomStore.Size.LARGE, folder);
        TenantId tenant = seed % 3 == 0 ? random.model().chunks().get(0).ref().tenant() : null;
        MemoryObjectStore store = random.copy();
        Plan plan = plan(random.open(store, folder).loki(), RandomStore.NOW, what.work(tenant), folder);

        RunReport report = new EngineRuns(folder, RandomStore.NOW).begin(store, plan);

        assertThat(report.failures()).isEmpty();
        assertThat(report.keptNamed()).isZero();
        LokiStore left = random.open(store, folder).loki();
        StoreModel after = StoreModel.read(left);
        List<Row> expected = what.on(random.model(), tenant).answers();
        assertThat(after.answers()).isEqualTo(expected);
        assertThat(StoreView.answers(left, folder)).isEqualTo(expected);
        assertThat(StoreView.rows(left)).isEqualTo(ChunkCompactions.rows(after, random.schema()));
        requireEveryReplica(what.on(random.model(), tenant), after);
        if (plan.taskCount() > 0) {
            assertThat(verify(plan, left)).isEmpty();
            Receipt.Sums totals = Receipts.parse("receipt", Receipts.read(plan.id(), left.objects()))
                    .totals();
            assertThat(totals.removed()).isEqualTo(entries(random.model()) - entries(what.on(random.model(), tenant)));
        }
        assertThat(new EngineRuns(folder, RandomStore.NOW)
                        .begin(store, plan(left, RandomStore.NOW.plusSeconds(1), what.work(tenant), folder))
                        .objectsWritten())
                .isZero();
    }

    private static long entries(StoreModel model) {
        return model.chunks().stream()
                .mapToLong(chunk -> chunk.entries().size())
                .sum();
    }

    /** The chunks are those of before without what matches: order and structured metadata of all that stays are the same. */
    private static void requireEveryReplica(StoreModel expected, StoreModel found) {
        assertThat(contents(found)).isEqualTo(contents(expected));
    }

    private static Map<List<Object>, Integer> contents(StoreModel model) {
        Map<List<Object>, Integer> contents = new HashMap<>();
        for (StoreModel.Chunk chunk : model.chunks()) {
            if (!chunk.entries().isEmpty()) {
                contents.put(List.of(chunk.tenant(), chunk.labels(), chunk.entries()), 1);
            }
        }
        return contents;
    }

    @ParameterizedTest
    @MethodSource("crashSeeds")
    void killedAnywhereNothingElseIsMissing(int seed) throws Exception {
        RandomStore random = RandomStore.of(seed, RandomStore.Size.SMALL, folder);
        List<Row> before = random.model().answers();
        List<Row> after = Case.LINES.on(random.model(), null).answers();
        new CrashTrial(
                        random,
                        RandomStore.NOW,
                        folder,
                        false,
                        loki -> plan(loki, RandomStore.NOW, Case.LINES.work(null), folder))
                .run(seed, found -> {
                    requirePart(after, found);
                    requirePart(found, before);
                });
    }

    /** As {@code deletes apply} plans it: what a request asks for, and its mark in both forms of the store. */
    private static Plan marked(LokiStore loki, StoredRequests requests, Path folder) throws IOException {
        ChunkWork.EntryMatch rule = new ChunkWork.EntryMatch(
                PENDING, requests.tenant(), List.of(Case.LINES.selector), Long.MIN_VALUE, Long.MAX_VALUE);
        ChunkWork.Delete work = new ChunkWork.Delete(List.of(rule), List.of());
        try (PlanWriter writer = new PlanWriter(header(loki, RandomStore.NOW), folder);
                ChunkInventory objects = loki.inventory(Set.of(requests.tenant()), DeletionModelTest::fail)) {
            planner(work, Set.of(requests.tenant()), loki, objects, RandomStore.NOW)
                    .plan(writer, DeletionModelTest::fail);
            for (DeleteRequestStore store : DeleteRequestStore.find(loki.objects(), List.of("index/"))) {
                writer.add(PlanTask.ofRequests(
                        PlannedObject.of(store.object()), new Work.Requests(store.form(), List.of(rule), List.of())));
            }
            return writer.finish();
        }
    }

    private static boolean isProcessed(StoredRequests.Form form, TenantId tenant) {
        return form.of(tenant).stream()
                .filter(request -> request.requestId().equals(PENDING))
                .allMatch(request -> request.status().isProcessed());
    }

    @ParameterizedTest
    @MethodSource("crashSeeds")
    void killedAnywhereNoRequestIsProcessedBeforeItsLinesAreGone(int seed) throws Exception {
        RandomStore random = RandomStore.of(seed, RandomStore.Size.SMALL, folder);
        TenantId tenant = random.model().chunks().get(0).ref().tenant();
        StoredRequests requests = StoredRequests.of(tenant, Case.LINES.selector, folder);
        List<Row> after = Case.LINES.on(random.model(), tenant).answers();
        AtomicReference<List<Row>> found = new AtomicReference<>(List.of());

        new CrashTrial(
                        random,
                        RandomStore.NOW,
                        folder,
                        false,
                        loki -> marked(loki, requests, folder),
                        requests.objects(),
                        (store, atEnd) -> {
                            for (StoredRequests.Form form : requests.read(store)) {
                                boolean processed = isProcessed(form, tenant);
                                assertThat(processed || !atEnd).isTrue();
                                if (processed && !atEnd) {
                                    assertThat(found.get()).isEqualTo(after);
                                }
                                assertThat(form.of(tenant)).hasSize(2);
                                assertThat(form.of(requests.other())).isEqualTo(requests.of(requests.other()));
                            }
                        })
                .run(seed, found::set);
    }

    @Test
    void whereATableFailsItsRequestsStayPending() throws Exception {
        RandomStore random = RandomStore.of(6, RandomStore.Size.SMALL, folder);
        TenantId tenant = random.model().chunks().get(0).ref().tenant();
        StoredRequests requests = StoredRequests.of(tenant, Case.LINES.selector, folder);
        MemoryObjectStore store = random.copyWith(requests.objects());
        Plan plan = marked(random.open(store, folder).loki(), requests, folder);
        EngineRuns runs = new EngineRuns(folder, RandomStore.NOW);
        FaultyObjectStore dies =
                new FaultyObjectStore(store, FaultyObjectStore.CHANGES, FaultyObjectStore.Fault.CRASH_AFTER, 6);
        assertThatThrownBy(() -> runs.begin(dies, plan)).isInstanceOf(FaultyObjectStore.Crash.class);
        store.delete(List.of(plan.task(0).replaces().get(0).key()));

        RunReport report = runs.resume(store, plan);

        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.PARTIAL);
        assertThat(report.failures()).isNotEmpty();
        assertThat(report.remarks())
                .hasSize(2)
                .allMatch(remark ->
                        remark.subject().contains(PENDING) && remark.text().contains("stays pending"));
        assertThat(requests.read(store)).noneMatch(form -> isProcessed(form, tenant));
    }

    private static void requirePart(List<Row> part, List<Row> whole) {
        List<Row> rest = new ArrayList<>(part);
        for (Row row : whole) {
            int at = java.util.Collections.binarySearch(rest, row, Row.ORDER);
            if (at >= 0) {
                rest.remove(at);
            }
        }
        assertThat(rest).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fs-tsdb-v13-snappy", "fs-boltdb-v11", "fs-multi-period"})
    void goldenStoresLoseExactlyWhatMatches(String name) throws Exception {
        MemoryObjectStore store = Fixtures.copy(name);
        LokiStore loki = LokiStore.open(store, OpenOptions.defaults(folder));
        StoreModel before = StoreModel.read(loki);
        ChunkWork.Delete work = new ChunkWork.Delete(
                List.of(new ChunkWork.EntryMatch(
                        null, null, List.of("{job=~\".+\"} |= \"a\" != \"e\""), Long.MIN_VALUE, Long.MAX_VALUE)),
                List.of());
        Plan plan = plan(loki, Fixtures.NOW, work, folder);

        RunReport report = new EngineRuns(folder, Fixtures.NOW).begin(store, plan);

        assertThat(report.failures()).isEmpty();
        LokiStore left = LokiStore.open(store, OpenOptions.defaults(folder));
        List<Row> expected = before.answers().stream()
                .filter(row -> !row.line().contains("a") || row.line().contains("e"))
                .toList();
        assertThat(StoreView.answers(left, folder)).isEqualTo(expected);
        assertThat(verify(plan, left)).isEmpty();
    }

    @Test
    void aMaskChangesLinesAndNothingElse() throws Exception {
        RandomStore random = RandomStore.of(5, RandomStore.Size.LARGE, folder);
        MemoryObjectStore store = random.copy();
        ChunkWork.Delete work = new ChunkWork.Delete(
                Case.STREAM.work(null).rules(), List.of(new ChunkWork.Mask("user=u(\\d)", "user:$1$1")));
        Plan plan = plan(random.open(store, folder).loki(), RandomStore.NOW, work, folder);

        new EngineRuns(folder, RandomStore.NOW).begin(store, plan);

        LokiStore left = random.open(store, folder).loki();
        StoreModel expected = new StoreModel(random.model().chunks().stream()
                .map(chunk -> !chunk.labels().valueOrEmpty("app").equals("app0")
                        ? chunk
                        : new StoreModel.Chunk(
                                chunk.ref(),
                                chunk.labels(),
                                chunk.entries().stream()
                                        .map(entry -> new StoreModel.Entry(
                                                entry.timestampNanos(),
                                                entry.line().replaceAll("user=u(\\d)", "user:$1$1"),
                                                entry.metadata()))
                                        .toList(),
                                chunk.storedBytes()))
                .toList());
        assertThat(StoreView.answers(left, folder)).isEqualTo(expected.answers());
        assertThat(expected.answers()).isNotEqualTo(random.model().answers());
        assertThat(verify(plan, left)).isEmpty();
    }

    @Test
    void aReceiptThatWasChangedAndWhatCameBackAreFound() throws Exception {
        RandomStore random = RandomStore.of(3, RandomStore.Size.LARGE, folder);
        MemoryObjectStore store = random.copy();
        Plan plan = plan(random.open(store, folder).loki(), RandomStore.NOW, Case.LINES.work(null), folder);
        new EngineRuns(folder, RandomStore.NOW).begin(store, plan);
        LokiStore left = random.open(store, folder).loki();
        byte[] file = Receipts.read(plan.id(), left.objects());
        Receipt receipt = Receipts.parse("receipt", file);
        assertThat(ids(verify(file, left))).isEmpty();

        String text = new String(file, StandardCharsets.UTF_8);
        byte[] tampered =
                text.replaceFirst("\"removed\" : \\d+", "\"removed\" : 0").getBytes(StandardCharsets.UTF_8);
        assertThat(ids(verify(tampered, left))).contains("receipt-tampered", "receipt-contradiction");

        ObjectKey gone = receipt.chunks().get(0).object();
        store.put(gone, random.copy().readAll(gone, 1 << 20));
        ObjectInfo back = store.head(gone);
        assertThat(ids(verify(file, random.open(store, folder).loki()))).containsExactly("chunk-left", "entries-left");
        store.delete(List.of(back.key()));

        Receipt.After after = receipt.chunks().stream()
                .flatMap(chunk -> chunk.after().stream())
                .findFirst()
                .orElseThrow();
        store.delete(List.of(after.object()));
        assertThat(ids(verify(file, random.open(store, folder).loki()))).containsExactly("replacement-missing");
        store.delete(List.of(ObjectKey.of(".lokistore/receipts/" + plan.id() + ".sha256")));
        assertThat(ids(verify(file, random.open(store, folder).loki()))).contains("receipt-unknown");
    }

    private static List<String> ids(List<Finding> findings) {
        return findings.stream().map(Finding::id).toList();
    }

    @Test
    void aBucketThatKeepsVersionsIsAskedForThem() throws Exception {
        RandomStore random = RandomStore.of(7, RandomStore.Size.SMALL, folder);
        MemoryObjectStore store = random.copy();
        Plan plan = plan(random.open(store, folder).loki(), RandomStore.NOW, Case.STREAM.work(null), folder);
        new EngineRuns(folder, RandomStore.NOW).begin(store, plan);
        LokiStore left = random.open(store, folder).loki();
        byte[] file = Receipts.read(plan.id(), store);
        Receipt receipt = Receipts.parse("receipt", file);
        ObjectKey kept = receipt.chunks().get(0).object();
        ObjectKey marked = receipt.chunks().get(1).object();
        Map<ObjectKey, List<ObjectVersion>> versions = Map.of(
                kept, List.of(new ObjectVersion("m", 0, true, true), new ObjectVersion("v1", 10, false, false)),
                marked, List.of(new ObjectVersion("m2", 0, true, true)));

        List<Finding> findings = new ReceiptCheck(
                        receipt, left, List.of(new VersionedBucket(versions)), DeletionModelTest::fail)
                .run(file)
                .findings();

        assertThat(ids(findings)).containsExactly("versions-left", "delete-markers");
        assertThat(findings.get(0).evidence()).containsExactly(kept + " version v1");
        assertThat(findings.get(1).evidence()).hasSize(2);
    }

    private record VersionedBucket(Map<ObjectKey, List<ObjectVersion>> all) implements BucketInspector {
        @Override
        public String bucket() {
            return "b";
        }

        @Override
        public String prefix() {
            return "";
        }

        @Override
        public Versioning versioning() {
            return Versioning.ENABLED;
        }

        @Override
        public List<LifecycleRule> lifecycle() {
            return List.of();
        }

        @Override
        public Optional<String> policy() {
            return Optional.empty();
        }

        @Override
        public Optional<ObjectLock> objectLock() {
            return Optional.empty();
        }

        @Override
        public NoncurrentVersions noncurrent(int maxPages) {
            return NoncurrentVersions.NONE;
        }

        @Override
        public List<ObjectVersion> versions(ObjectKey key) {
            return all.getOrDefault(key, List.of());
        }
    }
}
