package dev.lokistore.chunk;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;

/** One Zstandard frame at the default level, with a content checksum. */
final class ZstdEncoder {
    private ZstdEncoder() {}

    static void encode(byte[] bytes, int offset, int length, ByteSink out) {
        int most = Math.toIntExact(Zstd.compressBound(length));
        out.reserve(most);
        try (ZstdCompressCtx context = new ZstdCompressCtx()) {
            context.setLevel(Zstd.defaultCompressionLevel()).setChecksum(true);
            out.advance(context.compressByteArray(out.array(), out.size(), most, bytes, offset, length));
        }
    }
}
