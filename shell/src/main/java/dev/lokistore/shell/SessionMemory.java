package dev.lokistore.shell;

import dev.lokistore.shell.command.OpenStores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a session carries from one command to the next, and what a command can ask of it. */
public interface SessionMemory {
    /** Of one-shot runs: remembers nothing, and refuses to. */
    SessionMemory NONE = new SessionMemory() {
        private final OpenStores stores = new OpenStores();

        @Override
        public SessionContext context() {
            return SessionContext.NONE;
        }

        @Override
        public void change(UnaryOperator<SessionContext> change) {
            throw new UsageException("there is nothing to remember it for: this works in 'lokistore shell' only");
        }

        @Override
        public OpenStores stores() {
            return stores;
        }

        @Override
        public boolean isShell() {
            return false;
        }
    };

    /** Whether stores are opened by a command, and not named by each. */
    default boolean isShell() {
        return true;
    }

    /** As it is now. */
    SessionContext context();

    /** @throws UsageException in a one-shot run */
    void change(UnaryOperator<SessionContext> change);

    /** Stores that stay open; empty in a one-shot run. */
    OpenStores stores();

    /** Ends the session after the command that asks for it, with this exit code. */
    default void leave(int code) {
        throw new UsageException("there is no shell to leave");
    }

    /**
     * Runs the commands of a file in the session.
     *
     * @param session of the command that runs them, for its streams and its person
     * @return the exit code of the first that failed, 0 if none did
     */
    default int run(Path script, ScriptOptions options, Session session) throws IOException {
        throw new UsageException("there is no shell to run it in");
    }

    /** The command lines that were typed, the oldest first. */
    default List<String> history() {
        throw new UsageException("there is no history without a terminal");
    }

    /** Forgets them, on disk too. */
    default void clearHistory() throws IOException {
        throw new UsageException("there is no history without a terminal");
    }
}
