package dev.lokistore.shell.command;

import dev.lokistore.shell.UsageException;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people type them: {@code 65536}, {@code 64KiB}, {@code 1.5MiB}, {@code 1.5m}, {@code 10MB}. */
final class SizeText {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,9})?)\\s*([kmgtp]?)(i?)(b?)");
    private static final Map<String, Integer> POWERS = Map.of("", 0, "k", 1, "m", 2, "g", 3, "t", 4, "p", 5);
    private static final int BINARY = 1024;
    private static final int DECIMAL = 1000;

    private SizeText() {}

    /**
     * A unit that ends in a bare {@code B} counts in thousands, every other one in 1024s; rounded down.
     *
     * @throws IllegalArgumentException if the text is no size, or one that 63 bits do not hold
     */
    static long parse(String text) {
        Matcher matcher = TEXT.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()
                || matcher.group(2).isEmpty() && !matcher.group(3).isEmpty()) {
            throw new IllegalArgumentException("'" + text + "' is no size: expected bytes, or a unit such as 64KiB");
        }
        boolean decimal = matcher.group(3).isEmpty() && !matcher.group(4).isEmpty();
        int power = POWERS.get(matcher.group(2));
        BigDecimal size = new BigDecimal(matcher.group(1))
                .multiply(BigDecimal.valueOf(decimal ? DECIMAL : BINARY).pow(power));
        if (size.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException("'" + text + "' is too large");
        }
        return size.longValue();
    }

    /**
     * As {@link #parse(String)}, of an option's value.
     *
     * @param option for the message
     */
    static long parse(String option, String text) {
        try {
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException(option + ": " + e.getMessage());
        }
    }
}
