package dev.lokistore.index.anatomy;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Passes parts of a range on, and makes parts of what lies between them. */
final class Seamless {
    private final long from;
    private final long to;
    private final Consumer<Part> sink;
    private long position;

    Seamless(long from, long to, Consumer<Part> sink) {
        this.from = from;
        this.to = to;
        this.sink = sink;
    }

    /** Whether a run of bytes has one in the range. */
    boolean wants(long offset, long end) {
        return offset < to && end > from;
    }

    /** Parts come from front to back; one that overlaps those before it is left out, since two claim its bytes. */
    void part(long offset, long length, String name, String meaning, @Nullable Boolean ok) {
        if (length <= 0 || offset < position) {
            return;
        }
        unknown(offset);
        position = offset + length;
        if (wants(offset, position)) {
            sink.accept(new Part(offset, length, name, meaning, ok));
        }
    }

    private void unknown(long end) {
        long start = Math.max(position, from);
        long stop = Math.min(end, to);
        if (start < stop && end > position) {
            sink.accept(new Part(start, stop - start, "unknown", "nothing tells what this is", null));
        }
        position = Math.max(position, end);
    }

    void finish() {
        unknown(to);
    }
}
