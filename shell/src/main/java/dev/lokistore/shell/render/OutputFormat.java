package dev.lokistore.shell.render;

import java.util.Locale;

/** What {@code -o} accepts. */
public enum OutputFormat {
    TABLE,
    /** The table with all columns and exact times, never cut. */
    WIDE,
    JSON,
    JSONL,
    CSV,
    YAML,
    /** Bare log lines, byte for byte; only for commands that print lines. */
    RAW;

    /** As it is typed. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
