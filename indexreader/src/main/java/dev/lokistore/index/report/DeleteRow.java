package dev.lokistore.index.report;

import dev.lokistore.index.deletes.DeleteRequest;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code deletes}.
 *
 * @param matchingChunks that the index names in the request's streams and time range, each once; null if the request's
 *     selector cannot be read
 * @param matchingBytes stored, of the objects of these chunks; a missing one has none; null if the selector cannot be read
 * @param upperBound whether the request is also about lines, so that in some of these chunks there may be none
 */
public record DeleteRow(
        DeleteRequest request,
        @Nullable Long matchingChunks,
        @Nullable Long matchingBytes,
        boolean upperBound) {}
