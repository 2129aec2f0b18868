package dev.lokistore.index.logql;

/** What a line filter looks for. Safe for use by several threads. */
sealed interface LinePattern permits SubstringPattern, RegexPattern {
    /** Found nowhere. */
    long NONE = -1;

    boolean isIn(byte[] buffer, int offset, int length);

    /**
     * The first occurrence at or after {@code from}, counted from {@code offset}.
     *
     * @return start in the upper, end in the lower 32 bits, both counted from {@code offset}; or {@link #NONE}
     */
    long find(byte[] buffer, int offset, int length, int from);

    static long span(int start, int end) {
        return (long) start << 32 | end;
    }

    static int start(long span) {
        return (int) (span >>> 32);
    }

    static int end(long span) {
        return (int) span;
    }
}
