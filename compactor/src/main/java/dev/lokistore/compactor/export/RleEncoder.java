package dev.lokistore.compactor.export;

/** Parquet's hybrid of runs and bit-packed groups of eight, for small numbers. */
final class RleEncoder {
    private static final int GROUP = 8;

    private RleEncoder() {}

    /** Bits that the largest of the values needs. */
    static int width(int largest) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(largest);
    }

    /** @param width bits of each value, 0 to 32 */
    static void encode(int[] values, int from, int to, int width, TextBuffer out) {
        int at = from;
        while (at < to) {
            int run = run(values, at, to);
            if (run >= GROUP) {
                out.putVarint((long) run << 1);
                for (int shift = 0; shift < width; shift += Byte.SIZE) {
                    out.put((byte) (values[at] >>> shift));
                }
                at += run;
                continue;
            }
            int end = at;
            // groups until a run begins; the last one may be filled up
            while (end < to && run(values, end, to) < GROUP) {
                end = Math.min(to, end + GROUP);
            }
            pack(values, at, end, width, out);
            at = end;
        }
    }

    private static int run(int[] values, int at, int to) {
        int end = at + 1;
        while (end < to && values[end] == values[at]) {
            end++;
        }
        return end - at;
    }

    private static void pack(int[] values, int from, int to, int width, TextBuffer out) {
        int groups = (to - from + GROUP - 1) / GROUP;
        out.putVarint((long) groups << 1 | 1);
        long bits = 0;
        int count = 0;
        for (int i = from; i < from + groups * GROUP; i++) {
            bits |= (i < to ? values[i] & 0xffffffffL : 0) << count;
            count += width;
            while (count >= Byte.SIZE) {
                out.put((byte) bits);
                bits >>>= Byte.SIZE;
                count -= Byte.SIZE;
            }
        }
    }
}
