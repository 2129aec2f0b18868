package dev.lokistore.chunk;

/** Compresses blocks: one whole stream of the codec for each call, also for no bytes at all. Deterministic. */
@FunctionalInterface
interface BlockEncoder {
    /** Appends the stream. */
    void encode(byte[] bytes, int offset, int length, ByteSink out);

    static BlockEncoder of(Codec codec) {
        return switch (codec) {
            case NONE -> (bytes, offset, length, out) -> out.write(bytes, offset, length);
            case GZIP -> DeflateEncoder::gzip;
            case FLATE -> DeflateEncoder::flate;
            case SNAPPY -> SnappyEncoder::encode;
            case LZ4_64K -> new Lz4Encoder(4);
            case LZ4_256K -> new Lz4Encoder(5);
            case LZ4_1M -> new Lz4Encoder(6);
            case LZ4_4M -> new Lz4Encoder(7);
            case ZSTD -> ZstdEncoder::encode;
        };
    }
}
