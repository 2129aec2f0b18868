package dev.lokistore.shell.pipe;

import java.io.Closeable;
import java.io.IOException;

/** Takes lines. */
interface LineSink extends Closeable {
    /** @throws PipeClosedException if no further line is wanted */
    void accept(Line line) throws IOException;

    /** Told once, after the last line; not told after a failure. */
    void end() throws IOException;

    /** Lines that a filter held back until the end. */
    @FunctionalInterface
    interface Held {
        void pass() throws IOException;
    }

    /** Takes what was held back, as far as it wants it, and then the end. */
    default void finish(Held held) throws IOException {
        try {
            held.pass();
        } catch (PipeClosedException enough) {
            // what comes behind is to hear of the end all the same
        }
        end();
    }

    /** Gives up what it holds, but not what it passes lines on to. */
    @Override
    default void close() throws IOException {}
}
