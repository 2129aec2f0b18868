package dev.lokistore.index.report;

/** A set of 128-bit hashes: 16 bytes each, at a load of a half to a quarter. Not thread-safe. */
final class LongPairSet {
    private static final int FIRST_CAPACITY = 64;

    private long[] slots = new long[2 * FIRST_CAPACITY];
    private long size;

    long size() {
        return size;
    }

    /** @return whether it was not there before */
    boolean add(long high, long low) {
        // all zero marks a free slot
        long second = (high | low) == 0 ? 1 : low;
        if (!insert(slots, high, second)) {
            return false;
        }
        size++;
        // beyond the largest array the set gets slow, not wrong, until it is full
        if (size * 4 > slots.length && slots.length <= 1 << 29) {
            grow();
        }
        return true;
    }

    private static int slot(long low, int mask) {
        return (int) (low ^ low >>> 32) & mask;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (int i = 0; i < slots.length; i += 2) {
            if ((slots[i] | slots[i + 1]) != 0) {
                insert(larger, slots[i], slots[i + 1]);
            }
        }
        slots = larger;
    }

    private static boolean insert(long[] slots, long high, long low) {
        int mask = slots.length / 2 - 1;
        int at = slot(low, mask);
        while (true) {
            long h = slots[2 * at];
            long l = slots[2 * at + 1];
            if ((h | l) == 0) {
                slots[2 * at] = high;
                slots[2 * at + 1] = low;
                return true;
            }
            if (h == high && l == low) {
                return false;
            }
            at = (at + 1) & mask;
        }
    }
}
