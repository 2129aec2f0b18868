package dev.lokistore.shell.interactive;

import dev.lokistore.shell.line.CommandText;
import dev.lokistore.shell.line.Cursor;
import dev.lokistore.shell.line.Missing;
import dev.lokistore.shell.line.SyntaxException;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jspecify.annotations.Nullable;

/** Tells JLine where lines end and words begin. */
final class ShellParser implements Parser {
    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        if (context == ParseContext.ACCEPT_LINE || context == ParseContext.SECONDARY_PROMPT) {
            Missing missing = missing(line);
            if (missing != null) {
                throw new EOFError(-1, -1, "more is to follow", missing.sign());
            }
        }
        int end = Math.min(Math.max(cursor, 0), line.length());
        return new TypedLine(line, end, Cursor.at(line.substring(0, end)));
    }

    /** Null where the line is whole, or so wrong that more would not help. */
    private static @Nullable Missing missing(String line) {
        try {
            return CommandText.parse(line).missing();
        } catch (SyntaxException e) {
            return null;
        }
    }

    @Override
    public boolean isEscapeChar(char ch) {
        return false;
    }
}
