package dev.lokistore.shell.render;

import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One field of a record.
 *
 * @param name as in JSON
 * @param shown in which formats
 * @param value of the type that {@code kind} says, or null for unknown
 * @param estimated whether people are to see that the value is no exact one
 */
public record Field<T>(
        String name, FieldKind kind, Shown shown, Function<T, @Nullable Object> value, Predicate<T> estimated) {
    /** What people see where a value is not known. */
    static final String UNKNOWN = "-";

    /** Where a field appears. JSON, CSV and YAML have every field. */
    public enum Shown {
        ALWAYS,
        /** As {@link #ALWAYS}, but a terminal that is too narrow does without; the last such field goes first. */
        ROOMY,
        /** In {@code wide} and in data formats. */
        WIDE,
        /** In data formats only. */
        DATA,
        /** In data formats, and left out of JSON and YAML where it is null. */
        OPTIONAL,
        /** In tables and CSV: a part of what JSON and YAML have nested. */
        TABULAR,
        /** In JSON and YAML: what tables and CSV have in columns of its own. */
        STRUCTURED,
        /** In tables only, where there is room: a drawing of what another field says. */
        DRAWN
    }

    /** The value for people; safe on a terminal. */
    public String human(T record, boolean wide) {
        @Nullable Object known = value.apply(record);
        return known == null ? UNKNOWN : (estimated.test(record) ? "~" : "") + Values.human(kind, known, wide);
    }

    public boolean inTable(boolean wide) {
        return switch (shown) {
            case ALWAYS, ROOMY, TABULAR, DRAWN -> true;
            case WIDE -> wide;
            case DATA, OPTIONAL, STRUCTURED -> false;
        };
    }

    /** Whether a narrow table does without. */
    boolean mayGiveWay() {
        return shown == Shown.ROOMY || shown == Shown.DRAWN;
    }

    boolean inCsv() {
        return shown != Shown.STRUCTURED && shown != Shown.DRAWN;
    }

    boolean inJson() {
        return shown != Shown.TABULAR && shown != Shown.DRAWN;
    }

    /** The table's column head: {@code storedBytes} becomes {@code STORED}. */
    public String heading() {
        String base = kind == FieldKind.BYTES && name.endsWith("Bytes") ? name.substring(0, name.length() - 5) : name;
        StringBuilder heading = new StringBuilder();
        for (char c : base.toCharArray()) {
            if (Character.isUpperCase(c)) {
                heading.append(' ');
            }
            heading.append(Character.toUpperCase(c));
        }
        return heading.toString();
    }
}
