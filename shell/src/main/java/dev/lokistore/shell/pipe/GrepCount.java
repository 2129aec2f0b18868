package dev.lokistore.shell.pipe;

import com.google.re2j.Pattern;
import java.io.IOException;

/** Counts lines. */
final class GrepCount implements LineSink {
    private final Pattern pattern;
    private final boolean invert;
    private final long max;
    private final LineSink next;
    private long count;

    GrepCount(Pattern pattern, boolean invert, long max, LineSink next) {
        this.pattern = pattern;
        this.invert = invert;
        this.max = max;
        this.next = next;
    }

    @Override
    public void accept(Line line) {
        if (count < max && pattern.matcher(line.text()).find() != invert) {
            count++;
        }
    }

    @Override
    public void end() throws IOException {
        next.finish(() -> next.accept(Line.of(Long.toString(count))));
    }
}
