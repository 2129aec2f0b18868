package dev.lokistore.shell.render;

import dev.lokistore.shell.terminal.SafeText;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Values of fields as data and as text for people. */
final class Values {
    private Values() {}

    /** As JSON and YAML have it: times as text, all else as it is. */
    static Object data(FieldKind kind, Object value) {
        return switch (kind) {
            case MILLIS -> Times.millis((Long) value);
            case NANOS -> Times.nanos((Long) value);
            default -> value;
        };
    }

    /** For people; safe on a terminal. */
    static String human(FieldKind kind, Object value, boolean wide) {
        return switch (kind) {
            case COUNT -> Quantity.count(((Number) value).longValue());
            case BYTES -> Quantity.bytes((Long) value);
            case MILLIS -> wide ? Times.millis((Long) value) : Times.seconds((Long) value);
            case NANOS -> Times.nanos((Long) value);
            case SHARE -> String.format(Locale.ROOT, "%.1f %%", 100 * (Double) value);
            case FLAG -> (Boolean) value ? "yes" : "no";
            case LABELS -> SafeText.escape(selector((Map<?, ?>) value));
            case LIST, RECORDS -> SafeText.escape(list((List<?>) value));
            case TEXT, KEY -> SafeText.escape(value.toString());
        };
    }

    private static String list(List<?> values) {
        StringBuilder text = new StringBuilder();
        for (Object value : values) {
            text.append(text.isEmpty() ? "" : ", ").append(value);
        }
        return text.toString();
    }

    /** Labels as LogQL writes them, so that they can be pasted into a query. */
    static String selector(Map<?, ?> labels) {
        StringBuilder text = new StringBuilder("{");
        labels.forEach((name, value) -> text.append(text.length() == 1 ? "" : ", ")
                .append(name)
                .append("=\"")
                .append(value.toString()
                        .replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n"))
                .append('"'));
        return text.append('}').toString();
    }
}
