package dev.lokistore.index.report;

import java.util.Locale;

/** What a histogram counts chunks by. */
public enum HistogramKind {
    /** Stored size of the object. */
    SIZE("bytes"),
    /** From the first entry to the last. */
    SPAN("seconds"),
    /** Stored size as share of the size that a chunk is meant to have. */
    FILL("percent"),
    /** Lines. */
    ENTRIES("entries"),
    /** Whether the stored size is less than what is worth an object. */
    TINY("bytes");

    private final String unit;

    HistogramKind(String unit) {
        this.unit = unit;
    }

    /** Of the bounds of its classes. */
    public String unit() {
        return unit;
    }

    /** As reports print it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
