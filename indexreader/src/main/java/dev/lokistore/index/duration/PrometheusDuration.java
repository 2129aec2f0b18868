package dev.lokistore.index.duration;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations in Prometheus' notation, which Loki's limits and rules use: {@code 744h}, {@code 31d}, {@code 1w},
 * {@code 1h30m}. Whole numbers, the larger unit first, each unit once; a day has 24 hours, a year 365 days. Never
 * negative.
 */
public final class PrometheusDuration {
    private static final Pattern TEXT =
            Pattern.compile("(?:(\\d+)y)?(?:(\\d+)w)?(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?");
    private static final int MAX_LENGTH = 200;
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    private static final long[] UNIT_MILLIS = {365 * DAY, 7 * DAY, DAY, HOUR, MINUTE, SECOND, 1};
    private static final String[] UNITS = {"y", "w", "d", "h", "m", "s", "ms"};
    /** Years, weeks and days are only printed where nothing smaller is left, so that a day stays {@code 1d}. */
    private static final int FIRST_ALWAYS_PRINTED = 3;
    // what fits into Go's 64 bits of nanoseconds
    private static final long MAX_MILLIS = Long.MAX_VALUE / 1_000_000;

    private PrometheusDuration() {}

    /** @throws IllegalArgumentException if the text is no duration, or one longer than 292 years */
    public static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = TEXT.matcher(text);
        if (text.isEmpty() || text.length() > MAX_LENGTH || !matcher.matches()) {
            throw new IllegalArgumentException("'" + cut(text)
                    + "' is no duration: expected a number and a unit (ms, s, m, h, d, w, y), such as 31d");
        }
        try {
            long millis = 0;
            for (int i = 0; i < UNIT_MILLIS.length; i++) {
                String count = matcher.group(i + 1);
                if (count != null) {
                    millis = Math.addExact(millis, Math.multiplyExact(Long.parseLong(count), UNIT_MILLIS[i]));
                }
            }
            if (millis <= MAX_MILLIS) {
                return Duration.ofMillis(millis);
            }
        } catch (ArithmeticException | NumberFormatException tooLarge) {
            // said below
        }
        throw new IllegalArgumentException("duration '" + text + "' is longer than 292 years");
    }

    private static String cut(String text) {
        return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
    }

    /**
     * The shortest text that {@link #parse} reads as the same duration: {@code 0s}, {@code 31d}, {@code 1h30m}. What is
     * finer than a millisecond is cut.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public static String format(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a negative duration: " + duration);
        }
        long rest = duration.toMillis();
        if (rest == 0) {
            return "0s";
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < UNIT_MILLIS.length; i++) {
            boolean exact = rest % UNIT_MILLIS[i] == 0;
            if (rest >= UNIT_MILLIS[i] && (exact || i >= FIRST_ALWAYS_PRINTED)) {
                text.append(rest / UNIT_MILLIS[i]).append(UNITS[i]);
                rest %= UNIT_MILLIS[i];
            }
        }
        return text.toString();
    }
}
