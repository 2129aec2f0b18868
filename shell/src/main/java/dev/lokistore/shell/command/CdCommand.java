package dev.lokistore.shell.command;

import dev.lokistore.index.tree.TreePath;
import dev.lokistore.shell.SessionMemory;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code cd}. */
@Command(
        name = "cd",
        description = {
            "Goes to a place in the store, for 'ls', 'tree' and 'stat'. Other commands do not heed it, unless 'use .' says"
                    + " so. Without a path, goes to the top; 'cd -' goes back."
        },
        footer = {"  cd team-a/2026-11-20", "  cd {app=\"web\", pod=\"web-0\"}", "  cd ..", "  cd -"})
final class CdCommand extends StoreCommand {
    private static final String BACK = "-";

    @Parameters(arity = "0..1", paramLabel = "FOLDER", description = "As 'ls' takes it. Default: the top")
    private String path = "/";

    @Override
    void execute(Run run) throws IOException {
        SessionMemory memory = run.session().memory();
        if (path.equals(BACK)) {
            memory.change(context -> context.withPlace(context.before()));
            return;
        }
        Places places = new Places(run, false);
        TreePath place = places.resolve(path);
        if (place.level() == TreePath.Level.CHUNK) {
            throw new UsageException("a chunk is no folder: 'stat' and 'chunk' show it");
        }
        places.check(place);
        List<String> names = place.names();
        memory.change(context -> context.withPlace(names));
    }
}
