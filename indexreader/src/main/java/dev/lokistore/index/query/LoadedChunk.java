package dev.lokistore.index.query;

import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chunk in memory: its compressed bytes as long as a block is left to decode, and the entries of the blocks that are
 * decoded. One thread at a time.
 */
final class LoadedChunk {
    private final ChunkRef ref;
    private final StreamKey stream;
    private final long storedBytes;
    private @Nullable ChunkReader reader;
    private List<MergeSource> sources = List.of();
    private int openSources;
    private int pendingBlocks;

    LoadedChunk(ChunkRef ref, StreamKey stream, ChunkReader reader, long storedBytes) {
        this.ref = ref;
        this.stream = stream;
        this.reader = reader;
        this.storedBytes = storedBytes;
    }

    ChunkRef ref() {
        return ref;
    }

    StreamKey stream() {
        return stream;
    }

    ChunkReader reader() {
        if (reader == null) {
            throw new IllegalStateException("all blocks are decoded");
        }
        return reader;
    }

    /** Size of the compressed bytes, 0 once they are no longer needed. */
    long heldBytes() {
        return reader == null ? 0 : storedBytes;
    }

    void sources(List<MergeSource> blocks) {
        sources = List.copyOf(blocks);
        openSources = blocks.size();
        pendingBlocks = (int)
                blocks.stream().filter(block -> block instanceof PendingBlock).count();
        letGo();
    }

    /** Hands the blocks over to the merge. */
    List<MergeSource> takeSources() {
        List<MergeSource> taken = sources;
        sources = List.of();
        return taken;
    }

    void blockDecoded() {
        pendingBlocks--;
        letGo();
    }

    private void letGo() {
        if (pendingBlocks == 0) {
            reader = null;
        }
    }

    /** @return whether nothing of the chunk is left */
    boolean sourceDone() {
        return --openSources == 0;
    }
}
