package dev.lokistore.shell.command;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParentCommand;

/** What every command on a store has in common: it runs within a {@link Run}, whose exit code it returns. */
abstract class StoreCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Object parent;

    @Override
    public final Integer call() throws IOException {
        try (Run run = Run.start(root())) {
            execute(run);
            return run.finish();
        }
    }

    /** Some commands are below another one. */
    private Lokistore root() {
        if (parent instanceof Lokistore root) {
            return root;
        }
        if (parent instanceof StoreCommand command) {
            return command.root();
        }
        throw new IllegalStateException("a command without its root");
    }

    /** Calls one action and renders its result. */
    abstract void execute(Run run) throws IOException;
}
