package dev.lokistore.index.report;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code streams}.
 *
 * @param fingerprint lower-case hex; where ingesters gave a stream several, the smallest
 * @param labels empty if not known
 * @param labelsKnown false where the index names chunks of the stream and has lost its labels
 * @param chunks distinct, whether or not the object exists
 * @param storedBytes of the chunk objects that exist
 * @param entries lines; null if one chunk's number is not known
 * @param rawBytes uncompressed; null if one chunk's number is not known
 * @param estimated whether {@code rawBytes} comes from an index, which rounds to 1024 for each chunk
 * @param from of the oldest chunk, ms precision
 * @param through of the youngest chunk, inclusive, ms precision
 */
public record StreamRow(
        TenantId tenant,
        String fingerprint,
        Labels labels,
        boolean labelsKnown,
        long chunks,
        long storedBytes,
        @Nullable Long entries,
        @Nullable Long rawBytes,
        boolean estimated,
        Instant from,
        Instant through) {}
