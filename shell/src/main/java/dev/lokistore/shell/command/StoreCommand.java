package dev.lokistore.shell.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParentCommand;

/** What every command on a store has in common: it runs within a {@link Run}, whose exit code it returns. */
abstract class StoreCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Lokistore root;

    @Override
    public final Integer call() throws IOException {
        if (root == null) {
            throw new IllegalStateException("a command without its root");
        }
        try (Run run = Run.start(root)) {
            execute(run);
            return run.finish();
        }
    }

    /** Calls one action and renders its result. */
    abstract void execute(Run run) throws IOException;
}
