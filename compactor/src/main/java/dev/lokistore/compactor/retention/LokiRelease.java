package dev.lokistore.compactor.retention;

import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A release of Loki. */
public record LokiRelease(int major, int minor, int patch) implements Comparable<LokiRelease> {
    private static final Comparator<LokiRelease> ORDER = Comparator.comparingInt(LokiRelease::major)
            .thenComparingInt(LokiRelease::minor)
            .thenComparingInt(LokiRelease::patch);
    private static final Pattern TEXT = Pattern.compile("v?(\\d{1,4})\\.(\\d{1,4})(?:\\.(\\d{1,4}))?");

    /**
     * Reads {@code 3.4.6}, {@code v2.9.17} or {@code 3.0}.
     *
     * @throws IllegalArgumentException if the text is something else
     */
    public static LokiRelease parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no release of Loki, such as 3.4.6");
        }
        String patch = matcher.group(3);
        return new LokiRelease(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                patch == null ? 0 : Integer.parseInt(patch));
    }

    /** Whether it is this release or a later one. */
    public boolean atLeast(int otherMajor, int otherMinor) {
        return compareTo(new LokiRelease(otherMajor, otherMinor, 0)) >= 0;
    }

    @Override
    public int compareTo(LokiRelease other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
