package dev.lokistore.index.logql;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Finds what a selector's positive line filters found in a line, for display. */
public final class Highlights {
    private final List<LinePattern> patterns;

    private Highlights(List<LinePattern> patterns) {
        this.patterns = patterns;
    }

    public static Highlights of(Selector selector) {
        List<LinePattern> patterns = new ArrayList<>();
        for (LineFilter filter : selector.lineFilters()) {
            if (!filter.operator().negative()) {
                patterns.addAll(filter.patterns());
            }
        }
        return new Highlights(List.copyOf(patterns));
    }

    /**
     * A part of a line.
     *
     * @param start first byte, counted from the line's start
     * @param end behind the last byte
     */
    public record Span(int start, int end) {}

    /** Ascending, not empty, apart from each other; bounded by the line's length. */
    public List<Span> find(byte[] buffer, int offset, int length) {
        List<Span> found = new ArrayList<>();
        for (LinePattern pattern : patterns) {
            int from = 0;
            while (from < length) {
                long span = pattern.find(buffer, offset, length, from);
                if (span == LinePattern.NONE) {
                    break;
                }
                if (LinePattern.end(span) > LinePattern.start(span)) {
                    found.add(new Span(LinePattern.start(span), LinePattern.end(span)));
                    from = LinePattern.end(span);
                } else {
                    // an expression that matches nothing: look behind the next character
                    from = characterAfter(buffer, offset, length, LinePattern.start(span));
                }
            }
        }
        return joined(found);
    }

    private static int characterAfter(byte[] buffer, int offset, int length, int at) {
        int next = at + 1;
        while (next < length && (buffer[offset + next] & 0xc0) == 0x80) {
            next++;
        }
        return next;
    }

    private static List<Span> joined(List<Span> found) {
        found.sort(Comparator.comparingInt(Span::start));
        List<Span> joined = new ArrayList<>();
        for (Span span : found) {
            int last = joined.size() - 1;
            if (last >= 0 && joined.get(last).end() >= span.start()) {
                joined.set(
                        last,
                        new Span(
                                joined.get(last).start(),
                                Math.max(joined.get(last).end(), span.end())));
            } else {
                joined.add(span);
            }
        }
        return joined;
    }
}
