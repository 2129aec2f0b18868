package dev.lokistore.compactor.fsck;

import dev.lokistore.index.LokiStore;
import dev.lokistore.index.StoredChunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What else a finding about a chunk says. */
final class ChunkNames {
    private ChunkNames() {}

    /** The chunk's own name where the object's key does not show it, as in base64, before other evidence. */
    static List<String> evidence(LokiStore store, StoredChunk chunk, String... more) throws IOException {
        List<String> evidence = new ArrayList<>();
        String name = store.logicalKey(chunk.ref());
        if (!name.equals(chunk.object().key().value())) {
            evidence.add("chunk " + name);
        }
        evidence.addAll(List.of(more));
        return evidence;
    }
}
