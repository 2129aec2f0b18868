package dev.lokistore.chunk;

import java.util.Arrays;

/**
 * An entry of a merge, apart from the block that it was in.
 *
 * @param pairs names and values in turn, by the numbers of the merge
 */
record MergeEntry(int source, byte[] line, int[] pairs) {
    static MergeEntry of(MergeLane lane) throws CorruptDataException {
        BlockEntries entry = lane.entry();
        byte[] line = Arrays.copyOfRange(entry.bytes(), entry.lineOffset(), entry.lineOffset() + entry.lineLength());
        return new MergeEntry(lane.source(), line, lane.pairs());
    }

    /** The pairs in an order that does not depend on how they are stored. */
    static long[] canonical(int[] pairs) {
        long[] sorted = new long[pairs.length / 2];
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = (long) pairs[2 * i] << 32 | pairs[2 * i + 1];
        }
        Arrays.sort(sorted);
        return sorted;
    }

    static boolean samePairs(int[] one, int[] other) {
        return one.length == other.length
                && (Arrays.equals(one, other) || Arrays.equals(canonical(one), canonical(other)));
    }
}
