package dev.lokistore.shell.terminal;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * One of the two streams that a run writes to, as text and as bytes, UTF-8 and buffered. Whoever changes from text to
 * bytes flushes {@link #text()} first. Not thread-safe apart from what {@code PrintWriter} gives.
 */
public final class Output {
    private static final int BUFFER_BYTES = 1 << 16;

    private final OutputStream bytes;
    private final PrintWriter text;
    private final boolean terminal;
    private final int columns;

    /**
     * @param terminal whether a person looks at it
     * @param columns width of the terminal, 0 if unknown or none
     */
    public Output(OutputStream sink, boolean terminal, int columns) {
        this(sink, terminal, columns, () -> {});
    }

    /** @param beforeWrite run before bytes leave the buffer; what it throws goes to whoever writes */
    public Output(OutputStream sink, boolean terminal, int columns, Runnable beforeWrite) {
        this.bytes = new BufferedOutputStream(new Guard(sink, beforeWrite), BUFFER_BYTES);
        this.text = new PrintWriter(new OutputStreamWriter(bytes, StandardCharsets.UTF_8), false);
        this.terminal = terminal;
        this.columns = columns;
    }

    /** Of a command that can be stopped: an interrupted thread cannot write to it any more. */
    public static Output stoppable(OutputStream sink, boolean terminal, int columns) {
        return new Output(sink, terminal, columns, () -> {
            if (Thread.currentThread().isInterrupted()) {
                throw new BrokenOutputException(new InterruptedIOException("interrupted"));
            }
        });
    }

    public PrintWriter text() {
        return text;
    }

    /** What {@link #text()} writes to; closing it is the owner's matter. */
    public OutputStream bytes() {
        return bytes;
    }

    public boolean terminal() {
        return terminal;
    }

    public int columns() {
        return columns;
    }

    /** @throws BrokenOutputException if the bytes do not get out */
    public void flush() {
        text.flush();
    }

    private static final class Guard extends FilterOutputStream {
        private final Runnable beforeWrite;

        Guard(OutputStream sink, Runnable beforeWrite) {
            super(sink);
            this.beforeWrite = beforeWrite;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) {
            beforeWrite.run();
            try {
                out.write(from, offset, length);
            } catch (IOException e) {
                throw new BrokenOutputException(e);
            }
        }

        @Override
        public void flush() {
            try {
                out.flush();
            } catch (IOException e) {
                throw new BrokenOutputException(e);
            }
        }
    }
}
