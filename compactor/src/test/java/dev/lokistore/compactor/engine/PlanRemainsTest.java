package dev.lokistore.compactor.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.compactor.engine.PlanRemains.Kind;
import dev.lokistore.compactor.engine.PlanRemains.Remains;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.Waits;
import dev.lokistore.index.Effort;
import dev.lokistore.objectstore.ObjectKey;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What plans leave behind, and when it goes. */
class PlanRemainsTest {
    private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");
    private static final Duration GRACE = Duration.ofHours(48);
    private static final Duration KEEP = Duration.ofDays(28);

    @TempDir
    private Path folder;

    private MemoryObjectStore filled() throws IOException {
        MemoryObjectStore store = new MemoryObjectStore(Clock.fixed(NOW, ZoneOffset.UTC));
        SmallPlan.fill(new SmallStore(store, folder));
        return store;
    }

    private RunSettings settings(Waits waits) {
        return new RunSettings(
                Clock.fixed(NOW, ZoneOffset.UTC),
                Clock.fixed(NOW, ZoneOffset.UTC),
                duration -> {
                    if (duration.compareTo(StoreLock.Timing.DEFAULT.settle()) > 0) {
                        new CountDownLatch(1).await();
                    }
                },
                StoreLock.Timing.DEFAULT,
                waits,
                waits.equals(Waits.NONE),
                new RunOwner("test", "", 1),
                1,
                folder,
                Instant.MAX,
                RunEvents.NONE);
    }

    private Plan change(MemoryObjectStore store, Waits waits) throws IOException {
        Plan plan = SmallPlan.make(store, folder, true);
        new PlanRunner(
                        plan,
                        SmallStore.open(store, folder),
                        new PlanRegistry(store, folder),
                        new SmallWorker(store, folder),
                        settings(waits))
                .begin();
        return plan;
    }

    /** A store on which one plan was carried out. */
    private MemoryObjectStore changed() throws IOException {
        MemoryObjectStore store = filled();
        change(store, Waits.NONE);
        return store;
    }

    private record Found(Plan plan, List<Remains> remains) {
        Remains of(Kind kind) {
            return remains.stream()
                    .filter(one -> one.kind() == kind)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private Found find(MemoryObjectStore store, Duration later) throws IOException {
        Instant now = NOW.plus(later);
        PlanHeader header =
                new PlanHeader("gc", Map.of(), now, store.name(), false, Waits.DEFAULT, List.of(), List.of());
        try (PlanWriter writer = new PlanWriter(header, folder)) {
            PlanRegistry registry = new PlanRegistry(store, folder);
            List<Remains> remains = new PlanRemains(store, registry, now, GRACE, KEEP).plan(writer);
            return new Found(writer.finish(), remains);
        }
    }

    private static List<String> keys(MemoryObjectStore store, String prefix) throws IOException {
        List<String> keys = new ArrayList<>();
        InputCheck.list(store, prefix).keySet().forEach(key -> keys.add(key.value()));
        return keys;
    }

    @Test
    void trashGoesWhenItsGraceIsOver() throws Exception {
        MemoryObjectStore store = changed();
        Map<String, String> contents = SmallStore.contents(store);

        Found early = find(store, GRACE.minusSeconds(1));
        assertThat(early.plan().taskCount()).isZero();
        assertThat(early.of(Kind.TRASH).goes()).isFalse();
        assertThat(early.of(Kind.TRASH).until()).isEqualTo(NOW.plus(GRACE));
        assertThat(early.of(Kind.TRASH).objects()).isEqualTo(9);

        Found due = find(store, GRACE);
        assertThat(due.of(Kind.TRASH).goes()).isTrue();
        assertThat(due.of(Kind.JOURNAL).goes()).isFalse();
        RunReport report = new EngineRuns(folder, NOW.plus(GRACE)).begin(store, due.plan());

        // nine objects and the mark of when they came; nothing that anybody reads, so without any wait
        assertThat(report.outcome()).isEqualTo(RunReport.Outcome.DONE);
        assertThat(report.objectsDeleted()).isEqualTo(10);
        assertThat(report.bytesFreed()).isGreaterThan(due.of(Kind.TRASH).storedBytes());
        assertThat(keys(store, OwnKeys.TRASH)).isEmpty();
        assertThat(SmallStore.contents(store)).isEqualTo(contents);
    }

    @Test
    void undoIsRefusedWhenTheTrashIsEmptied() throws Exception {
        MemoryObjectStore store = filled();
        Plan plan = change(store, Waits.NONE);
        Map<String, String> contents = SmallStore.contents(store);
        EngineRuns runs = new EngineRuns(folder, NOW.plus(GRACE));
        runs.begin(store, find(store, GRACE).plan());

        assertThatThrownBy(() -> runs.undo(store, plan))
                .isInstanceOf(RefusedPlanException.class)
                .hasMessageContaining("not in the trash any more");
        assertThat(SmallStore.contents(store)).isEqualTo(contents);
    }

    @Test
    void journalsGoWhenTheirTrashHasGone() throws Exception {
        MemoryObjectStore store = changed();
        Duration later = KEEP.plusDays(1);
        EngineRuns runs = new EngineRuns(folder, NOW.plus(later));

        Found first = find(store, later);
        assertThat(first.of(Kind.TRASH).goes()).isTrue();
        assertThat(first.of(Kind.JOURNAL).goes()).isTrue();
        runs.begin(store, first.plan());

        // what is left is of the plan that did this
        assertThat(new PlanRegistry(store, folder).ids())
                .containsExactly(first.plan().id());
        assertThat(find(store, later).plan().taskCount()).isZero();
        assertThat(find(store, later.multipliedBy(2)).of(Kind.JOURNAL).goes()).isTrue();
    }

    @Test
    void anUnfinishedPlanKeepsWhatItHas() throws Exception {
        MemoryObjectStore store = filled();
        change(store, new Waits(Duration.ZERO, Duration.ofHours(2)));
        assertThat(keys(store, OwnKeys.TRASH)).isNotEmpty();

        Found found = find(store, KEEP.multipliedBy(3));

        assertThat(found.plan().taskCount()).isZero();
        assertThat(found.remains()).noneMatch(Remains::goes).allMatch(one -> one.until() == null);
    }

    @Test
    void whatIsNotOursIsNotTouched() throws Exception {
        MemoryObjectStore store = filled();
        store.put(ObjectKey.of(".lokistore/trash/readme/x"), new byte[] {1});
        store.put(ObjectKey.of(".lokistore/trash/0123456789abcdef/x"), new byte[] {1});
        store.put(ObjectKey.of(".lokistore/plans/readme/x"), new byte[] {1});

        Found found = find(store, KEEP.multipliedBy(3));

        // a folder of trash without a mark, of no plan that is known: since when it is there nobody knows
        assertThat(found.remains()).hasSize(1);
        assertThat(found.of(Kind.TRASH).goes()).isFalse();
        assertThat(found.plan().taskCount()).isZero();
        store.put(
                ObjectKey.of(".lokistore/trash/0123456789abcdef.json"),
                NOW.toString().getBytes(StandardCharsets.UTF_8));
        assertThat(find(store, GRACE).of(Kind.TRASH).goes()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"CRASH_BEFORE", "CRASH_AFTER"})
    void killedAnywhereItGoesOnToTheSameEnd(Fault fault) throws Exception {
        Duration later = KEEP.plusDays(1);
        MemoryObjectStore whole = changed();
        FaultyObjectStore counting = new FaultyObjectStore(whole, FaultyObjectStore.CHANGES, fault, -1);
        Found found = find(whole, later);
        new EngineRuns(folder, NOW.plus(later)).begin(counting, found.plan());
        Map<String, String> contents = SmallStore.contents(whole);
        int step = Effort.of(7, 1);
        for (int at = 0; at < counting.calls(); at += step) {
            int call = at;
            MemoryObjectStore store = changed();
            Plan plan = find(store, later).plan();
            EngineRuns runs = new EngineRuns(folder, NOW.plus(later));
            FaultyObjectStore faulty = new FaultyObjectStore(store, FaultyObjectStore.CHANGES, fault, call);
            assertThatThrownBy(() -> runs.begin(faulty, plan)).isInstanceOf(FaultyObjectStore.Crash.class);

            assertThat(SmallStore.contents(store)).isEqualTo(contents);
            if (runs.status(store, plan).phase() == PlanStatus.Phase.PLANNED) {
                runs.begin(store, plan);
            } else {
                runs.resume(store, plan);
            }
            assertThat(keys(store, OwnKeys.TRASH)).as("at %s", at).isEmpty();
            assertThat(new PlanRegistry(store, folder).ids()).as("at %s", at).containsExactly(plan.id());
        }
    }
}
