package dev.lokistore.shell.interactive;

import dev.lokistore.shell.line.Cursor;
import java.util.Iterator;
import org.jline.reader.History;
import org.jline.reader.LineReader;
import org.jline.reader.impl.LineReaderImpl;
import picocli.CommandLine.Model.CommandSpec;

/** What could follow at the end of the line: the rest of an earlier line, or else what the command takes there. */
final class Hints {
    private static final int LOOKED_AT = 500;
    private static final int MIN_TYPED = 2;

    private final CommandSpec root;

    Hints(CommandSpec root) {
        this.root = root;
    }

    /** Empty for nothing, and once the line is done. */
    String behind(LineReader reader, String buffer) {
        boolean reading = reader instanceof LineReaderImpl impl && impl.isReading();
        boolean atEnd = reader.getBuffer().cursor() == buffer.length();
        if (!reading || !atEnd || buffer.indexOf('\n') >= 0) {
            return "";
        }
        String earlier = earlier(reader, buffer);
        return earlier.isEmpty() ? argument(buffer) : earlier;
    }

    /** What the latest line that began so had behind it. */
    static String earlier(LineReader reader, String buffer) {
        if (buffer.strip().length() < MIN_TYPED) {
            return "";
        }
        Iterator<History.Entry> entries = reader.getHistory().reverseIterator();
        for (int i = 0; i < LOOKED_AT && entries.hasNext(); i++) {
            String line = entries.next().line();
            if (line.startsWith(buffer) && line.length() > buffer.length() && line.indexOf('\n') < 0) {
                return line.substring(buffer.length());
            }
        }
        return "";
    }

    private String argument(String buffer) {
        if (!buffer.endsWith(" ")) {
            return "";
        }
        Cursor cursor = Cursor.at(buffer);
        if (cursor.role() != Cursor.Role.ARGUMENT || cursor.filter()) {
            return "";
        }
        TypedCommand command = TypedCommand.of(root, cursor.words());
        return command == null || command.next() == null ? "" : command.next().paramLabel();
    }
}
