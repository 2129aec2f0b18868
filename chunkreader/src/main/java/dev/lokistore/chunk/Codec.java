package dev.lokistore.chunk;

import java.util.Locale;
import java.util.Optional;

/**
 * How a chunk's blocks and its symbol section are compressed: one stream of this codec each
 * ({@code formats/chunks-and-layout.md#22-encoding-byte-codec}). The lz4 codecs differ in the writer's frame block size
 * only; a reader takes that from the frame.
 */
public enum Codec {
    NONE(0, "none"),
    GZIP(1, "gzip"),
    LZ4_64K(3, "lz4-64k"),
    SNAPPY(4, "snappy"),
    LZ4_256K(5, "lz4-256k"),
    LZ4_1M(6, "lz4-1M"),
    /** Blocks of 4 MiB; the one that Loki since 2.0 just calls {@code lz4}. */
    LZ4_4M(7, "lz4"),
    FLATE(8, "flate"),
    ZSTD(9, "zstd");

    private final int id;
    private final String lokiName;

    Codec(int id, String lokiName) {
        this.id = id;
        this.lokiName = lokiName;
    }

    /** The encoding byte of the payload. */
    public int id() {
        return id;
    }

    /** As {@code chunk_encoding} in Loki's configuration. */
    public String lokiName() {
        return lokiName;
    }

    public static Optional<Codec> ofId(int id) {
        for (Codec codec : values()) {
            if (codec.id == id) {
                return Optional.of(codec);
            }
        }
        return Optional.empty();
    }

    /** By {@link #lokiName()}, in any case, as Loki does; {@code lz4-4M} too. */
    public static Optional<Codec> ofName(String name) {
        String wanted = name.toLowerCase(Locale.ROOT);
        for (Codec codec : values()) {
            if (codec.lokiName.toLowerCase(Locale.ROOT).equals(wanted)) {
                return Optional.of(codec);
            }
        }
        return wanted.equals("lz4-4m") ? Optional.of(LZ4_4M) : Optional.empty();
    }
}
