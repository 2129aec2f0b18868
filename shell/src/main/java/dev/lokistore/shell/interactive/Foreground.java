package dev.lokistore.shell.interactive;

import dev.lokistore.shell.ExitCode;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jline.terminal.Terminal;
import org.jline.terminal.Terminal.Signal;
import org.jline.terminal.Terminal.SignalHandler;

/**
 * Runs one command at a time on a thread of its own, so that Ctrl-C can end it and not the shell: the first interrupts it,
 * a second leaves it behind.
 */
final class Foreground {
    /** How long a command may take to stop before the person is told how not to wait. */
    private static final long GRACE_MILLIS = 1_500;

    /** What Ctrl-C means to the screen. */
    interface Listener {
        /** The first one. */
        void interrupted();

        /** The command does not stop at once. */
        void stopping();

        /** The command is left behind: nothing of it may be shown any more. */
        void abandoned();

        /** The command threw what no command should; the exit code. */
        int failed(Throwable cause);
    }

    private final Terminal terminal;

    Foreground(Terminal terminal) {
        this.terminal = terminal;
    }

    /** @return the command's code, or that of an interruption */
    int run(Callable<Integer> command, Listener listener) {
        CompletableFuture<Integer> code = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        code.complete(command.call());
                    } catch (Exception | Error e) {
                        code.completeExceptionally(e);
                    }
                },
                "command");
        thread.setDaemon(true);
        AtomicInteger interrupts = new AtomicInteger();
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> second = new CompletableFuture<>();
        SignalHandler before = terminal.handle(Signal.INT, signal -> {
            if (interrupts.incrementAndGet() == 1) {
                listener.interrupted();
                thread.interrupt();
                first.complete(null);
            } else {
                second.complete(null);
            }
        });
        thread.start();
        try {
            CompletableFuture.anyOf(code, first).handle((done, failure) -> null).get();
            if (!code.isDone()) {
                await(code, second, listener);
            }
            return code.isDone() ? code.get() : abandon(listener);
        } catch (InterruptedException e) {
            thread.interrupt();
            return ExitCode.INTERRUPTED.code();
        } catch (ExecutionException e) {
            return listener.failed(e.getCause() == null ? e : e.getCause());
        } finally {
            terminal.handle(Signal.INT, before);
        }
    }

    private static void await(CompletableFuture<Integer> code, CompletableFuture<Void> second, Listener listener)
            throws InterruptedException, ExecutionException {
        CompletableFuture<Object> end = CompletableFuture.anyOf(code.handle((done, failure) -> done), second);
        try {
            end.get(GRACE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            listener.stopping();
            end.get();
        }
    }

    private static int abandon(Listener listener) {
        listener.abandoned();
        return ExitCode.INTERRUPTED.code();
    }
}
