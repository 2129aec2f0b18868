package dev.lokistore.shell.command;

import dev.lokistore.chunk.Labels;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values of rows as fields want them. */
final class Views {
    private Views() {}

    /** Ms since the epoch; null stays null. */
    static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    static @Nullable Map<String, String> labels(@Nullable Labels labels) {
        return labels == null ? null : labels.asMap();
    }

    /** For fields that are given only where they are true. */
    static @Nullable Boolean onlyTrue(boolean flag) {
        return flag ? Boolean.TRUE : null;
    }
}
