package dev.lokistore.chunk;

import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Puts a chunk object together from blocks, which come one after the other. Not thread-safe. */
final class ChunkAssembly {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final int version;
    private final Codec codec;
    private final BlockEncoder encoder;
    private final ByteSink blocks = new ByteSink();
    private final List<BlockMeta> metas = new ArrayList<>();
    private final CRC32C crc = new CRC32C();

    /** @param expectedBytes about how much the blocks take, compressed; 0 if nobody knows */
    ChunkAssembly(int version, Codec codec, int expectedBytes) {
        blocks.reserve(expectedBytes);
        this.version = version;
        this.codec = codec;
        this.encoder = BlockEncoder.of(codec);
    }

    /** Appends the symbol section without its CRC. */
    interface SymbolSection {
        void write(BlockEncoder encoder, ByteSink out);
    }

    /** Stored size so far, CRCs included. */
    int blockBytes() {
        return blocks.size();
    }

    int blockCount() {
        return metas.size();
    }

    /** Entries of all blocks so far. */
    long entries() {
        return metas.stream().mapToLong(BlockMeta::entries).sum();
    }

    /** Compresses a block. */
    void add(ByteSink raw, BlockDraft row) {
        add(raw, row.rawBytes(), row.entries(), row.minTimeNanos(), row.maxTimeNanos());
    }

    /** Compresses a block. */
    void add(ByteSink raw, long rawBytes, long entries, long minTimeNanos, long maxTimeNanos) {
        int start = blocks.size();
        encoder.encode(raw.array(), 0, raw.size(), blocks);
        end(start, rawBytes, entries, minTimeNanos, maxTimeNanos);
    }

    /** Takes a block of the same codec as it is stored, with the bounds that its row has. */
    void copy(EncodedStream stored, BlockMeta block, long rawBytes, long entries) {
        int start = blocks.size();
        blocks.write(stored.bytes(), stored.offset(), stored.length());
        end(start, rawBytes, entries, block.minTimeNanos(), block.maxTimeNanos());
    }

    private void end(int start, long rawBytes, long entries, long minTimeNanos, long maxTimeNanos) {
        int stored = blocks.size() - start;
        blocks.u32be(crcOf(blocks.array(), start, stored));
        // the offset is completed in the end: symbols come before the blocks
        metas.add(new BlockMeta(metas.size(), start, stored, rawBytes, entries, minTimeNanos, maxTimeNanos));
    }

    /** The first ms of all blocks, rounded down. */
    long fromMillis() {
        long min = metas.stream().mapToLong(BlockMeta::minTimeNanos).min().orElseThrow();
        return Math.floorDiv(min, NANOS_PER_MILLI);
    }

    /** The last ms of all blocks, rounded up. */
    long throughMillis() {
        long max = metas.stream().mapToLong(BlockMeta::maxTimeNanos).max().orElseThrow();
        return -Math.floorDiv(-max, NANOS_PER_MILLI);
    }

    /** The whole object. */
    EncodedChunk finish(ChunkHeader header, SymbolSection symbols) {
        ByteSink start = new ByteSink();
        start.u32be(PayloadLayout.MAGIC);
        start.u8(version);
        start.u8(codec.id());
        int symbolsStart = start.size();
        int symbolsBytes = 0;
        if (version == 4) {
            symbols.write(encoder, start);
            symbolsBytes = start.size() - symbolsStart;
            start.u32be(crcOf(start.array(), symbolsStart, symbolsBytes));
        }
        ByteSink end = new ByteSink();
        writeTable(start.size(), end);
        int tableBytes = end.size();
        end.u32be(crcOf(end.array(), 0, tableBytes));
        if (version == 4) {
            end.u64be(symbolsBytes);
            end.u64be(symbolsStart);
            end.u64be(tableBytes);
        }
        end.u64be(start.size() + blocks.size());
        byte[] object = Envelope.write(header, start, blocks, end);
        ChunkRef ref = new ChunkRef(
                header.tenant(),
                header.fingerprint(),
                header.fromMillis(),
                header.throughMillis(),
                crcOf(object, 0, object.length));
        long rawBytes = metas.stream().mapToLong(BlockMeta::rawBytes).sum();
        return new EncodedChunk(ref, object, entries(), rawBytes);
    }

    private void writeTable(int firstBlock, ByteSink out) {
        out.uvarint(metas.size());
        for (BlockMeta meta : metas) {
            out.uvarint(meta.entries());
            out.varint(meta.minTimeNanos());
            out.varint(meta.maxTimeNanos());
            out.uvarint(firstBlock + meta.offset());
            out.uvarint(meta.rawBytes());
            out.uvarint(meta.storedBytes());
        }
    }

    private int crcOf(byte[] bytes, int offset, int length) {
        crc.reset();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
