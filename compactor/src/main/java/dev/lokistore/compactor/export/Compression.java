package dev.lokistore.compactor.export;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** How files are compressed: text as a whole, Parquet page by page. */
public enum Compression {
    NONE(""),
    GZIP(".gz"),
    ZSTD(".zst");

    private static final int BUFFER_BYTES = 64 << 10;
    /** The level that keeps up with reading chunks. */
    static final int ZSTD_LEVEL = 1;

    private final String suffix;

    Compression(String suffix) {
        this.suffix = suffix;
    }

    /** Of names of text files. */
    String suffix() {
        return suffix;
    }

    /** A stream that ends a frame when it is closed; frames may follow each other in a file. */
    OutputStream into(OutputStream out) throws IOException {
        return switch (this) {
            case NONE -> out;
            case GZIP -> new GZIPOutputStream(out, BUFFER_BYTES);
            case ZSTD -> new ZstdOutputStream(out, ZSTD_LEVEL).setChecksum(true);
        };
    }
}
