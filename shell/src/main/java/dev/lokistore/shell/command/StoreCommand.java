package dev.lokistore.shell.command;

import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** What every command on a store has in common: it runs within a {@link Run}, whose exit code it returns. */
abstract class StoreCommand implements Callable<Integer> {
    @ParentCommand
    private @Nullable Object parent;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public final Integer call() throws IOException {
        refuseWhatIsBeforeMyName();
        try (Run run = Run.start(root())) {
            execute(run);
            return run.finish();
        }
    }

    /** What was meant for this command and went to the one above would be ignored without a word. */
    private void refuseWhatIsBeforeMyName() {
        CommandSpec own = spec;
        CommandSpec above = own == null ? null : own.parent();
        if (own == null || above == null || !(above.userObject() instanceof StoreCommand)) {
            return;
        }
        ParseResult parsed = above.commandLine().getParseResult();
        Stream<String> options = parsed.matchedOptions().stream()
                .filter(option -> !option.inherited())
                .map(OptionSpec::longestName);
        Stream<String> arguments = parsed.matchedPositionals().stream().map(ArgSpec::paramLabel);
        Stream.concat(options, arguments).findFirst().ifPresent(misplaced -> {
            throw new UsageException(misplaced + " stands before '" + own.name() + "' but belongs behind it");
        });
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
