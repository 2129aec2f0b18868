package dev.lokistore.chunk;

import java.util.Arrays;

/**
 * Where the entries of a block begin, so that they can be visited from the last. Remembers every 32nd place and finds the
 * others when they are wanted, so that a block of the shortest entries does not need more memory than itself.
 */
final class EntryIndex {
    private static final int GROUP = 32;

    private int[] groupStarts = new int[64];
    private final int[] starts = new int[GROUP];
    private int entries;
    private int remaining;

    void clear() {
        entries = 0;
        remaining = 0;
    }

    /** Notes an entry in stored order. */
    void add(int start) {
        if (entries % GROUP == 0) {
            int group = entries / GROUP;
            if (group == groupStarts.length) {
                groupStarts = Arrays.copyOf(groupStarts, group * 2);
            }
            groupStarts[group] = start;
        }
        entries++;
        remaining = entries;
    }

    /** Moves to the entry before the one of the last call, the last one first; false before the first. */
    boolean previous(BlockEntries block) throws CorruptDataException {
        if (remaining == 0) {
            return false;
        }
        int index = --remaining;
        int inGroup = index % GROUP;
        if (inGroup == GROUP - 1 || index == entries - 1) {
            block.seek(groupStarts[index / GROUP]);
            for (int i = 0; i < inGroup; i++) {
                starts[i] = block.index();
                block.advance();
            }
            starts[inGroup] = block.index();
        }
        block.seek(starts[inGroup]);
        return block.advance();
    }
}
