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
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import dev.lokistore.objectstore.testing.FaultyObjectStore;
import dev.lokistore.objectstore.testing.FaultyObjectStore.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Kills runs of a change at their calls, looks at the store at that moment, carries the run on, and takes it back. */
public final class CrashTrial {
    private final RandomStore random;
    private final Instant now;
    private final Path folder;
    private final PlanMaker maker;
    private final boolean trash;

    /** Makes the plan of a change. */
    public interface PlanMaker {
        Plan of(LokiStore loki) throws IOException;
    }

    /** @param trash whether what was removed comes back */
    public CrashTrial(RandomStore random, Instant now, Path folder, boolean trash, PlanMaker maker) {
        this.random = random;
        this.now = now;
        this.folder = folder;
        this.trash = trash;
        this.maker = maker;
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
        Map<String, String> beginning = EngineRuns.contents(random.copy());
        MemoryObjectStore whole = random.copy();
        FaultyObjectStore counting = new FaultyObjectStore(whole, FaultyObjectStore.CHANGES, Fault.CRASH_BEFORE, -1);
        new EngineRuns(folder, now).begin(counting, plan(whole));
        Map<String, String> end = EngineRuns.contents(whole);
        int step = Effort.of(7, 1);
        for (int at = seed % step; at < counting.calls(); at += step) {
            crash(at, beginning, end, during);
        }
    }

    private void crash(int at, Map<String, String> beginning, Map<String, String> end, Consumer<List<Row>> during)
            throws IOException {
        MemoryObjectStore store = random.copy();
        Plan plan = plan(store);
        EngineRuns runs = new EngineRuns(folder, now);
        Fault fault = at % 2 == 0 ? Fault.CRASH_BEFORE : Fault.CRASH_AFTER;
        FaultyObjectStore faulty = new FaultyObjectStore(store, FaultyObjectStore.CHANGES, fault, at);
        assertThatThrownBy(() -> runs.begin(faulty, plan)).isInstanceOf(FaultyObjectStore.Crash.class);

        LokiStore found = random.open(store, folder).loki();
        StoreView.rows(found);
        during.accept(StoreView.answers(found, folder));

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
        assertThat(EngineRuns.contents(store)).as("at %s", at).isEqualTo(end);
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
