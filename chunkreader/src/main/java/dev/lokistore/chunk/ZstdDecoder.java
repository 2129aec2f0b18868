package dev.lokistore.chunk;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;

/** Zstandard frames, one or several, in one call of the library after {@link ZstdFrames} has looked at them. */
final class ZstdDecoder implements BlockDecoder {
    private final ZstdDecompressCtx context = new ZstdDecompressCtx();

    @Override
    public void decode(EncodedStream in, OutputBuffer out) throws CorruptDataException {
        long bound = new ZstdFrames(in).scan();
        while (true) {
            int room = (int) Math.min(out.room(), bound);
            try {
                out.advance(context.decompressByteArray(
                        out.bytes(), out.size(), room, in.bytes(), in.offset(), in.length()));
                if (out.size() > out.limit()) {
                    throw in.tooLarge(out.limit());
                }
                return;
            } catch (ZstdException e) {
                boolean full = e.getErrorCode() == Zstd.errDstSizeTooSmall();
                if (full && room < bound) {
                    if (out.grow()) {
                        continue;
                    }
                    throw in.tooLarge(out.limit());
                }
                CorruptDataException corrupt = in.corrupt(in.offset(), "zstd stream", "valid data", e.getMessage());
                corrupt.initCause(e);
                throw corrupt;
            }
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
