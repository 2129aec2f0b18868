package dev.lokistore.index.query;

import dev.lokistore.chunk.BlockMeta;
import java.io.IOException;

/** A block that is not decoded yet. */
final class PendingBlock extends MergeSource {
    private final LoadedChunk chunk;
    private final BlockMeta block;

    PendingBlock(LoadedChunk chunk, BlockMeta block, long key) {
        super(key);
        this.chunk = chunk;
        this.block = block;
    }

    BlockMeta block() {
        return block;
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
