package dev.lokistore.chunk;

import java.util.EnumMap;
import java.util.Map;
import java.util.zip.CRC32C;

/** What one open cursor needs to decode blocks: decompressors and buffers. Belongs to one thread at a time. */
final class DecodeContext implements AutoCloseable {
    private static final int KEEP_BYTES = 4 << 20;
    private static final byte[] NOTHING = new byte[0];

    private final Map<Codec, BlockDecoder> decoders = new EnumMap<>(Codec.class);
    private final OutputBuffer output = new OutputBuffer();
    private final CRC32C crc = new CRC32C();
    private byte[] input = NOTHING;

    OutputBuffer output() {
        return output;
    }

    /** An array of at least this length for compressed bytes; the one from the call before is void. */
    byte[] input(int length) {
        if (input.length < length) {
            input = new byte[Math.max(length, Math.min(2 * input.length, KEEP_BYTES))];
        }
        return input;
    }

    int crc32c(byte[] bytes, int offset, int length) {
        crc.reset();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    /** Decompresses into the buffer; {@link Codec#NONE} copies. */
    void decode(Codec codec, EncodedStream in, int limitBytes, OutputBuffer out) throws CorruptDataException {
        out.begin(in, limitBytes);
        decoders.computeIfAbsent(family(codec), DecodeContext::newDecoder).decode(in, out);
    }

    /** Lets go of what an unusually large block made it allocate. */
    void trim() {
        output.trim(KEEP_BYTES);
        if (input.length > KEEP_BYTES) {
            input = NOTHING;
        }
    }

    @Override
    public void close() {
        decoders.values().forEach(BlockDecoder::close);
        decoders.clear();
    }

    private static Codec family(Codec codec) {
        return switch (codec) {
            case LZ4_64K, LZ4_256K, LZ4_1M, LZ4_4M -> Codec.LZ4_4M;
            default -> codec;
        };
    }

    private static BlockDecoder newDecoder(Codec codec) {
        return switch (codec) {
            case NONE -> DecodeContext::copy;
            case GZIP -> DeflateDecoder.gzip();
            case FLATE -> DeflateDecoder.flate();
            case SNAPPY -> new SnappyDecoder();
            case LZ4_64K, LZ4_256K, LZ4_1M, LZ4_4M -> new Lz4Decoder();
            case ZSTD -> new ZstdDecoder();
        };
    }

    private static void copy(EncodedStream in, OutputBuffer out) throws CorruptDataException {
        out.growBy(in.length());
        if (in.length() > out.limit()) {
            throw in.tooLarge(out.limit());
        }
        System.arraycopy(in.bytes(), in.offset(), out.bytes(), 0, in.length());
        out.advance(in.length());
    }
}
