package dev.lokistore.shell.render;

import dev.lokistore.shell.terminal.SafeText;
import dev.lokistore.shell.terminal.Style;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One record with a line for each field, and a line for each element of a list that has several. */
final class CardWriter<T> implements RowWriter<T> {
    private static final String GAP = "  ";

    private final List<Field<T>> fields;
    private final PrintWriter out;
    private final Style style;
    private final boolean wide;

    CardWriter(RecordView<T> view, PrintWriter out, Style style, boolean wide) {
        this.fields =
                view.fields().stream().filter(field -> field.inTable(wide)).toList();
        this.out = out;
        this.style = style;
        this.wide = wide;
    }

    @Override
    public void write(T record) {
        int width =
                fields.stream().mapToInt(field -> words(field).length()).max().orElse(0);
        for (Field<T> field : fields) {
            @Nullable Object value = field.value().apply(record);
            String name = words(field);
            out.print(style.bold(name) + " ".repeat(width - name.length()) + GAP);
            out.println(text(field, record, value, " ".repeat(width) + GAP));
        }
    }

    private String text(Field<T> field, T record, @Nullable Object value, String indent) {
        if (value == null || value instanceof List<?> list && list.isEmpty() || value.equals("")) {
            return Field.UNKNOWN;
        }
        if (value instanceof List<?> list) {
            List<String> lines = list.stream()
                    .map(element -> SafeText.escape(element.toString()))
                    .toList();
            return String.join(System.lineSeparator() + indent, lines);
        }
        return field.human(record, wide);
    }

    private static String words(Field<?> field) {
        String heading = field.heading().toLowerCase(java.util.Locale.ROOT);
        return heading + ":";
    }

    @Override
    public void close() {
        out.flush();
    }
}
