package dev.lokistore.shell;

import dev.lokistore.shell.command.OpenStores;
import java.util.function.UnaryOperator;

/** What a session carries from one command to the next. */
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
    };

    /** As it is now. */
    SessionContext context();

    /** @throws UsageException in a one-shot run */
    void change(UnaryOperator<SessionContext> change);

    /** Stores that stay open; empty in a one-shot run. */
    OpenStores stores();
}
