package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.Waits;
import dev.lokistore.objectstore.Sleeper;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;

/**
 * How a plan is carried out.
 *
 * @param clock that waits are counted by; a user may have set it
 * @param lockClock of this machine
 * @param sleeper of the lock
 * @param lockTiming of the lock
 * @param waits between the steps
 * @param lokiStopped whether the operator gave his word that no Loki reads or writes the store
 * @param owner this process
 * @param parallel tasks, or jobs of a task, at once; 1 or more. With 1 all requests come one after the other
 * @param temporary an existing folder
 * @param deadline by {@code clock}: no task is begun behind it, what is begun is carried to a safe point
 * @param events told how it goes
 */
public record RunSettings(
        Clock clock,
        Clock lockClock,
        Sleeper sleeper,
        StoreLock.Timing lockTiming,
        Waits waits,
        boolean lokiStopped,
        RunOwner owner,
        int parallel,
        Path temporary,
        Instant deadline,
        RunEvents events) {
    private static final int REQUESTS = 16;

    public RunSettings {
        if (parallel < 1) {
            throw new IllegalArgumentException("parallel is " + parallel + " but must be 1 or more");
        }
    }

    /** Small requests at once: many more than tasks, since each mostly waits. */
    int requests() {
        return parallel == 1 ? 1 : Math.max(REQUESTS, parallel);
    }
}
