package dev.lokistore.shell.interactive;

import dev.lokistore.shell.line.CommandText;
import dev.lokistore.shell.line.Span;
import dev.lokistore.shell.line.Span.Kind;
import dev.lokistore.shell.pipe.Filters;
import java.util.Set;
import org.jline.reader.Highlighter;
import org.jline.reader.LineReader;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/** Colours of the line that is being typed, and behind it what it could become. */
final class ShellHighlighter implements Highlighter {
    private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;

    private final Set<String> commands;
    private final Hints hints;
    private final boolean colour;

    /** @param colour whether there are any; without, nothing is shown that was not typed */
    ShellHighlighter(Set<String> commands, Hints hints, boolean colour) {
        this.commands = Set.copyOf(commands);
        this.hints = hints;
        this.colour = colour;
    }

    @Override
    public AttributedString highlight(LineReader reader, String buffer) {
        if (!colour) {
            return new AttributedString(buffer);
        }
        AttributedStringBuilder text = new AttributedStringBuilder();
        int at = 0;
        boolean behindPipe = false;
        for (Span span : CommandText.spans(buffer)) {
            text.append(buffer.substring(at, span.start()));
            String part = buffer.substring(span.start(), span.end());
            text.styled(style(span.kind(), part, behindPipe), part);
            behindPipe = span.kind() == Kind.SIGN ? part.equals("|") : behindPipe && span.kind() != Kind.COMMAND;
            at = span.end();
        }
        text.append(buffer.substring(at));
        String hint = hints.behind(reader, buffer);
        if (!hint.isEmpty()) {
            text.styled(PLAIN.faint(), hint);
        }
        return text.toAttributedString();
    }

    private AttributedStyle style(Kind kind, String part, boolean behindPipe) {
        return switch (kind) {
            case COMMAND -> isKnown(part, behindPipe) ? PLAIN.bold() : PLAIN.foreground(AttributedStyle.RED);
            case OPTION, LABEL -> PLAIN.foreground(AttributedStyle.CYAN);
            case QUOTED, STRING -> PLAIN.foreground(AttributedStyle.YELLOW);
            case SIGN, OPERATOR, KEYWORD -> PLAIN.foreground(AttributedStyle.MAGENTA);
            case COMMENT -> PLAIN.faint();
            case WRONG -> PLAIN.foreground(AttributedStyle.RED).underline();
            case BRACE -> PLAIN.bold();
            case PLAIN, COMMA -> PLAIN;
        };
    }

    /** What may still become one is known as well. */
    private boolean isKnown(String name, boolean behindPipe) {
        return behindPipe
                ? (Filters.PAGER + "\n" + String.join("\n", Filters.names()))
                        .lines()
                        .anyMatch(known -> known.startsWith(name))
                : commands.stream().anyMatch(known -> known.startsWith(name))
                        || name.startsWith("!")
                        || name.endsWith("lokistore");
    }
}
