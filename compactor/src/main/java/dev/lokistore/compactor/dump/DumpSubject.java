package dev.lokistore.compactor.dump;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An object that is dumped.
 *
 * @param key Loki's logical key; the physical one if it is no chunk's
 * @param objectKey the physical key, relative to the store's root
 * @param etag as the store said it just before the object was read; null for a file
 * @param lastModified likewise
 * @param content all of it, as it was read
 * @param expected what its key says; null if that says nothing
 */
public record DumpSubject(
        String key,
        String objectKey,
        @Nullable String etag,
        @Nullable Instant lastModified,
        ByteSource content,
        @Nullable ChunkRef expected) {}
