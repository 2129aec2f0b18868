package dev.lokistore.compactor.fsck;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.index.ReferenceDigest;

/**
 * One of several parts of a store's chunks, about equally large: together they are all. A chunk's part depends on nothing but
 * what names the chunk.
 *
 * @param number from 1
 * @param of how many
 */
public record Subset(int number, int of) {
    public static final Subset ALL = new Subset(1, 1);

    private static final int HASH_BITS = 32;
    private static final int MOST = 10_000;

    public Subset {
        if (of < 1 || of > MOST || number < 1 || number > of) {
            throw new IllegalArgumentException(
                    "'" + number + "/" + of + "' is no subset: n/t with t up to " + MOST + " and n from 1 to t");
        }
    }

    /** {@code n/t}. */
    public static Subset parse(String text) {
        int slash = text.indexOf('/');
        try {
            return new Subset(
                    Integer.parseInt(text.substring(0, Math.max(0, slash))),
                    Integer.parseInt(text.substring(slash + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is no subset: n/t, such as 3/7", e);
        }
    }

    public boolean holds(ChunkRef chunk) {
        long hash = ReferenceDigest.hash(chunk) >>> HASH_BITS;
        return hash >= start() && hash < end();
    }

    /** Of the hashes from 0 to 2^32. */
    long start() {
        return bound(number - 1);
    }

    /** Exclusive. */
    long end() {
        return bound(number);
    }

    private long bound(int part) {
        return ((long) part << HASH_BITS) / of;
    }

    @Override
    public String toString() {
        return number + "/" + of;
    }
}
