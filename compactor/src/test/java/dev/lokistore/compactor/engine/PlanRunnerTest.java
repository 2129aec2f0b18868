package dev.lokistore.compactor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.Waits;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.Sleeper;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import dev.lokistore.objectstore.testing.FaultyObjectStore;
import dev.lokistore.objectstore.testing.FaultyObjectStore.Fault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("one-runtime")
class PlanRunnerTest {
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
    private static final Sleeper SLEEPER = duration -> {
        if (duration.compareTo(StoreLock.Timing.DEFAULT.settle()) > 0) {
            // the heartbeat: not in these tests
            new java.util.concurrent.CountDownLatch(1).await();
        }
    };

    @TempDir
    private Path folder;

    private int runs;

    private MemoryObjectStore store() throws IOException {
        MemoryObjectStore memory = new MemoryObjectStore(Clock.fixed(NOW, ZoneOffset.UTC));
        SmallPlan.fill(new SmallStore(memory, folder));
        return memory;
    }

    private RunSettings settings(Waits waits, Instant now) {
        // each run an hour later, so that a lock which a dead one left has lapsed
        Instant lockTime = NOW.plus(Duration.ofHours(runs++));
        return new RunSettings(
                Clock.fixed(now, ZoneOffset.UTC),
                Clock.fixed(lockTime, ZoneOffset.UTC),
                SLEEPER,
                StoreLock.Timing.DEFAULT,
                waits,
                waits.equals(Waits.NONE),
                new RunOwner("test " + runs, "", runs),
                1,
                folder,
                Instant.MAX,
                RunEvents.NONE);
    }

    private PlanRunner runner(ObjectStore objects, Plan plan, RunSettings settings) throws IOException {
        return new PlanRunner(
                plan,
                SmallStore.open(objects, folder),
                new PlanRegistry(objects, folder),
                new SmallWorker(objects, folder),
                settings);
    }

    private RunReport begin(ObjectStore objects, Plan plan) throws IOException {
        return runner(objects, plan, settings(Waits.NONE, NOW)).begin();
    }

    private RunReport resume(ObjectStore objects, Plan plan) throws IOException {
        return runner(objects, plan, settings(Waits.NONE, NOW)).resume();
    }

    private RunReport undo(ObjectStore objects, Plan plan) throws IOException {
        return new PlanUndo(
                        plan,
                        SmallStore.open(objects, folder),
                        new PlanRegistry(objects, folder),
                        settings(Waits.NONE, NOW))
                .run();
    }

    private SortedMap<String, SortedSet<String>> visible(ObjectReader objects) throws IOException {
        return SmallStore.visible(objects, folder);
    }

    @Test
    void leavesWhatThePlanSays() throws Exception {
        MemoryObjectStore store = store();
        Plan plan = SmallPlan.make(store, folder, true);

        RunReport report = begin(store, plan);

        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.DONE);
        assertThat(report.failures()).isEmpty();
        assertThat(report.tables()).isEqualTo(2);
        assertThat(report.objectsWritten()).isEqualTo(2 + 3);
        assertThat(report.objectsDeleted()).isEqualTo(5 + 4);
        assertThat(visible(store).get("index_20000")).containsExactly("a:cross", "a:one", "a:two", "b:other");
        assertThat(visible(store).get("index_20001")).containsExactly("a:cross", "a:next");
        assertThat(SmallStore.contents(store).keySet().stream().filter(key -> key.startsWith("index/")))
                .hasSize(3);
        assertThat(SmallStore.contents(store).keySet().stream().filter(key -> !key.startsWith("index/")))
                .hasSize(4);
        assertThat(new PlanRegistry(store, folder).status(plan).phase()).isEqualTo(PlanStatus.Phase.FINISHED);
    }

    @Test
    void doesNothingASecondTime() throws Exception {
        MemoryObjectStore store = store();
        Plan plan = SmallPlan.make(store, folder, true);
        begin(store, plan);
        Map<String, String> after = SmallStore.contents(store);

        assertThatThrownBy(() -> begin(store, plan))
                .isInstanceOf(RefusedPlanException.class)
                .hasMessageContaining("--resume");
        assertThat(resume(store, plan).outcome()).isEqualTo(RunReport.Outcome.DONE);
        assertThat(SmallStore.contents(store)).isEqualTo(after);
    }

    /** The heart of it: killed at any write, delete or journal call, before it and after it. */
    @ParameterizedTest
    @EnumSource(names = {"CRASH_BEFORE", "CRASH_AFTER"})
    void killedAnywhereItGoesOnToTheSameEnd(Fault fault) throws Exception {
        MemoryObjectStore whole = store();
        begin(whole, SmallPlan.make(whole, folder, true));
        Map<String, String> end = SmallStore.contents(whole);
        SortedMap<String, SortedSet<String>> before = visible(store());
        SortedMap<String, SortedSet<String>> after = visible(whole);

        int calls = changes();
        for (int at = 0; at < calls; at++) {
            MemoryObjectStore store = store();
            Plan plan = SmallPlan.make(store, folder, true);
            crash(store, plan, fault, at);
            requireBetween(after, visible(store), before);

            boolean begun = new PlanRegistry(store, folder).status(plan).phase() != PlanStatus.Phase.PLANNED;
            RunReport report = begun ? resume(store, plan) : begin(store, plan);

            assertThat(report.outcome()).isEqualTo(RunReport.Outcome.DONE);
            assertThat(SmallStore.contents(store)).as(fault + " at " + at).isEqualTo(end);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CRASH_BEFORE", "CRASH_AFTER"})
    void killedAnywhereItGoesBackToTheBeginning(Fault fault) throws Exception {
        Map<String, String> beginning = SmallStore.contents(store());
        int calls = changes();
        for (int at = 0; at < calls; at++) {
            MemoryObjectStore store = store();
            Plan plan = SmallPlan.make(store, folder, true);
            crash(store, plan, fault, at);
            if (new PlanRegistry(store, folder).status(plan).phase() == PlanStatus.Phase.PLANNED) {
                continue;
            }

            assertThat(undo(store, plan).outcome()).isEqualTo(RunReport.Outcome.UNDONE);
            assertThat(SmallStore.contents(store)).as(fault + " at " + at).isEqualTo(beginning);
        }
    }

    /** The way back is as safe as the way there. */
    @ParameterizedTest
    @EnumSource(names = {"CRASH_BEFORE", "CRASH_AFTER"})
    void killedOnTheWayBackItGoesOnBack(Fault fault) throws Exception {
        Map<String, String> beginning = SmallStore.contents(store());
        SortedMap<String, SortedSet<String>> before = visible(store());
        MemoryObjectStore whole = store();
        begin(whole, SmallPlan.make(whole, folder, true));
        SortedMap<String, SortedSet<String>> after = visible(whole);

        boolean crashed = true;
        for (int at = 0; crashed; at++) {
            MemoryObjectStore store = store();
            Plan plan = SmallPlan.make(store, folder, true);
            begin(store, plan);
            FaultyObjectStore faulty = new FaultyObjectStore(store, FaultyObjectStore.CHANGES, fault, at);
            try {
                undo(faulty, plan);
                crashed = false;
            } catch (FaultyObjectStore.Crash expected) {
                // this is what is tried
            }
            requireBetween(after, visible(store), before);

            assertThat(undo(store, plan).outcome()).isEqualTo(RunReport.Outcome.UNDONE);
            assertThat(SmallStore.contents(store)).as(fault + " at " + at).isEqualTo(beginning);
        }
    }

    /** How many writes and deletes a whole run makes. */
    private int changes() throws IOException {
        MemoryObjectStore store = store();
        FaultyObjectStore counting = new FaultyObjectStore(store, FaultyObjectStore.CHANGES, Fault.CRASH_BEFORE, -1);
        begin(counting, SmallPlan.make(store, folder, true));
        assertThat(counting.calls()).isGreaterThan(30);
        return counting.calls();
    }

    private void crash(MemoryObjectStore store, Plan plan, Fault fault, int at) throws IOException {
        FaultyObjectStore faulty = new FaultyObjectStore(store, FaultyObjectStore.CHANGES, fault, at);
        assertThatThrownBy(() -> begin(faulty, plan)).isInstanceOf(FaultyObjectStore.Crash.class);
    }

    private static void requireBetween(
            SortedMap<String, SortedSet<String>> least,
            SortedMap<String, SortedSet<String>> found,
            SortedMap<String, SortedSet<String>> most) {
        assertThat(found.keySet()).isEqualTo(most.keySet());
        found.forEach((table, words) -> {
            assertThat(words).as(table).containsAll(least.get(table));
            assertThat(most.get(table)).as(table).containsAll(words);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"FAIL_BEFORE", "FAIL_AFTER"})
    void anyFailedCallIsMadeUpFor(Fault fault) throws Exception {
        MemoryObjectStore whole = store();
        begin(whole, SmallPlan.make(whole, folder, true));
        Map<String, String> end = SmallStore.contents(whole);
        int at = 0;
        for (boolean failed = true; failed; at++) {
            MemoryObjectStore store = store();
            Plan plan = SmallPlan.make(store, folder, true);
            FaultyObjectStore faulty = new FaultyObjectStore(store, Set.of(Operation.values()), fault, at);
            try {
                begin(faulty, plan);
            } catch (IOException expected) {
                assertThat(expected).hasMessageContaining("no network");
            }
            failed = at < faulty.calls();

            boolean begun = new PlanRegistry(store, folder).status(plan).phase() != PlanStatus.Phase.PLANNED;
            RunReport report = begun ? resume(store, plan) : begin(store, plan);
            assertThat(report.failures()).isEmpty();
            assertThat(SmallStore.contents(store)).as(fault + " at " + at).isEqualTo(end);
        }
        assertThat(at).isGreaterThan(100);
    }

    /** A server that stores something else than it was given. */
    @ParameterizedTest
    @EnumSource(names = {"TRUNCATE", "FLIP"})
    void whatReadsBackOtherwiseIsWrittenAgain(Fault fault) throws Exception {
        MemoryObjectStore whole = store();
        begin(whole, SmallPlan.make(whole, folder, true));
        Map<String, String> end = SmallStore.contents(whole);
        int spoiled = 0;
        for (int at = 0; at < 40; at++) {
            MemoryObjectStore store = store();
            Plan plan = SmallPlan.make(store, folder, true);
            FaultyObjectStore faulty = new FaultyObjectStore(store, Set.of(Operation.PUT), fault, at);
            RunReport report = begin(faulty, plan);
            if (at < faulty.calls() && !faulty.log().get(at).contains(".lokistore")) {
                spoiled++;
                assertThat(SmallStore.contents(store)).isEqualTo(end);
                assertThat(report.failures()).isEmpty();
            }
        }
        assertThat(spoiled).isEqualTo(5);
    }

    @Test
    void readersHaveTimeToSeeEachStep() throws Exception {
        MemoryObjectStore store = store();
        Plan plan = SmallPlan.make(store, folder, true);
        Map<String, String> beginning = SmallStore.contents(store);

        RunReport written = runner(store, plan, settings(Waits.DEFAULT, NOW)).begin();
        assertThat(written.outcome()).isEqualTo(RunReport.Outcome.WAITING);
        assertThat(written.resumeAt()).isEqualTo(NOW.plus(Duration.ofMinutes(21)));
        assertThat(SmallStore.contents(store)).containsAllEntriesOf(beginning);

        Instant early = NOW.plus(Duration.ofMinutes(20));
        assertThat(runner(store, plan, settings(Waits.DEFAULT, early)).resume().resumeAt())
                .isEqualTo(written.resumeAt());
        assertThat(SmallStore.contents(store)).containsAllEntriesOf(beginning);

        Instant later = NOW.plus(Duration.ofMinutes(21));
        RunReport switched = runner(store, plan, settings(Waits.DEFAULT, later)).resume();
        assertThat(switched.resumeAt()).isEqualTo(later.plus(Duration.ofHours(2)));
        assertThat(SmallStore.contents(store).keySet()).contains("a/7/" + chunkName(beginning, "a/7/"));

        RunReport done = runner(store, plan, settings(Waits.DEFAULT, later.plus(Duration.ofHours(2))))
                .resume();
        assertThat(done.outcome()).isEqualTo(RunReport.Outcome.DONE);
        assertThat(visible(store).get("index_20001")).containsExactly("a:cross", "a:next");
    }

    private static String chunkName(Map<String, String> contents, String prefix) {
        return contents.keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .findFirst()
                .orElseThrow()
                .substring(prefix.length());
    }

    @Test
    void changedInputsAreRefusedBeforeAnythingIsDone() throws Exception {
        MemoryObjectStore untouched = store();
        for (String key : SmallStore.contents(untouched).keySet()) {
            for (boolean gone : List.of(true, false)) {
                MemoryObjectStore store = store();
                Plan plan = SmallPlan.make(store, folder, true);
                boolean input = key.startsWith("index/") || isSource(plan, key);
                if (gone) {
                    store.delete(List.of(ObjectKey.of(key)));
                } else {
                    store.put(ObjectKey.of(key), "changed".getBytes(StandardCharsets.UTF_8));
                }
                Map<String, String> before = SmallStore.contents(store);
                if (input) {
                    assertThatThrownBy(() -> begin(store, plan))
                            .as(key)
                            .isInstanceOf(PlanOutdatedException.class)
                            .hasMessageContaining(key);
                    assertThat(SmallStore.contents(store)).isEqualTo(before);
                    assertThat(new PlanRegistry(store, folder).ids()).isEmpty();
                }
            }
        }
    }

    private static boolean isSource(Plan plan, String key) throws IOException {
        String text = java.nio.file.Files.readString(plan.file());
        return text.contains('"' + key + '"');
    }

    @Test
    void uploadsThatComeMeanwhileSurvive() throws Exception {
        MemoryObjectStore store = store();
        SmallStore small = new SmallStore(store, folder);
        Plan plan = SmallPlan.make(store, folder, true);
        ObjectKey first = ObjectKey.of("index/index_20000/1764000000-ingester-0-1.tsdb.gz");
        store.put(first, SmallStore.tsdb(List.of(small.chunk("a", SmallStore.DAY, 9, 10, "late")), folder));

        runner(store, plan, settings(Waits.DEFAULT, NOW)).begin();
        ObjectKey second = ObjectKey.of("index/index_20001/1764000001-ingester-0-1.tsdb.gz");
        store.put(second, SmallStore.tsdb(List.of(small.chunk("a", SmallStore.DAY + 1, 9, 10, "later")), folder));
        RunReport report = resume(store, plan);

        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.DONE);
        assertThat(SmallStore.contents(store)).containsKeys(first.value(), second.value());
    }

    @Test
    void whatACompactorWroteMeanwhileStopsTheSwitch() throws Exception {
        MemoryObjectStore store = store();
        SmallStore small = new SmallStore(store, folder);
        Plan plan = SmallPlan.make(store, folder, true);
        runner(store, plan, settings(Waits.DEFAULT, NOW)).begin();
        small.index(SmallStore.DAY, 99, List.of(small.chunk("a", SmallStore.DAY, 9, 10, "new")));

        RunReport report = resume(store, plan);

        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.PARTIAL);
        assertThat(report.failures()).hasSize(1);
        assertThat(report.failures().get(0).subject()).isEqualTo("index_20000");
        assertThat(report.failures().get(0).error()).contains("99-compactor").contains("Stop Loki's compactor");
        // the other table is done, and no chunk went that the first one still names
        assertThat(visible(store).get("index_20000")).contains("a:old", "a:one", "a:two", "a:del1", "a:new");
        assertThat(visible(store).get("index_20001")).containsExactly("a:cross", "a:next");
    }

    @Test
    void reuploadedRowsKeepTheirChunks() throws Exception {
        MemoryObjectStore store = store();
        Plan plan = SmallPlan.make(store, folder, true);
        byte[] old = store.readAll(ObjectKey.of("index/index_20000/a/1-compactor-1-2-3.tsdb.gz"), 1 << 20);
        Instant later = NOW.plus(Duration.ofMinutes(21));
        runner(store, plan, settings(Waits.DEFAULT, NOW)).begin();
        runner(store, plan, settings(Waits.DEFAULT, later)).resume();
        store.put(ObjectKey.of("index/index_20000/a/77-late.tsdb.gz"), old);

        RunReport report = runner(store, plan, settings(Waits.NONE, later)).resume();

        assertThat(report.keptNamed()).isEqualTo(3);
        assertThat(visible(store).get("index_20000")).contains("a:old", "a:del1");
    }

    @Test
    void brokenChunksStayAndTheRestIsDone() throws Exception {
        MemoryObjectStore store = new MemoryObjectStore(Clock.fixed(NOW, ZoneOffset.UTC));
        SmallStore small = new SmallStore(store, folder);
        SmallPlan.fill(small);
        Plan plan = SmallPlan.make(store, folder, true);
        // the worker finds it when it reads
        Worker worker = new SmallWorker(store, folder) {
            @Override
            public PreparedChunks rewrite(dev.lokistore.compactor.plan.PlanTask task, int number) throws IOException {
                return number == 0 ? PreparedChunks.kept(0, "cannot be decoded") : super.rewrite(task, number);
            }
        };
        RunReport report = new PlanRunner(
                        plan, small.open(), new PlanRegistry(store, folder), worker, settings(Waits.NONE, NOW))
                .begin();

        assertThat(report.keptJobs()).hasSize(1);
        assertThat(report.keptJobs().get(0).error()).isEqualTo("cannot be decoded");
        assertThat(visible(store).get("index_20000")).contains("a:one", "a:two").doesNotContain("a:old", "a:del1");
    }

    @Test
    void aTaskThatFailsStopsNoOther() throws Exception {
        MemoryObjectStore store = store();
        Plan plan = SmallPlan.make(store, folder, true);
        Worker worker = new SmallWorker(store, folder) {
            @Override
            public PreparedIndex build(dev.lokistore.compactor.plan.PlanTask task, RowChanges changes, Path into)
                    throws IOException {
                if (task.subject().equals("index_20000")) {
                    throw new TaskFailedException("broken");
                }
                return super.build(task, changes, into);
            }
        };
        RunReport report = new PlanRunner(
                        plan,
                        SmallStore.open(store, folder),
                        new PlanRegistry(store, folder),
                        worker,
                        settings(Waits.NONE, NOW))
                .begin();

        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.PARTIAL);
        assertThat(visible(store).get("index_20000")).contains("a:one", "a:two", "a:old", "a:del1");
        assertThat(visible(store).get("index_20001")).containsExactly("a:cross", "a:next");
    }

    @Test
    void withoutTrashTheWayBackEndsAtTheFirstDelete() throws Exception {
        MemoryObjectStore store = store();
        Map<String, String> beginning = SmallStore.contents(store);
        Plan plan = SmallPlan.make(store, folder, false);
        runner(store, plan, settings(Waits.DEFAULT, NOW)).begin();
        undo(store, plan);
        assertThat(SmallStore.contents(store)).isEqualTo(beginning);

        MemoryObjectStore other = store();
        Plan again = SmallPlan.make(other, folder, false);
        RunReport report = begin(other, again);
        assertThat(report.bytesFreed()).isPositive();
        assertThatThrownBy(() -> undo(other, again))
                .isInstanceOf(RefusedPlanException.class)
                .hasMessageContaining("keeps nothing");
    }

    @Test
    void anUnfinishedPlanKeepsOthersOffItsTables() throws Exception {
        MemoryObjectStore store = store();
        Plan plan = SmallPlan.make(store, folder, true);
        Plan other = SmallPlan.make(store, folder, false);
        runner(store, plan, settings(Waits.DEFAULT, NOW)).begin();

        assertThatThrownBy(() -> begin(store, other))
                .isInstanceOf(RefusedPlanException.class)
                .hasMessageContaining(plan.id().value())
                .hasMessageContaining("index/index_20000/");
        assertThat(new PlanRegistry(store, folder).unfinished())
                .extracting(PlanStatus::id)
                .containsExactly(plan.id());
    }

    @Test
    void twoRunsAtOnceAreOneTooMany() throws Exception {
        MemoryObjectStore store = store();
        Plan plan = SmallPlan.make(store, folder, true);
        RunSettings settings = settings(Waits.NONE, NOW);
        try (StoreLock other = StoreLock.acquire(
                store,
                new RunOwner("somebody@elsewhere", "", 1),
                "gc",
                settings.lockClock(),
                SLEEPER,
                StoreLock.Timing.DEFAULT)) {
            assertThatThrownBy(() -> runner(store, plan, settings).begin())
                    .isInstanceOf(LockedException.class)
                    .hasMessageContaining("somebody@elsewhere")
                    .hasMessageContaining("gc");
            other.check();
        }
        assertThat(runner(store, plan, settings).begin().outcome()).isEqualTo(RunReport.Outcome.DONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aDamagedJournalIsNotGuessedAt(int record) throws Exception {
        MemoryObjectStore store = store();
        Plan plan = SmallPlan.make(store, folder, true);
        runner(store, plan, settings(Waits.DEFAULT, NOW)).begin();
        ObjectKey key = OwnKeys.record(plan.id(), record);
        byte[] bytes = store.readAll(key, 1 << 20);
        for (int i = 0; i < bytes.length; i += 7) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 1;
            store.put(key, damaged);
            assertThatThrownBy(() -> resume(store, plan))
                    .isInstanceOf(JournalException.class)
                    .hasMessageContaining(key.value());
        }
        store.delete(List.of(key));
        assertThatThrownBy(() -> resume(store, plan)).isInstanceOf(JournalException.class);
    }

    @Test
    void aServerThatIsGoneStopsTheRunAndNotTheTask() throws Exception {
        MemoryObjectStore store = store();
        Plan plan = SmallPlan.make(store, folder, true);
        FaultyObjectStore faulty = new FaultyObjectStore(store, Set.of(Operation.COPY), Fault.FAIL_BEFORE, 0);

        assertThatThrownBy(() -> begin(faulty, plan))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.UNREACHABLE));
        assertThat(resume(store, plan).failures()).isEmpty();
    }
}
