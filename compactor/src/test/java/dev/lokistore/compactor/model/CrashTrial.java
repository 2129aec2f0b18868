package dev.lokistore.compactor.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.compactor.engine.EngineRuns;
import dev.lokistore.compactor.engine.PlanStatus;
import dev.lokistore.compactor.engine.RefusedPlanException;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.index.Effort;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.query.Row;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import dev.lokistore.objectstore.testing.FaultyObjectStore;
import dev.lokistore.objectstore.testing.FaultyObjectStore.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Kills runs of a change at their calls, looks at the store at that moment, carries the run on, and takes it back. */
public final class CrashTrial {
    /** Calls in which a run changes what it changes last. */
    private static final int LAST = 14;

    private final RandomStore random;
    private final Instant now;
    private final Path folder;
    private final PlanMaker maker;
    private final boolean trash;
    private final Map<ObjectKey, byte[]> more;
    private final BeforeAndAfter check;

    /** Looks at a store in which a run was killed, and where it was carried on to its end. */
    public interface BeforeAndAfter {
        void look(MemoryObjectStore store, boolean atEnd) throws IOException;
    }

    /** Makes the plan of a change. */
    public interface PlanMaker {
        Plan of(LokiStore loki) throws IOException;
    }

    /** @param trash whether what was removed comes back */
    public CrashTrial(RandomStore random, Instant now, Path folder, boolean trash, PlanMaker maker) {
        this(random, now, folder, trash, maker, Map.of(), (store, atEnd) -> {});
    }

    /** @param more objects that are in the store too, and that {@code check} looks at when a run has ended */
    public CrashTrial(
            RandomStore random,
            Instant now,
            Path folder,
            boolean trash,
            PlanMaker maker,
            Map<ObjectKey, byte[]> more,
            BeforeAndAfter check) {
        this.random = random;
        this.now = now;
        this.folder = folder;
        this.trash = trash;
        this.maker = maker;
        this.more = Map.copyOf(more);
        this.check = check;
    }

    /** Of the objects whose content may tell when a run wrote them. */
    private Set<String> names() {
        return more.keySet().stream().map(ObjectKey::value).collect(Collectors.toSet());
    }

    private Plan plan(MemoryObjectStore store) throws IOException {
        return maker.of(random.open(store, folder).loki());
    }

    /**
     * At every call, or with little effort at some.
     *
     * @param during given what a reader finds at the moment of a crash; rows that lead nowhere are found before
     */
    public void run(int seed, Consumer<List<Row>> during) throws IOException {
        Map<String, String> beginning = EngineRuns.contents(random.copyWith(more));
        MemoryObjectStore whole = random.copyWith(more);
        FaultyObjectStore counting = new FaultyObjectStore(whole, FaultyObjectStore.CHANGES, Fault.CRASH_BEFORE, -1);
        new EngineRuns(folder, now).begin(counting, plan(whole));
        Map<String, String> end = EngineRuns.contents(whole);
        end.keySet().removeAll(names());
        // without those other objects another trial looks at the calls before
        int step = more.isEmpty() ? Effort.of(7, 1) : Effort.of(40, 5);
        int atTheEnd = more.isEmpty() ? counting.calls() : counting.calls() - LAST;
        for (int at = 0; at < counting.calls(); at++) {
            if (at % step == seed % step || at >= atTheEnd) {
                crash(at, beginning, end, during);
            }
        }
    }

    private void crash(int at, Map<String, String> beginning, Map<String, String> end, Consumer<List<Row>> during)
            throws IOException {
        MemoryObjectStore store = random.copyWith(more);
        Plan plan = plan(store);
        EngineRuns runs = new EngineRuns(folder, now);
        Fault fault = at % 2 == 0 ? Fault.CRASH_BEFORE : Fault.CRASH_AFTER;
        FaultyObjectStore faulty = new FaultyObjectStore(store, FaultyObjectStore.CHANGES, fault, at);
        assertThatThrownBy(() -> runs.begin(faulty, plan)).isInstanceOf(FaultyObjectStore.Crash.class);

        LokiStore found = random.open(store, folder).loki();
        StoreView.rows(found);
        during.accept(StoreView.answers(found, folder));
        check.look(store, false);

        PlanStatus.Phase phase = runs.status(store, plan).phase();
        if (phase == PlanStatus.Phase.PLANNED) {
            runs.begin(store, plan);
        } else {
            MemoryObjectStore other = RandomStore.copy(store);
            runs.resume(store, plan);
            boolean nothingGone = phase == PlanStatus.Phase.WRITING || phase == PlanStatus.Phase.WRITTEN;
            if (trash || nothingGone && EngineRuns.contents(other).keySet().containsAll(beginning.keySet())) {
                if (undo(runs, other, plan)) {
                    assertThat(EngineRuns.contents(other))
                            .as("undone from %s", at)
                            .isEqualTo(beginning);
                }
            }
        }
        check.look(store, true);
        Map<String, String> contents = EngineRuns.contents(store);
        contents.keySet().removeAll(names());
        assertThat(contents).as("at %s", at).isEqualTo(end);
    }

    /** Without trash there is a way back only as long as nothing was announced to go. */
    private boolean undo(EngineRuns runs, MemoryObjectStore store, Plan plan) throws IOException {
        try {
            runs.undo(store, plan);
            return true;
        } catch (RefusedPlanException e) {
            assertThat(trash).as("%s", e.getMessage()).isFalse();
            return false;
        }
    }
}
