package dev.lokistore.chunk;

import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.XXHashFactory;

/** One LZ4 frame as Loki writes it: independent blocks, no checksums, no sizes, an end mark. */
final class Lz4Encoder implements BlockEncoder {
    private static final int FLAGS = Lz4Format.VERSION << 6 | Lz4Format.FLAG_INDEPENDENT;

    private final int blockId;
    /** The Java one: the native one may write other bytes, and is not there on every platform. */
    private final LZ4Compressor compressor = LZ4Factory.safeInstance().fastCompressor();

    /** @param blockId 4 to 7, for blocks of 64 KiB to 4 MiB */
    Lz4Encoder(int blockId) {
        this.blockId = blockId;
    }

    @Override
    public void encode(byte[] bytes, int offset, int length, ByteSink out) {
        byte[] descriptor = {(byte) FLAGS, (byte) (blockId << 4)};
        out.u32le(Lz4Format.MAGIC);
        out.write(descriptor);
        out.u8(XXHashFactory.safeInstance().hash32().hash(descriptor, 0, 2, 0) >>> 8);
        int blockBytes = Lz4Format.blockBytes(blockId);
        for (int at = 0; at < length; at += blockBytes) {
            encodeBlock(bytes, offset + at, Math.min(blockBytes, length - at), out);
        }
        out.u32le(Lz4Format.END_MARK);
    }

    private void encodeBlock(byte[] bytes, int offset, int size, ByteSink out) {
        int header = out.size();
        int most = compressor.maxCompressedLength(size);
        out.reserve(4 + most);
        out.advance(4);
        int compressed = compressor.compress(bytes, offset, size, out.array(), out.size(), most);
        if (compressed < size) {
            out.advance(compressed);
            LittleEndian.putInt32(out.array(), header, compressed);
        } else {
            out.write(bytes, offset, size);
            LittleEndian.putInt32(out.array(), header, size | Lz4Format.STORED_BIT);
        }
    }
}
