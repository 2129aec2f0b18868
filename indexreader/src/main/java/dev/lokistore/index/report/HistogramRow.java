package dev.lokistore.index.report;

import org.jspecify.annotations.Nullable;

/**
 * A line of {@code chunks --histogram}: one class of chunks.
 *
 * @param name of the class, such as {@code 1KiB-2KiB}; {@code unknown} for chunks without the figure
 * @param atLeast lower bound in the kind's unit; null for {@code unknown}
 * @param below upper bound, exclusive; null for {@code unknown}, and where there is none
 * @param storedBytes of these chunks' objects
 * @param share of all chunks, 0 to 1
 * @param storedShare of the stored bytes of all chunks, 0 to 1
 */
public record HistogramRow(
        HistogramKind kind,
        String name,
        @Nullable Long atLeast,
        @Nullable Long below,
        long chunks,
        long storedBytes,
        double share,
        double storedShare) {}
