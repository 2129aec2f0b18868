package dev.lokistore.index.duration;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations in Go's notation, which most of Loki's configuration uses: {@code 2h}, {@code 1h30m}, {@code 1.5h},
 * {@code -10s}. Units {@code ns us ms s m h} in any order; no days.
 */
public final class GoDuration {
    private static final int MAX_LENGTH = 200;
    private static final Pattern PART = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Pattern TEXT = Pattern.compile("[+-]?(?:" + PART.pattern() + ")+");
    private static final Map<String, Long> NANOS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "µs", 1_000L,
            "μs", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);

    private GoDuration() {}

    /** @throws IllegalArgumentException if the text is no duration, or one longer than 292 years */
    public static Duration parse(String text) {
        String bare = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
        if (bare.equals("0")) {
            return Duration.ZERO;
        }
        if (text.length() > MAX_LENGTH || !TEXT.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + cut(text)
                    + "' is no duration: expected numbers with units (ns, us, ms, s, m, h), such as 1h30m");
        }
        BigInteger nanos = BigInteger.ZERO;
        Matcher part = PART.matcher(bare);
        while (part.find()) {
            BigDecimal value =
                    new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(NANOS.getOrDefault(part.group(2), 0L)));
            nanos = nanos.add(value.setScale(0, RoundingMode.DOWN).toBigInteger());
        }
        if (nanos.bitLength() >= Long.SIZE) {
            throw new IllegalArgumentException("duration '" + text + "' is longer than 292 years");
        }
        return Duration.ofNanos(text.startsWith("-") ? -nanos.longValue() : nanos.longValue());
    }

    private static String cut(String text) {
        return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
    }
}
