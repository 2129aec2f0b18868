package dev.lokistore.shell.render;

import dev.lokistore.shell.terminal.Output;
import dev.lokistore.shell.terminal.SafeText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * RFC 4180: CRLF, a head line, quotes only where needed. An unknown value is an empty field and an empty text is
 * {@code ""}; labels, lists and records are JSON inside the field. On a terminal what could control it is escaped.
 */
final class CsvWriter<T> implements RowWriter<T> {
    private static final String LINE_END = "\r\n";

    private final List<Field<T>> fields;
    private final PrintWriter out;
    private final boolean terminal;

    CsvWriter(RecordView<T> view, Output output) {
        this.fields = view.fields().stream().filter(Field::inCsv).toList();
        this.out = output.text();
        this.terminal = output.terminal();
        StringBuilder head = new StringBuilder();
        for (Field<T> field : fields) {
            head.append(head.isEmpty() ? "" : ",").append(field.name());
        }
        out.print(head.append(LINE_END));
    }

    @Override
    public void write(T row) throws IOException {
        StringBuilder line = new StringBuilder();
        boolean first = true;
        for (Field<T> field : fields) {
            line.append(first ? "" : ",");
            first = false;
            @Nullable Object value = field.value().apply(row);
            if (value != null) {
                String text = text(Values.data(field.kind(), value));
                append(line, terminal ? SafeText.escape(text) : text);
            }
        }
        out.print(line.append(LINE_END));
    }

    private static String text(Object value) throws IOException {
        return value instanceof Map || value instanceof List ? JsonValues.toText(value) : value.toString();
    }

    private static void append(StringBuilder line, String text) {
        boolean plain = !text.isEmpty() && text.chars().noneMatch(c -> c == '"' || c == ',' || c == '\n' || c == '\r');
        if (plain) {
            line.append(text);
        } else {
            line.append('"').append(text.replace("\"", "\"\"")).append('"');
        }
    }

    @Override
    public void close() {
        out.flush();
    }
}
