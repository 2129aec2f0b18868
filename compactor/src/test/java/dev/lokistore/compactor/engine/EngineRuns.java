package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.Waits;
import dev.lokistore.index.ChangeableStore;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.ObjectStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Runs of plans for tests: one thread, no waits, each an hour behind the one before, so that a dead run's lock has lapsed. */
public final class EngineRuns {
    private final Path temporary;
    private final Instant now;
    private Waits waits = Waits.NONE;
    private int count;

    public EngineRuns(Path temporary, Instant now) {
        this.temporary = temporary;
        this.now = now;
    }

    /** For the runs that follow. */
    public EngineRuns with(Waits newWaits) {
        waits = newWaits;
        return this;
    }

    public RunSettings settings() {
        Instant time = now.plus(Duration.ofHours(count++));
        return new RunSettings(
                Clock.fixed(time, ZoneOffset.UTC),
                Clock.fixed(time, ZoneOffset.UTC),
                EngineRuns::sleep,
                StoreLock.Timing.DEFAULT,
                waits,
                waits.equals(Waits.NONE),
                new RunOwner("test " + count, "", count),
                1,
                temporary,
                Instant.MAX,
                RunEvents.NONE);
    }

    /** The heartbeat sleeps for ever. */
    private static void sleep(Duration duration) throws InterruptedException {
        if (duration.compareTo(StoreLock.Timing.DEFAULT.settle()) > 0) {
            new CountDownLatch(1).await();
        }
    }

    public RunReport begin(ObjectStore objects, Plan plan) throws IOException {
        return run(objects, plan, PlanRunner::begin);
    }

    public RunReport resume(ObjectStore objects, Plan plan) throws IOException {
        return run(objects, plan, PlanRunner::resume);
    }

    private interface Call {
        RunReport of(PlanRunner runner) throws IOException;
    }

    private RunReport run(ObjectStore objects, Plan plan, Call call) throws IOException {
        ChangeableStore store = SmallStore.open(objects, temporary);
        try (PlanWorker worker = new PlanWorker(store.loki(), plan)) {
            PlanRegistry registry = new PlanRegistry(store.objects(), temporary);
            return call.of(new PlanRunner(plan, store, registry, worker, settings()));
        }
    }

    public RunReport undo(ObjectStore objects, Plan plan) throws IOException {
        return new PlanUndo(plan, SmallStore.open(objects, temporary), new PlanRegistry(objects, temporary), settings())
                .run();
    }

    public PlanStatus status(ObjectStore objects, Plan plan) throws IOException {
        return new PlanRegistry(objects, temporary).status(plan);
    }

    /** All objects but our own, with digests of their content. */
    public static Map<String, String> contents(ObjectReader objects) throws IOException {
        return SmallStore.contents(objects);
    }
}
