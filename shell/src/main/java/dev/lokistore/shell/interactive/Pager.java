package dev.lokistore.shell.interactive;

import dev.lokistore.shell.ExitCode;
import dev.lokistore.shell.script.Streams;
import dev.lokistore.shell.terminal.Output;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.jline.builtins.Less;
import org.jline.builtins.Source;
import org.jline.terminal.Terminal;

/** JLine's {@code less}, fed while the command runs. */
final class Pager {
    private static final int PIPE_BYTES = 1 << 16;
    /** The pager keeps what it was shown. */
    private static final long MAX_BYTES =
            Math.max(16L << 20, Runtime.getRuntime().maxMemory() / 8);

    private final Terminal terminal;
    private final Path directory;

    Pager(Terminal terminal, Path directory) {
        this.terminal = terminal;
        this.directory = directory;
    }

    /**
     * Runs the command on a thread of its own and shows its lines until the person has seen enough.
     *
     * @param messages what the command says besides; shown afterwards
     */
    int page(Streams.Paged paged, OutputStream messages) throws IOException {
        PipedInputStream in = new PipedInputStream(PIPE_BYTES);
        PipedOutputStream pipe = new PipedOutputStream(in);
        CompletableFuture<Integer> code = new CompletableFuture<>();
        Thread feeder = new Thread(
                () -> {
                    try (OutputStream bounded = new Bounded(pipe)) {
                        Output lines = Output.stoppable(bounded, true, 0);
                        Output err = new Output(messages, false, 0);
                        code.complete(paged.run(lines, err));
                        lines.flush();
                        err.flush();
                    } catch (IOException | RuntimeException e) {
                        code.completeExceptionally(e);
                    }
                },
                "paged-command");
        feeder.setDaemon(true);
        feeder.start();
        try {
            Less less = new Less(terminal, directory);
            less.chopLongLines = true;
            less.quitIfOneScreen = true;
            less.run(new Lines(in));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            in.close();
            // it may be reading a store, and not writing
            feeder.interrupt();
        }
        return code.isDone() && !code.isCompletedExceptionally() ? code.join() : ExitCode.DONE.code();
    }

    private record Lines(InputStream in) implements Source {
        @Override
        public String getName() {
            return "";
        }

        @Override
        public InputStream read() {
            return in;
        }

        @Override
        public Long lines() {
            return null;
        }
    }

    /** Ends when there is more than the pager should keep. */
    private static final class Bounded extends OutputStream {
        private final PipedOutputStream out;
        private long left = MAX_BYTES;

        Bounded(PipedOutputStream out) {
            this.out = out;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            left -= length;
            if (left < 0) {
                out.write("\n... too much for less: put it into a file with '> FILE'\n"
                        .getBytes(StandardCharsets.US_ASCII));
                throw new IOException("Broken pipe");
            }
            out.write(from, offset, length);
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
