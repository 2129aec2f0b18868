package dev.lokistore.index.tsdb;

import dev.lokistore.index.IndexSort;
import dev.lokistore.index.primitive.LongNumbers;
import java.util.Arrays;

/**
 * Which label pairs a file's series have, and a sum over the references of the series of each: what the postings lists must
 * say. 30 bytes a pair. Pairs are of symbols, whose order is that of the strings.
 */
final class PairTally {
    private static final long MIX = 0x9e3779b97f4a7c15L;

    private final LongNumbers pairs = new LongNumbers();
    private int[] counts = new int[64];
    private long[] sums = new long[64];

    void add(int nameSymbol, int valueSymbol, long reference) {
        int pair = pairs.numberOf((long) nameSymbol << 32 | valueSymbol);
        if (pair == counts.length) {
            counts = Arrays.copyOf(counts, 2 * pair);
            sums = Arrays.copyOf(sums, 2 * pair);
        }
        counts[pair]++;
        sums[pair] += mix(reference);
    }

    /** Of a list's references, to be added up. */
    static long mix(long reference) {
        long mixed = (reference + MIX) * MIX;
        mixed = (mixed ^ mixed >>> 32) * MIX;
        return mixed ^ mixed >>> 29;
    }

    /** Numbers of pairs, by name, then value. */
    int[] sorted() {
        return IndexSort.sort(pairs.size(), (a, b) -> Long.compare(pairs.get(a), pairs.get(b)));
    }

    int name(int pair) {
        return (int) (pairs.get(pair) >>> 32);
    }

    int value(int pair) {
        return (int) pairs.get(pair);
    }

    /** Series that have it. */
    int count(int pair) {
        return counts[pair];
    }

    /** Of {@link #mix} of their references. */
    long sum(int pair) {
        return sums[pair];
    }
}
