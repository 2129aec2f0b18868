package dev.lokistore.index.explain;

import java.time.Duration;
import java.time.Instant;

/** Times in keys, for people. */
final class KeyTimes {
    private static final long MILLIS_PER_SECOND = 1000;

    private KeyTimes() {}

    /** RFC 3339, UTC, with as many digits as the time needs. */
    static String of(Instant instant) {
        return instant.toString();
    }

    /** @param millis since the epoch */
    static String ofMillis(long millis) {
        return of(Instant.ofEpochMilli(millis));
    }

    /** Such as {@code 2h 3m 4.5s later}; between times of hostile keys, which may be far apart or the wrong way round. */
    static String later(long fromMillis, long throughMillis) {
        if (throughMillis < fromMillis) {
            return "which is before the first";
        }
        Duration time = Duration.between(Instant.ofEpochMilli(fromMillis), Instant.ofEpochMilli(throughMillis));
        StringBuilder text = new StringBuilder();
        if (time.toDays() > 0) {
            text.append(time.toDays()).append("d ");
        }
        if (time.toHours() > 0) {
            text.append(time.toHoursPart()).append("h ");
        }
        if (time.toMinutes() > 0) {
            text.append(time.toMinutesPart()).append("m ");
        }
        text.append(time.toSecondsPart());
        if (time.toMillisPart() > 0) {
            text.append('.')
                    .append(Long.toString(MILLIS_PER_SECOND + time.toMillisPart())
                            .substring(1));
        }
        return text.append("s later").toString();
    }
}
