package dev.lokistore.chunk;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What cursors over one chunk share: its source, its layout, its symbols. Safe for several threads. */
final class ChunkContent {
    private final ByteSource source;
    private final PayloadLayout layout;
    private final ReadOptions options;
    private final long[] expectedOffsets;
    private @Nullable SymbolTable symbols;

    ChunkContent(ByteSource source, PayloadLayout layout, ReadOptions options) {
        this.source = source;
        this.layout = layout;
        this.options = options;
        this.expectedOffsets = new long[layout.blocks().size()];
        long expected = layout.blocksOffset();
        for (int i = 0; i < expectedOffsets.length; i++) {
            expectedOffsets[i] = expected;
            expected += layout.blocks().get(i).storedBytes() + PayloadLayout.CRC_BYTES;
        }
    }

    ByteSource source() {
        return source;
    }

    PayloadLayout layout() {
        return layout;
    }

    ReadOptions options() {
        return options;
    }

    /** Reads the symbols the first time. */
    synchronized SymbolTable symbols(DecodeContext context) throws IOException {
        SymbolTable table = symbols;
        if (table == null) {
            table = layout.version() < 4 ? SymbolTable.EMPTY : SymbolTable.read(source, layout, options, context);
            symbols = table;
        }
        return table;
    }

    SymbolTable symbols() throws IOException {
        try (DecodeLease lease = new DecodeLease(null)) {
            return symbols(lease.context());
        }
    }

    /** The symbol section as it is stored, without its CRC; of version 4. */
    byte[] symbolSection() throws IOException {
        return source.read(layout.symbolsOffset(), layout.symbolsBytes());
    }

    /** All bytes of the payload. */
    byte[] payload() throws IOException {
        int start = layout.payloadOffset();
        return source.read(start, (int) source.size() - start);
    }

    /**
     * Fetches a block's compressed bytes from its stated or, if its CRC is wrong there, its expected place.
     *
     * @return valid until the context's next use
     * @throws CorruptDataException if the CRC is wrong
     */
    EncodedStream fetch(BlockMeta block, DecodeContext context) throws IOException {
        EncodedStream stated = read(block, block.offset(), context);
        if (crcOk(stated, context)) {
            return stated;
        }
        long expected = expectedOffsets[block.index()];
        if (expected != block.offset()) {
            EncodedStream moved = read(block, expected, context);
            if (crcOk(moved, context)) {
                String message = "block " + block.index() + ": expected at the stated place, found at " + expected
                        + ", where the block before ends";
                options.handle(new Defect(Defect.Kind.BLOCK_OFFSET, source.name(), block.offset(), message));
                return moved;
            }
            stated = read(block, block.offset(), context);
        }
        throw new CorruptDataException(
                source.name(),
                block.offset() + block.storedBytes(),
                "checksum of block " + block.index(),
                Integer.toHexString(storedCrc(stated)),
                Integer.toHexString(context.crc32c(stated.bytes(), stated.offset(), stated.length())));
    }

    private EncodedStream read(BlockMeta block, long offset, DecodeContext context) throws IOException {
        int length = block.storedBytes();
        byte[] whole = source.array();
        byte[] bytes = whole == null ? context.input(length + PayloadLayout.CRC_BYTES) : whole;
        int start = whole == null ? 0 : (int) offset;
        if (whole == null) {
            source.read(offset, bytes, 0, length + PayloadLayout.CRC_BYTES);
        }
        return new EncodedStream(source.name(), offset, bytes, start, length, sizeHint(block), options);
    }

    /** The lines, and for each about nine bytes of time and six of lengths. */
    private static long sizeHint(BlockMeta block) {
        long entries = Math.min(block.entries(), Integer.MAX_VALUE);
        return Math.min(block.rawBytes(), Integer.MAX_VALUE) + 15 * entries;
    }

    private static int storedCrc(EncodedStream stream) {
        return BigEndian.int32(stream.bytes(), stream.end());
    }

    private static boolean crcOk(EncodedStream stream, DecodeContext context) {
        return context.crc32c(stream.bytes(), stream.offset(), stream.length()) == storedCrc(stream);
    }
}
