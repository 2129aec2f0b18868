package dev.lokistore.index.report;

import dev.lokistore.chunk.Labels;
import java.util.Arrays;

/**
 * Hashes of 128 bits of a stream's labels, and their sum, which does not depend on the order: a label can be taken away
 * again. One object serves many streams, one after the other.
 */
final class LabelHashes {
    private static final long PRIME = 0x9E3779B97F4A7C15L;
    /** No char has this number: the end of one text and the start of the next stay apart. */
    private static final int END = 1 << 16;

    private long[] pairs = new long[32];
    private long high;
    private long low;

    void of(Labels labels) {
        if (pairs.length < 2 * labels.size()) {
            pairs = Arrays.copyOf(pairs, 4 * labels.size());
        }
        high = 0;
        low = 0;
        for (int i = 0; i < labels.size(); i++) {
            hash(i, labels.name(i), labels.value(i));
            high += pairs[2 * i];
            low += pairs[2 * i + 1];
        }
    }

    private void hash(int label, String name, String value) {
        long a = PRIME;
        long b = ~PRIME;
        for (int i = 0; i <= name.length(); i++) {
            int c = i < name.length() ? name.charAt(i) : END;
            a = mix(a, c);
            b = mix(b, c);
        }
        for (int i = 0; i < value.length(); i++) {
            a = mix(a, value.charAt(i));
            b = mix(b, value.charAt(i));
        }
        pairs[2 * label] = avalanche(a);
        pairs[2 * label + 1] = avalanche(b);
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

    /** Of one label. */
    long high(int label) {
        return pairs[2 * label];
    }

    /** Of one label. */
    long low(int label) {
        return pairs[2 * label + 1];
    }

    /** Of all labels. */
    long high() {
        return high;
    }

    /** Of all labels. */
    long low() {
        return low;
    }
}
