package dev.lokistore.index.primitive;

import java.util.Random;

/**
 * Numbers distinct things by a hash of each, in open addressing; who uses it keeps the things. The hash is seeded, so that
 * whoever writes labels cannot make them collide; numbers do not depend on it.
 */
final class Numbering {
    /** Whether the thing looked for is the one of that number. */
    interface Same {
        boolean as(int number);
    }

    private static final long MIX = 0x9e3779b97f4a7c15L;

    private final long seed = new Random().nextLong();
    private int[] numbers = new int[64]; // + 1; 0 is free
    private long[] hashes = new long[64];
    private int size;

    long seed() {
        return seed;
    }

    static long mix(long hash) {
        long mixed = (hash ^ hash >>> 32) * MIX;
        return mixed ^ mixed >>> 29;
    }

    /** The number that has the hash and is the same, or -1. */
    int find(long hash, Same same) {
        int mask = numbers.length - 1;
        for (int slot = (int) hash & mask; numbers[slot] != 0; slot = slot + 1 & mask) {
            if (hashes[slot] == hash && same.as(numbers[slot] - 1)) {
                return numbers[slot] - 1;
            }
        }
        return -1;
    }

    /** Gives the next number to a thing that was not found. */
    int add(long hash) {
        if (size * 2L >= numbers.length) {
            grow();
        }
        put(numbers, hashes, ++size, hash);
        return size - 1;
    }

    private static void put(int[] numbers, long[] hashes, int stored, long hash) {
        int mask = numbers.length - 1;
        int slot = (int) hash & mask;
        while (numbers[slot] != 0) {
            slot = slot + 1 & mask;
        }
        numbers[slot] = stored;
        hashes[slot] = hash;
    }

    private void grow() {
        int[] more = new int[Math.multiplyExact(numbers.length, 2)];
        long[] moreHashes = new long[more.length];
        for (int slot = 0; slot < numbers.length; slot++) {
            if (numbers[slot] != 0) {
                put(more, moreHashes, numbers[slot], hashes[slot]);
            }
        }
        numbers = more;
        hashes = moreHashes;
    }
}
