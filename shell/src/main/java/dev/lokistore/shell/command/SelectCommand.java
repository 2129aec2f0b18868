package dev.lokistore.shell.command;

import dev.lokistore.index.logql.Selector;
import dev.lokistore.shell.SessionMemory;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code select}. */
@Command(
        name = "select",
        description = {
            "Sets the selector of commands that are given none; commands that are about streams heed its label matchers,"
                    + " 'cat' and 'grep' its filters too. Without a selector, shows it; 'unset selector' clears it."
        },
        footer = {"  select {app=\"web\", env=~\"p.*\"}", "  select {app=\"web\"} |= \"error\""})
final class SelectCommand extends StoreCommand {
    @Parameters(arity = "0..1", paramLabel = "SELECTOR", description = "LogQL, as for 'cat'")
    private @Nullable String selector;

    @Override
    void execute(Run run) throws IOException {
        SessionMemory memory = run.session().memory();
        String wanted = selector;
        if (wanted == null) {
            String set = memory.context().selector();
            run.note(set == null ? "no selector is set" : set);
            return;
        }
        Selector.parse(wanted);
        memory.change(context -> context.withSelector(wanted));
    }
}
