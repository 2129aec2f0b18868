package dev.lokistore.objectstore.bucket;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Times in answers, which some servers leave out. */
public final class Times {
    private Times() {}

    /** The epoch stands for unknown. */
    public static Instant orEpoch(@Nullable Instant instant) {
        return instant == null ? Instant.EPOCH : instant;
    }

    /** The time of a {@code Date} or {@code Last-Modified} header; the epoch if it cannot be read. */
    public static Instant httpDate(@Nullable String header) {
        if (header == null) {
            return Instant.EPOCH;
        }
        try {
            return ZonedDateTime.parse(header, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            return Instant.EPOCH;
        }
    }
}
