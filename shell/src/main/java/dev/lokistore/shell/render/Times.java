package dev.lokistore.shell.render;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;

/** Times as text: RFC 3339 in UTC, with the number of digits that the source has. */
public final class Times {
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final DateTimeFormatter MILLIS = pattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'");
    private static final DateTimeFormatter NANOS = pattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'");
    private static final DateTimeFormatter SECONDS = pattern("yyyy-MM-dd HH:mm:ss");

    private static final DateTimeFormatter DAYS = pattern("yyyy-MM-dd");

    private static final DateTimeFormatter MINUTES = pattern("yyyy-MM-dd HH:mm");

    private Times() {}

    /** @param epochMillis ms since the epoch */
    public static String millis(long epochMillis) {
        return MILLIS.format(Instant.ofEpochMilli(epochMillis));
    }

    /** @param epochNanos ns since the epoch */
    public static String nanos(long epochNanos) {
        return NANOS.format(instant(epochNanos));
    }

    /** For people: to the second, without {@code T} and {@code Z}. */
    public static String seconds(long epochMillis) {
        return SECONDS.format(Instant.ofEpochMilli(epochMillis));
    }

    /** The UTC day, {@code YYYY-MM-DD}. */
    public static String day(long epochMillis) {
        return DAYS.format(Instant.ofEpochMilli(epochMillis));
    }

    /** For people: to the minute. */
    public static String minutes(long epochMillis) {
        return MINUTES.format(Instant.ofEpochMilli(epochMillis));
    }

    static Instant instant(long epochNanos) {
        return Instant.ofEpochSecond(
                Math.floorDiv(epochNanos, NANOS_PER_SECOND), Math.floorMod(epochNanos, NANOS_PER_SECOND));
    }

    private static DateTimeFormatter pattern(String pattern) {
        // 'uuuu' through the builder: years before 1 and after 9999 occur in damaged stores and must not throw
        return new DateTimeFormatterBuilder()
                .appendPattern(pattern.replace("yyyy", "uuuu"))
                .parseDefaulting(ChronoField.ERA, 1)
                .toFormatter(java.util.Locale.ROOT)
                .withZone(ZoneOffset.UTC);
    }
}
