package dev.lokistore.compactor.replay;

/**
 * A point between two entries of a source. It remembers the last entries before it that share one time stamp, so that going
 * on there proves that the source still holds them.
 *
 * @param entries before it
 * @param timestampNanos of the entry before it
 * @param equalTimes how many entries in a row, up to it, have that time stamp; 0 at the start
 * @param digest of those entries
 */
public record Position(long entries, long timestampNanos, long equalTimes, String digest) {
    /** Before the first entry. */
    public static final Position START = new Position(0, 0, 0, "");

    Position after(ReplayEntry entry) {
        boolean sameTime = equalTimes > 0 && entry.timestampNanos() == timestampNanos;
        return new Position(
                entries + 1,
                entry.timestampNanos(),
                sameTime ? equalTimes + 1 : 1,
                EntryDigest.chain(sameTime ? digest : "", entry));
    }
}
