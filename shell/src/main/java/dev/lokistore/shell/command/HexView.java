package dev.lokistore.shell.command;

import dev.lokistore.index.anatomy.Part;
import dev.lokistore.shell.terminal.SafeText;
import dev.lokistore.shell.terminal.Style;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bytes with what they mean beside them: each part begins a line, and has more where it is long. */
final class HexView {
    private static final int PER_LINE = 16;

    private final PrintWriter out;
    private final Style style;
    private final byte[] bytes;

    HexView(PrintWriter out, Style style, byte[] bytes) {
        this.out = out;
        this.style = style;
        this.bytes = bytes;
    }

    /** Only bytes in {@code [from, to)} are shown. */
    void print(List<Part> parts, long from, long to) {
        for (Part part : parts) {
            long first = Math.max(part.offset(), from);
            long end = Math.min(part.end(), to);
            String label = label(part, first, end);
            for (long at = first; at < end; at += PER_LINE) {
                line((int) at, (int) Math.min(end, at + PER_LINE), at == first ? label : null, part);
            }
        }
        out.flush();
    }

    private static String label(Part part, long first, long end) {
        String cut = first > part.offset() || end < part.end()
                ? " (bytes " + part.offset() + " to " + (part.end() - 1) + ")"
                : "";
        String meaning = part.meaning().isEmpty() ? "" : ": " + part.meaning();
        return SafeText.escape(part.name() + cut + meaning);
    }

    private void line(int from, int to, @Nullable String label, Part part) {
        StringBuilder line = new StringBuilder(String.format("%08x ", from));
        for (int i = from; i < from + PER_LINE; i++) {
            line.append(' ');
            line.append(
                    i < to
                            ? "" + Character.forDigit(bytes[i] >> 4 & 0xf, 16) + Character.forDigit(bytes[i] & 0xf, 16)
                            : "  ");
        }
        line.append("  |");
        for (int i = from; i < to; i++) {
            line.append(bytes[i] >= ' ' && bytes[i] < 0x7f ? (char) bytes[i] : '.');
        }
        line.append('|');
        if (label != null) {
            line.append(" ".repeat(PER_LINE - (to - from) + 2));
            boolean wrong = Boolean.FALSE.equals(part.ok());
            line.append(wrong ? style.alarm("WRONG " + label) : label);
        }
        out.println(line);
    }
}
