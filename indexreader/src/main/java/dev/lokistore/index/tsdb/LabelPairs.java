package dev.lokistore.index.tsdb;

import dev.lokistore.index.IndexSort;
import dev.lokistore.index.primitive.ByteStrings;
import dev.lokistore.index.primitive.LongNumbers;

/**
 * Every label name, value and pair of the files under construction, numbered as they come, at last ranked. Names and values
 * are bytes: what is no UTF-8 stays as it is. Memory grows with the number of different ones.
 */
final class LabelPairs {
    private final ByteStrings strings = new ByteStrings();
    private final LongNumbers pairs = new LongNumbers();
    private int[] stringRanks = {};
    private int[] stringsByRank = {};
    private int[] pairRanks = {};
    private int[] pairsByRank = {};

    ByteStrings strings() {
        return strings;
    }

    /** Of two strings' numbers. */
    int pairOf(int name, int value) {
        return pairs.numberOf((long) name << 32 | value);
    }

    int name(int pair) {
        return (int) (pairs.get(pair) >>> 32);
    }

    int value(int pair) {
        return (int) pairs.get(pair);
    }

    /** To be called when all are there, before ranks are asked for. */
    void rank() {
        stringsByRank = IndexSort.sort(strings.size(), strings::compare);
        stringRanks = inverse(stringsByRank);
        pairsByRank = IndexSort.sort(pairs.size(), this::comparePairs);
        pairRanks = inverse(pairsByRank);
    }

    private int comparePairs(int a, int b) {
        int names = Integer.compare(stringRanks[name(a)], stringRanks[name(b)]);
        return names != 0 ? names : Integer.compare(stringRanks[value(a)], stringRanks[value(b)]);
    }

    private static int[] inverse(int[] places) {
        int[] ranks = new int[places.length];
        for (int rank = 0; rank < ranks.length; rank++) {
            ranks[places[rank]] = rank;
        }
        return ranks;
    }

    int pairCount() {
        return pairs.size();
    }

    /** By name, then value. */
    int rankOfPair(int pair) {
        return pairRanks[pair];
    }

    int pairOfRank(int rank) {
        return pairsByRank[rank];
    }

    int rankOfString(int string) {
        return stringRanks[string];
    }

    int stringOfRank(int rank) {
        return stringsByRank[rank];
    }
}
