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

    ChunkAssembly(int version, Codec codec) {
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
        byte[] object = envelope(header, payload(symbols));
        ChunkRef ref = new ChunkRef(
                header.tenant(),
                header.fingerprint(),
                header.fromMillis(),
                header.throughMillis(),
                crcOf(object, 0, object.length));
        long rawBytes = metas.stream().mapToLong(BlockMeta::rawBytes).sum();
        return new EncodedChunk(ref, object, entries(), rawBytes);
    }

    private ByteSink payload(SymbolSection symbols) {
        ByteSink out = new ByteSink();
        out.reserve(blocks.size());
        out.u32be(PayloadLayout.MAGIC);
        out.u8(version);
        out.u8(codec.id());
        int symbolsStart = out.size();
        int symbolsBytes = 0;
        if (version == 4) {
            symbols.write(encoder, out);
            symbolsBytes = out.size() - symbolsStart;
            out.u32be(crcOf(out.array(), symbolsStart, symbolsBytes));
        }
        int firstBlock = out.size();
        out.write(blocks.array(), 0, blocks.size());
        int table = out.size();
        writeTable(firstBlock, out);
        int tableBytes = out.size() - table;
        out.u32be(crcOf(out.array(), table, tableBytes));
        if (version == 4) {
            out.u64be(symbolsBytes);
            out.u64be(symbolsStart);
            out.u64be(tableBytes);
        }
        out.u64be(table);
        return out;
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

    private static byte[] envelope(ChunkHeader header, ByteSink payload) {
        return Envelope.write(header, payload.array(), 0, payload.size());
    }

    private int crcOf(byte[] bytes, int offset, int length) {
        crc.reset();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }
}
