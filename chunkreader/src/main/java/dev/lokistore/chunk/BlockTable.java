package dev.lokistore.chunk;

import java.util.ArrayList;
import java.util.List;

/**
 * Parses the rows of a block table ({@code formats/chunks-and-layout.md#25-block-metas}). However the blocks are placed,
 * together they cannot be longer than the room for them: no byte is decompressed twice.
 */
final class BlockTable {
    private final ByteParser parser;
    private final int version;
    private final int payload;
    private final int firstBlock;
    private final int end;
    private final ReadOptions options;

    /**
     * @param payload offset of the payload in the object, as are {@code firstBlock}, where the first block belongs, and
     *     {@code end}, where blocks must end
     */
    BlockTable(ByteParser parser, int version, int payload, int firstBlock, int end, ReadOptions options) {
        this.parser = parser;
        this.version = version;
        this.payload = payload;
        this.firstBlock = firstBlock;
        this.end = end;
        this.options = options;
    }

    List<BlockMeta> parse(String source) throws CorruptDataException {
        int leastRow = version < 3 ? 5 : 6;
        long most = Math.min(parser.remaining() / leastRow, options.limits().blocks());
        long count = parser.uvarintUpTo(most, "number of blocks");
        List<BlockMeta> blocks = new ArrayList<>();
        int expected = firstBlock;
        for (int i = 0; i < count; i++) {
            BlockMeta block = parseRow(source, i, expected);
            blocks.add(block);
            expected += block.storedBytes() + PayloadLayout.CRC_BYTES;
        }
        if (parser.remaining() > 0) {
            throw parser.corrupt(parser.index(), "end of the block table", "no more bytes", parser.remaining());
        }
        if (expected != end) {
            String message = "end of the blocks: expected " + end + ", where the block table begins, found " + expected;
            options.handle(new Defect(Defect.Kind.BLOCK_OFFSET, source, expected, message));
        }
        return blocks;
    }

    private BlockMeta parseRow(String source, int index, int expected) throws CorruptDataException {
        int row = parser.index();
        long entries = parser.uvarint("entries of block " + index);
        long minTime = parser.varint("first time of block " + index);
        long maxTime = parser.varint("last time of block " + index);
        int offsetAt = parser.index();
        long stated = parser.uvarint("offset of block " + index);
        long rawBytes = version < 3 ? 0 : parser.uvarint("uncompressed size of block " + index);
        int lengthAt = parser.index();
        long length = parser.uvarint("length of block " + index);
        if (entries < 0 || rawBytes < 0) {
            throw parser.corrupt(row, "entries and uncompressed size of block " + index, "below 2^63", "more");
        }
        long room = (long) end - expected - PayloadLayout.CRC_BYTES;
        if (length < 0 || length > room) {
            throw parser.corrupt(
                    lengthAt, "length of block " + index, "at most " + room, Long.toUnsignedString(length));
        }
        boolean inside = stated >= firstBlock - payload && stated <= end - payload - PayloadLayout.CRC_BYTES - length;
        long offset = inside ? payload + stated : expected;
        if (stated != expected - payload) {
            String message = "block " + index + " of the block table: expected offset " + (expected - payload)
                    + ", where the block before ends, found " + Long.toUnsignedString(stated);
            options.handle(new Defect(Defect.Kind.BLOCK_OFFSET, source, offset, message));
        }
        return new BlockMeta(index, offset, (int) length, rawBytes, entries, minTime, maxTime);
    }
}
