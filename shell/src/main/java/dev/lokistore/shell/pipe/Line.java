package dev.lokistore.shell.pipe;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A line on its way, without its end. Bytes, since log lines need not be UTF-8.
 *
 * @param bytes never changed
 * @param found what a filter looked for and found, for the eye: ranges of {@link #text()}, in order, not overlapping
 */
record Line(byte[] bytes, List<Range> found) {
    /** UTF-16 units, {@code [start, end)}. */
    record Range(int start, int end) {}

    static Line of(byte[] bytes) {
        return new Line(bytes, List.of());
    }

    static Line of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** With a replacement character for what is no UTF-8. */
    String text() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
