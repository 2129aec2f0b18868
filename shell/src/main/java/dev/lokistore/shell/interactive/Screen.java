package dev.lokistore.shell.interactive;

import java.io.IOException;
import java.io.OutputStream;
import org.jline.terminal.Terminal;

/** The terminal as a stream of bytes that knows whether the last line is whole, and that can be cut off. */
final class Screen extends OutputStream {
    private final Terminal terminal;
    private boolean midLine;

    Screen(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] from, int offset, int length) throws IOException {
        if (length > 0) {
            terminal.output().write(from, offset, length);
            terminal.output().flush();
            midLine = from[offset + length - 1] != '\n';
        }
    }

    /** Makes sure that what follows begins a line. */
    synchronized void freshLine() throws IOException {
        if (midLine) {
            write('\n');
        }
    }

    /** A stream into this one that ends when it is cut off, as a pipe whose reader went away. */
    final class Outlet extends OutputStream {
        private volatile boolean cut;

        void cutOff() {
            cut = true;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] from, int offset, int length) throws IOException {
            if (cut) {
                throw new IOException("Broken pipe");
            }
            Screen.this.write(from, offset, length);
        }
    }
}
