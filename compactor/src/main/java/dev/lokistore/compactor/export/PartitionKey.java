package dev.lokistore.compactor.export;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What entries are parted by: a level of folders.
 *
 * @param name of the folders, in front of {@code =}
 * @param label of a label's key the label's name, else empty
 */
public record PartitionKey(Kind kind, String name, String label) {
    /** Where values come from. */
    public enum Kind {
        TENANT,
        /** The UTC day. */
        DAY,
        /** The UTC hour. */
        HOUR,
        LABEL
    }

    /** What Loki takes for a label's name, as long as it leaves room for a value. */
    private static final Pattern PLAIN = Pattern.compile("[a-zA-Z0-9_]{1," + PathValue.MAX_CHARS + "}");

    private static final String LABEL_PREFIX = "label:";

    /** {@code tenant}, {@code day}, {@code hour}, or a label's name; {@code label:day} for a label that is called so. */
    public static PartitionKey parse(String text) {
        boolean label = text.startsWith(LABEL_PREFIX);
        String name = label ? text.substring(LABEL_PREFIX.length()) : text;
        if (name.isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' is no key to part by");
        }
        for (Kind kind : Kind.values()) {
            if (kind != Kind.LABEL && kind.name().toLowerCase(Locale.ROOT).equals(name)) {
                return label ? new PartitionKey(Kind.LABEL, "label_" + name, name) : new PartitionKey(kind, name, "");
            }
        }
        return new PartitionKey(Kind.LABEL, PLAIN.matcher(name).matches() ? name : PathValue.encode(name), name);
    }

    /** As {@link #parse} takes it. */
    @Override
    public String toString() {
        return kind != Kind.LABEL ? name : name.equals(label) ? label : LABEL_PREFIX + label;
    }
}
