package dev.lokistore.compactor.rebuild;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Fingerprints;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.index.ChunkInventory;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Labels of streams that are known for certain, since the fingerprint in the keys of a stream's chunks is their hash. Of a
 * boltdb table, which says nothing of a chunk but its key, they make rows without that the chunk is read. Not thread-safe.
 */
final class StreamLabels {
    /** Streams that are remembered, at most: the chunks of others are read. */
    private static final int MOST = 200_000;

    /** By the keys of its chunks. */
    record Stream(TenantId tenant, long fingerprint) {
        static Stream of(ChunkRef chunk) {
            return new Stream(chunk.tenant(), chunk.fingerprint());
        }
    }

    private final Set<Stream> wanted = new HashSet<>();
    private final Set<Stream> asked = new HashSet<>();
    private final Map<Stream, Labels> known = new HashMap<>();

    /** Wants the streams of those chunks of a table that are lacking. */
    void want(ChunkInventory chunks, TableFolder table, long firstChunkDay, Set<TenantId> tenants, Lacking lacking)
            throws IOException {
        TableChunks.each(chunks, table, firstChunkDay, tenants, chunk -> {
            if (lacking.lacks(chunk)) {
                want(chunk.ref());
            }
        });
    }

    /** Says that the chunk's stream matters. */
    void want(ChunkRef chunk) {
        if (wanted.size() < MOST && !Fingerprints.isReserved(chunk.fingerprint())) {
            wanted.add(Stream.of(chunk));
        }
    }

    /** @param fingerprint the hash of the labels */
    void offer(TenantId tenant, long fingerprint, Labels labels) {
        Stream stream = new Stream(tenant, fingerprint);
        if (wanted.contains(stream)) {
            known.put(stream, labels);
        }
    }

    /** Takes what a chunk says of itself, if its fingerprint vouches for it. */
    void learn(ChunkRef chunk, Labels labels) {
        if (wanted.contains(Stream.of(chunk)) && Fingerprints.isHash(chunk.fingerprint(), labels)) {
            known.put(Stream.of(chunk), labels);
        }
    }

    @Nullable
    Labels of(ChunkRef chunk) {
        return known.get(Stream.of(chunk));
    }

    /** Whether the chunk is one of a stream that one of its chunks tells the labels of. */
    boolean isTold(ChunkRef chunk) {
        return wanted.contains(Stream.of(chunk));
    }

    /** @return whether it is the first chunk of its stream that is asked about */
    boolean ask(ChunkRef chunk) {
        return asked.add(Stream.of(chunk));
    }
}
