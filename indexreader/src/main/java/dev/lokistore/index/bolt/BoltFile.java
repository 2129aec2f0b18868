package dev.lokistore.index.bolt;

import dev.lokistore.chunk.ByteSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A bbolt database, read only. Layout: {@code formats/index-tables.md#2}. Only the meta pages carry checksums, so every
 * page is checked for its structure when it is read. Safe for use by several threads, each with its own cursors; does not
 * close the source, which must not change meanwhile.
 */
public final class BoltFile {
    private final ByteSource source;

    private BoltFile(ByteSource source) {
        this.source = source;
    }

    /**
     * Reads the meta pages, the header of the freelist and the names of the buckets.
     *
     * @param source the bare database, not gzipped; bytes behind the high-water mark are ignored
     * @throws dev.lokistore.chunk.CorruptDataException if neither meta page is valid, or sizes or pages contradict each
     *     other
     */
    public static BoltFile open(ByteSource source) throws IOException {
        return new BoltFile(source);
    }

    /** The source's name, which errors carry. */
    public String name() {
        return source.name();
    }

    /** The named buckets in byte order of their names; bounded by the size of the file. */
    public List<BoltBucket> buckets() {
        throw new UnsupportedOperationException();
    }

    public Optional<BoltBucket> bucket(String name) {
        throw new UnsupportedOperationException();
    }
}
