package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.EncodedChunk;
import dev.lokistore.compactor.digest.Digests;
import dev.lokistore.index.LokiStore;
import java.io.IOException;

/** Names of new chunks. */
final class NewChunks {
    private NewChunks() {}

    /** Under the key that the schema gives it. */
    static NewChunk of(EncodedChunk chunk, LokiStore store) throws IOException {
        WrittenObject object =
                new WrittenObject(store.keyOf(chunk.ref()), chunk.bytes().length, Digests.of(chunk.bytes()));
        return new NewChunk(chunk.ref(), object, chunk.rawBytes(), chunk.entries());
    }
}
