package dev.lokistore.shell.command;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A point in time as users give it: RFC 3339 ({@code 2026-11-19T08:30:00Z}), a date (its midnight, UTC), a date and time
 * without zone (UTC), {@code now}, or {@code now-7d}, {@code now-1h30m}. What is relative is resolved against a clock
 * later, since {@code --now} may follow.
 */
final class TimeExpression {
    private static final Pattern RELATIVE = Pattern.compile("now(?:([+-])((?:\\d{1,9}[smhdw]){1,10}))?");
    private static final Pattern PART = Pattern.compile("(\\d+)([smhdw])");
    private static final Pattern LOCAL =
            Pattern.compile("\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?");
    private static final long DAYS_A_WEEK = 7;
    private static final BigInteger NANOS_PER_SECOND = BigInteger.valueOf(1_000_000_000);

    private final String text;
    private final @Nullable Instant absolute;
    private final Duration offset;

    private TimeExpression(String text, @Nullable Instant absolute, Duration offset) {
        this.text = text;
        this.absolute = absolute;
        this.offset = offset;
    }

    /** @throws IllegalArgumentException if the text is no time; says what one looks like */
    static TimeExpression parse(String text) {
        Matcher relative = RELATIVE.matcher(text);
        if (relative.matches()) {
            return new TimeExpression(text, null, offset(relative.group(1), relative.group(2)));
        }
        try {
            return new TimeExpression(text, absolute(text), Duration.ZERO);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + text + "' is no time: expected RFC 3339 (2026-11-19T08:30:00Z),"
                    + " a date (2026-11-19), or now-7d");
        }
    }

    private static Duration offset(@Nullable String sign, @Nullable String parts) {
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(parts == null ? "" : parts);
        while (part.find()) {
            long number = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "s" -> Duration.ofSeconds(number);
                        case "m" -> Duration.ofMinutes(number);
                        case "h" -> Duration.ofHours(number);
                        case "d" -> Duration.ofDays(number);
                        default -> Duration.ofDays(DAYS_A_WEEK * number);
                    });
        }
        return "-".equals(sign) ? sum.negated() : sum;
    }

    private static Instant absolute(String text) {
        if (text.length() == "2026-11-19".length()) {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        if (LOCAL.matcher(text).matches()) {
            return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
        }
        return OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
    }

    /** What lies beyond the range of an instant becomes its end. */
    Instant resolve(Instant now) {
        if (absolute != null) {
            return absolute;
        }
        try {
            return now.plus(offset);
        } catch (DateTimeException | ArithmeticException e) {
            return offset.isNegative() ? Instant.MIN : Instant.MAX;
        }
    }

    /** Ns since the epoch; what lies beyond 64 bits becomes the nearest that does not. */
    long nanos(Instant now) {
        Instant instant = resolve(now);
        BigInteger nanos = BigInteger.valueOf(instant.getEpochSecond())
                .multiply(NANOS_PER_SECOND)
                .add(BigInteger.valueOf(instant.getNano()));
        return nanos.max(BigInteger.valueOf(Long.MIN_VALUE))
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValue();
    }

    @Override
    public String toString() {
        return text;
    }
}
