package dev.lokistore.shell.pipe;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How lines are compared.
 *
 * @param field from which on, counted from 1
 * @param separator of fields; null for white space
 */
record SortKey(int field, @Nullable Character separator, Kind kind, boolean foldCase) {
    private static final Pattern NUMBER =
            Pattern.compile("\\s*~?(-?[0-9][0-9,]*(?:\\.[0-9]+)?)\\s*(?:([KMGTPE])(?:i?B)?(?![A-Za-z]))?");
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final String UNITS = "KMGTPE";
    private static final int STEP = 1024;

    /** What is compared. */
    enum Kind {
        TEXT,
        NUMBER,
        /** Numbers with units: {@code 1.2 KiB} comes before {@code 3M}. */
        SIZE
    }

    /** By the key alone. */
    Comparator<byte[]> comparator() {
        if (kind == Kind.TEXT && field == 1 && !foldCase) {
            return Arrays::compareUnsigned;
        }
        return kind == Kind.TEXT ? Comparator.comparing(this::text) : Comparator.comparingDouble(this::number);
    }

    private String text(byte[] line) {
        String key = key(Line.of(line).text());
        return foldCase ? key.toUpperCase(Locale.ROOT) : key;
    }

    /** What is no number comes before all numbers. */
    private double number(byte[] line) {
        Matcher matcher = NUMBER.matcher(key(Line.of(line).text()));
        if (!matcher.lookingAt()) {
            return Double.NEGATIVE_INFINITY;
        }
        double value = Double.parseDouble(matcher.group(1).replace(",", ""));
        return kind == Kind.SIZE && matcher.group(2) != null
                ? value * Math.pow(STEP, UNITS.indexOf(matcher.group(2)) + 1)
                : value;
    }

    private String key(String line) {
        if (field == 1) {
            return line;
        }
        String[] fields = separator == null
                ? SPACE.split(line.strip(), field)
                : line.split(Pattern.quote(separator.toString()), field);
        return fields.length < field ? "" : List.of(fields).get(field - 1);
    }
}
