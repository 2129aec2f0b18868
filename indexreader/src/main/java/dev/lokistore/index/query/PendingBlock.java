package dev.lokistore.index.query;

import dev.lokistore.chunk.BlockMeta;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A block that is not decoded yet. */
final class PendingBlock extends MergeSource {
    private final LoadedChunk chunk;
    private final BlockMeta block;
    private final long key;

    PendingBlock(LoadedChunk chunk, BlockMeta block, long key) {
        this.chunk = chunk;
        this.block = block;
        this.key = key;
    }

    BlockMeta block() {
        return block;
    }

    @Override
    long key() {
        return key;
    }

    @Override
    @Nullable
    Entry entry() {
        return null;
    }

    @Override
    boolean advance() throws IOException {
        throw new IllegalStateException("decode the block instead");
    }

    @Override
    long heldBytes() {
        return 0;
    }

    @Override
    LoadedChunk chunk() {
        return chunk;
    }
}
