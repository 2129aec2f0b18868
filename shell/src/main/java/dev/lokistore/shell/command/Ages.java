package dev.lokistore.shell.command;

import java.time.Duration;
import java.time.Instant;

/** How long ago something was, for people. */
final class Ages {
    private Ages() {}

    /** The two largest units, such as {@code 3d 4h}; with a minus sign where {@code then} is yet to come. */
    static String text(Instant then, Instant now) {
        Duration age = Duration.between(then, now);
        String sign = age.isNegative() ? "-" : "";
        Duration length = age.abs();
        if (length.toDays() > 0) {
            return sign + length.toDays() + "d " + length.toHoursPart() + "h";
        }
        if (length.toHours() > 0) {
            return sign + length.toHours() + "h " + length.toMinutesPart() + "m";
        }
        return length.toMinutes() > 0
                ? sign + length.toMinutes() + "m " + length.toSecondsPart() + "s"
                : sign + length.toSeconds() + "s";
    }
}
