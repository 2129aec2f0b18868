package dev.lokistore.index.report;

/**
 * 128 bits that stand for a text, a label or a sum of labels. Sums do not depend on the order, and a label that was added
 * can be taken away again.
 */
record Hash128(long high, long low) {
    static final Hash128 ZERO = new Hash128(0, 0);

    private static final long PRIME = 0x9E3779B97F4A7C15L;

    static Hash128 of(String name, String value) {
        return new Hash128(hash(name, value, PRIME), hash(name, value, ~PRIME));
    }

    Hash128 plus(Hash128 other) {
        return new Hash128(high + other.high, low + other.low);
    }

    Hash128 minus(Hash128 other) {
        return new Hash128(high - other.high, low - other.low);
    }

    private static long hash(String name, String value, long seed) {
        long hash = text(seed, name);
        return avalanche(text(hash, value));
    }

    private static long text(long seed, String text) {
        long hash = seed;
        for (int i = 0; i < text.length(); i++) {
            hash = mix(hash, text.charAt(i));
        }
        // no char has this number: the end of one text and the start of the next stay apart
        return mix(hash, 1 << 16);
    }

    private static long mix(long hash, long value) {
        long mixed = (hash ^ value) * PRIME;
        return mixed ^ mixed >>> 29;
    }

    /** So that sums of several do not meet: every bit depends on every other. */
    private static long avalanche(long hash) {
        long mixed = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }
}
