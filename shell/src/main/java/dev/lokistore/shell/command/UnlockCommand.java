package dev.lokistore.shell.command;

import dev.lokistore.compactor.engine.LockRecord;
import dev.lokistore.compactor.engine.StoreLock;
import dev.lokistore.index.ChangeableStore;
import dev.lokistore.shell.RefusedException;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code unlock}. */
@Command(
        name = "unlock",
        description = {
            "Removes the lock of a run that died. A lock that is not renewed lapses by itself after two minutes, and the"
                    + " next run takes it over; one that is renewed is removed with --force only."
        },
        footer = {"  lokistore -s s3://loki-chunks unlock"})
final class UnlockCommand extends StoreCommand {
    @Mixin
    private ApplyOptions options = new ApplyOptions();

    @Override
    void execute(Run run) throws IOException {
        ChangeableStore store = new ChangeRun(run, options).store();
        if (!options.force()) {
            Optional<LockRecord> lock = StoreLock.holder(store.objects());
            if (lock.isEmpty()) {
                run.note("the store is not locked");
                return;
            }
            Instant now = run.session().clock().instant();
            String holder = SafeText.escape(lock.get().by().name() + " ("
                    + lock.get().what() + "), since " + lock.get().since());
            if (lock.get().until().isAfter(now)) {
                throw new RefusedException("the lock is held by " + holder + ", renewed until "
                        + lock.get().until() + ". If that run is dead, wait until then, or remove it with --force");
            }
            run.note("the lock was held by " + holder);
        }
        StoreLock.breakLock(store.objects());
        run.note("the lock is removed");
    }
}
