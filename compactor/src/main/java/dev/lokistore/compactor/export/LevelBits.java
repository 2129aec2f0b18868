package dev.lokistore.compactor.export;

import dev.lokistore.chunk.LittleEndian;
import java.util.Arrays;

/** Levels of 0 and 1, one bit each, as Parquet's hybrid of runs and bit-packed groups of eight takes them. */
final class LevelBits {
    private long[] words = new long[16];
    private int size;

    int size() {
        return size;
    }

    void add(int bit) {
        if (size == words.length * Long.SIZE) {
            words = Arrays.copyOf(words, 2 * words.length);
        }
        words[size >>> 6] |= (long) bit << size;
        size++;
    }

    void addOnes(int count) {
        for (int i = 0; i < count; i++) {
            add(1);
        }
    }

    void clear() {
        Arrays.fill(words, 0, wordsUsed(), 0);
        size = 0;
    }

    private int wordsUsed() {
        return (size + Long.SIZE - 1) / Long.SIZE;
    }

    /** The length in four bytes, then words of one and the same bit as runs, the others packed. */
    void encode(TextBuffer out) {
        int lengthAt = out.size();
        out.putInt32(0);
        int used = wordsUsed();
        int at = 0;
        while (at < used) {
            int start = at;
            long word = words[at];
            if (isRun(at)) {
                while (at < used && isRun(at) && (words[at] & 1) == (word & 1)) {
                    at++;
                }
                out.putVarint((long) (Math.min(size, at * Long.SIZE) - start * Long.SIZE) << 1)
                        .put((byte) (word & 1));
                continue;
            }
            while (at < used && !isRun(at)) {
                at++;
            }
            pack(start, at, out);
        }
        LittleEndian.putInt32(out.array(), lengthAt, out.size() - lengthAt - Integer.BYTES);
    }

    /** Whether all bits of the word are the same, as far as it is used. */
    private boolean isRun(int word) {
        int bits = Math.min(Long.SIZE, size - word * Long.SIZE);
        long ones = -1L >>> Long.SIZE - bits;
        return words[word] == 0 || words[word] == ones;
    }

    /** The last group may be filled up. */
    private void pack(int from, int to, TextBuffer out) {
        int groups = (Math.min(size, to * Long.SIZE) - from * Long.SIZE + Byte.SIZE - 1) / Byte.SIZE;
        out.putVarint((long) groups << 1 | 1);
        for (int group = 0; group < groups; group++) {
            out.put((byte) (words[from + group / Long.BYTES] >>> group % Long.BYTES * Byte.SIZE));
        }
    }
}
