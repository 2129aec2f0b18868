package dev.lokistore.shell.pipe;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Passes lines on that match, with lines around them. */
final class GrepLines implements LineSink {
    private static final Line SEPARATOR = Line.of("--");

    /**
     * What is passed on.
     *
     * @param max lines that match
     * @param before lines before each
     * @param after lines after each
     */
    record Style(boolean invert, boolean number, boolean only, long max, int before, int after) {}

    private final Pattern pattern;
    private final Style style;
    private final LineSink next;
    private final Deque<Line> earlier = new ArrayDeque<>();
    private long number;
    private long matched;
    private long lastPassed;
    private int owed;

    GrepLines(Pattern pattern, Style style, LineSink next) {
        this.pattern = pattern;
        this.style = style;
        this.next = next;
    }

    @Override
    public void accept(Line line) throws IOException {
        number++;
        String text = line.text();
        List<Line.Range> found = find(text);
        if (matched < style.max() && found.isEmpty() == style.invert()) {
            matched++;
            match(line, text, style.invert() ? List.of() : found);
        } else if (owed > 0) {
            owed--;
            pass(line, '-', List.of(), number);
        } else if (matched >= style.max()) {
            throw new PipeClosedException();
        } else if (style.before() > 0) {
            earlier.add(line);
            if (earlier.size() > style.before()) {
                earlier.remove();
            }
        }
    }

    private List<Line.Range> find(String text) {
        List<Line.Range> found = new ArrayList<>();
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(new Line.Range(matcher.start(), matcher.end()));
        }
        return found;
    }

    private void match(Line line, String text, List<Line.Range> found) throws IOException {
        if (style.only()) {
            for (Line.Range range : found) {
                if (range.end() > range.start()) {
                    pass(Line.of(text.substring(range.start(), range.end())), ':', List.of(), number);
                }
            }
            return;
        }
        boolean gap = lastPassed > 0 && number - earlier.size() > lastPassed + 1;
        if (gap && style.before() + style.after() > 0) {
            next.accept(SEPARATOR);
        }
        long at = number - earlier.size();
        for (Line before : earlier) {
            pass(before, '-', List.of(), at++);
        }
        earlier.clear();
        pass(line, ':', found, number);
        owed = style.after();
    }

    private void pass(Line line, char sign, List<Line.Range> found, long at) throws IOException {
        lastPassed = at;
        if (!style.number()) {
            next.accept(new Line(line.bytes(), found));
            return;
        }
        byte[] prefix = (Long.toString(at) + sign).getBytes(StandardCharsets.US_ASCII);
        byte[] numbered = new byte[prefix.length + line.bytes().length];
        System.arraycopy(prefix, 0, numbered, 0, prefix.length);
        System.arraycopy(line.bytes(), 0, numbered, prefix.length, line.bytes().length);
        next.accept(new Line(
                numbered,
                found.stream()
                        .map(range -> new Line.Range(range.start() + prefix.length, range.end() + prefix.length))
                        .toList()));
    }

    @Override
    public void end() throws IOException {
        next.end();
    }
}
