package dev.lokistore.chunk;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the parts of a damaged object are believed to be.
 *
 * @param bytes the object
 * @param symbols null where the section of structured metadata strings is lost
 */
record SalvagePlan(
        String source,
        byte[] bytes,
        int version,
        Codec codec,
        @Nullable SymbolTable symbols,
        List<Block> blocks) {
    /**
     * A run of bytes that is, or should be, a block.
     *
     * @param from in the object
     * @param to exclusive; the CRC follows
     * @param row of the block table; null if the table is lost
     * @param fault what is wrong with it; null if nothing is
     */
    record Block(
            int index,
            int from,
            int to,
            @Nullable BlockMeta row,
            @Nullable String fault) {
        boolean sound() {
            return fault == null;
        }
    }

    SalvagePlan {
        blocks = List.copyOf(blocks);
    }

    int soundBlocks() {
        return (int) blocks.stream().filter(Block::sound).count();
    }
}
