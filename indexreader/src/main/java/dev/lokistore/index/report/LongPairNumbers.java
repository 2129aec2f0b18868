package dev.lokistore.index.report;

import java.util.Arrays;

/** Numbers 128-bit hashes from 0 in the order in which they come; 20 bytes each, at a load of a half to a quarter. */
final class LongPairNumbers {
    static final int NONE = -1;

    private static final int FIRST_CAPACITY = 64;

    private long[] pairs = new long[2 * FIRST_CAPACITY];
    /** One more than the number; 0 in a free place. */
    private int[] numbers = new int[FIRST_CAPACITY];

    private int size;

    int size() {
        return size;
    }

    /** The number of the hash, which it gets if it has none yet: then it is the {@link #size()} of before. */
    int number(long high, long low) {
        int place = place(high, low);
        if (numbers[place] == 0) {
            if (2 * (size + 1) > numbers.length) {
                grow();
                place = place(high, low);
            }
            put(place, high, low, ++size);
        }
        return numbers[place] - 1;
    }

    /** The number of the hash; {@link #NONE} if it has none. */
    int find(long high, long low) {
        return numbers[place(high, low)] - 1;
    }

    void clear() {
        Arrays.fill(numbers, 0);
        size = 0;
    }

    /** Where the hash is, or belongs. */
    private int place(long high, long low) {
        int mask = numbers.length - 1;
        int place = (int) (low ^ low >>> 32) & mask;
        while (numbers[place] != 0 && (pairs[2 * place] != high || pairs[2 * place + 1] != low)) {
            place = place + 1 & mask;
        }
        return place;
    }

    private void put(int place, long high, long low, int number) {
        pairs[2 * place] = high;
        pairs[2 * place + 1] = low;
        numbers[place] = number;
    }

    private void grow() {
        long[] oldPairs = pairs;
        int[] oldNumbers = numbers;
        pairs = new long[2 * oldPairs.length];
        numbers = new int[2 * oldNumbers.length];
        for (int i = 0; i < oldNumbers.length; i++) {
            if (oldNumbers[i] != 0) {
                put(place(oldPairs[2 * i], oldPairs[2 * i + 1]), oldPairs[2 * i], oldPairs[2 * i + 1], oldNumbers[i]);
            }
        }
    }
}
