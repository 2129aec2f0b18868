package dev.lokistore.shell.script;

import dev.lokistore.shell.ScriptOptions;
import dev.lokistore.shell.Session;
import dev.lokistore.shell.SessionContext;
import dev.lokistore.shell.SessionMemory;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.command.OpenStores;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What a shell carries from one command to the next. Safe for use by several threads; closing it closes the stores. */
public final class ShellMemory implements SessionMemory, Closeable {
    /** Runs a file's commands. */
    @FunctionalInterface
    public interface ScriptRunner {
        int run(Path script, ScriptOptions options, Session session) throws IOException;
    }

    /** The lines that were typed. */
    public interface Typed {
        List<String> lines();

        void clear() throws IOException;
    }

    private final OpenStores stores = new OpenStores();
    private SessionContext context = SessionContext.NONE;
    private @Nullable Integer leaving;
    private @Nullable ScriptRunner scripts;
    private @Nullable Typed typed;

    public synchronized void runScriptsWith(ScriptRunner runner) {
        scripts = runner;
    }

    public synchronized void rememberLinesOf(Typed lines) {
        typed = lines;
    }

    /** The exit code, once a command has asked for the end. */
    public synchronized OptionalInt leaving() {
        return leaving == null ? OptionalInt.empty() : OptionalInt.of(leaving);
    }

    @Override
    public synchronized SessionContext context() {
        return context;
    }

    @Override
    public synchronized void change(UnaryOperator<SessionContext> change) {
        context = change.apply(context);
    }

    @Override
    public OpenStores stores() {
        return stores;
    }

    @Override
    public synchronized void leave(int code) {
        leaving = code;
    }

    @Override
    public int run(Path script, ScriptOptions options, Session session) throws IOException {
        ScriptRunner runner;
        synchronized (this) {
            runner = scripts;
        }
        return runner == null
                ? SessionMemory.super.run(script, options, session)
                : runner.run(script, options, session);
    }

    @Override
    public List<String> history() {
        return typed().lines();
    }

    @Override
    public void clearHistory() throws IOException {
        typed().clear();
    }

    private synchronized Typed typed() {
        if (typed == null) {
            throw new UsageException("there is no history without a terminal");
        }
        return typed;
    }

    @Override
    public void close() throws IOException {
        stores.close();
    }
}
