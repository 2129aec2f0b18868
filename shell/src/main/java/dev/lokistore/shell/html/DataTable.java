package dev.lokistore.shell.html;

import dev.lokistore.shell.render.Field;
import dev.lokistore.shell.render.RecordView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows the reader can sort, with the fields and texts of the command of the same name.
 *
 * @param columns those in which some row has a value
 * @param rows cells in the order of the columns: null for unknown, a text, or for numbers and times a list of the number
 *     to sort by and the text to show
 * @param rest what the rows leave out, as a sentence; empty if nothing
 */
public record DataTable(String caption, List<Column> columns, List<List<@Nullable Object>> rows, String rest)
        implements Block {
    /** Lists of names grow with the store; the page must not. */
    private static final int LONGEST_TEXT = 1000;

    /**
     * @param kind {@code text}, {@code code}, {@code time} or {@code number}; {@code bytes} and {@code share} are numbers
     *     that are drawn as bars, too
     */
    public record Column(String heading, String kind) {}

    /** A table of all rows, in their order. */
    public static <T> DataTable of(String caption, RecordView<T> view, List<T> rows) {
        return of(caption, view, rows, "");
    }

    public static <T> DataTable of(String caption, RecordView<T> view, List<T> rows, String rest) {
        List<Field<T>> fields = view.fields().stream()
                .filter(field -> field.inTable(false)
                        && field.shown() != Field.Shown.DRAWN
                        && rows.stream().anyMatch(row -> field.value().apply(row) != null))
                .toList();
        List<Column> columns = fields.stream()
                .map(field -> new Column(heading(field), kind(field)))
                .toList();
        List<List<@Nullable Object>> cells = new ArrayList<>();
        for (T row : rows) {
            List<@Nullable Object> line = new ArrayList<>();
            fields.forEach(field -> line.add(cell(field, row)));
            cells.add(line);
        }
        return new DataTable(caption, columns, cells, rest);
    }

    /** {@code storedBytes} becomes {@code Stored}. */
    static String heading(Field<?> field) {
        String capitals = field.heading();
        return capitals.charAt(0) + capitals.substring(1).toLowerCase(Locale.ROOT);
    }

    private static String kind(Field<?> field) {
        return switch (field.kind()) {
            case BYTES -> "bytes";
            case SHARE -> "share";
            case COUNT -> "number";
            case MILLIS, NANOS -> "time";
            case TEXT, FLAG -> "text";
            case KEY, LABELS, LIST, RECORDS -> "code";
        };
    }

    private static <T> @Nullable Object cell(Field<T> field, T row) {
        @Nullable Object value = field.value().apply(row);
        if (value == null) {
            return null;
        }
        String text = text(field, row);
        return value instanceof Number number ? Arrays.asList(number, text) : text;
    }

    /** As the command's own table has it, unless it is very long. */
    static <T> String text(Field<T> field, T row) {
        String text = field.human(row, false);
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + " …";
    }

    @Override
    public Map<String, @Nullable Object> data() {
        Map<String, @Nullable Object> data = new LinkedHashMap<>();
        data.put("type", "table");
        data.put("caption", caption);
        data.put(
                "columns",
                columns.stream()
                        .map(column -> List.of(column.heading(), column.kind()))
                        .toList());
        data.put("rows", rows);
        data.put("rest", rest);
        return data;
    }
}
