package dev.lokistore.index.anatomy;

import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * The parts of one file, from front to back; together they are all of its bytes. What cannot be told is a part too. Stops at
 * no fault. Holds the file.
 */
public abstract sealed class Anatomy permits ChunkAnatomy, BlockAnatomy, BoltAnatomy, TsdbAnatomy {
    private static final int TSDB_MAGIC = 0xbaaad700;
    private static final int BOLT_MAGIC = 0xedda0ced;
    private static final int BOLT_MAGIC_AT = 16;
    private static final int LARGEST_PAGE = 1 << 20;
    private static final int SMALLEST_PAGE = 1024;

    private final String name;
    private final byte[] bytes;

    Anatomy(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    /**
     * Finds out by its bytes what it is. What is no index file is looked at as a chunk.
     *
     * @param bytes not compressed, if it is an index file; must not change afterwards
     * @throws CorruptDataException if it is nothing of these
     */
    public static Anatomy of(String name, byte[] bytes) throws IOException {
        Bytes all = new Bytes(name, bytes);
        if (bytes.length >= Integer.BYTES && all.i32be(0) == TSDB_MAGIC) {
            return new TsdbAnatomy(name, bytes);
        }
        if (isBolt(all, 0)) {
            return new BoltAnatomy(name, bytes);
        }
        for (int page = SMALLEST_PAGE; page <= LARGEST_PAGE; page *= 2) {
            if (isBolt(all, page)) {
                return new BoltAnatomy(name, bytes);
            }
        }
        return new ChunkAnatomy(name, bytes);
    }

    private static boolean isBolt(Bytes all, int page) {
        int at = page + BOLT_MAGIC_AT;
        return at + Integer.BYTES <= all.size() && all.i32be(at) == BOLT_MAGIC;
    }

    /** {@code chunk}, {@code block}, {@code bbolt} or {@code tsdb}. */
    public abstract String kind();

    final String name() {
        return name;
    }

    /** Of the whole file; not to be modified. */
    public final byte[] bytes() {
        return bytes;
    }

    /** The large parts: sections, pages, blocks. */
    public final void outline(Consumer<Part> sink) {
        Seamless all = new Seamless(0, bytes.length, sink);
        outlineParts(all);
        all.finish();
    }

    /**
     * The smallest parts that have a byte in {@code [from, to)}.
     *
     * @param from 0 or more
     * @param to cut at the end of the file
     */
    public final void detail(long from, long to, Consumer<Part> sink) {
        Seamless some = new Seamless(from, Math.min(to, bytes.length), sink);
        detailParts(some);
        some.finish();
    }

    abstract void outlineParts(Seamless sink);

    abstract void detailParts(Seamless sink);
}
