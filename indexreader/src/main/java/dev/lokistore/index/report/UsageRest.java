package dev.lokistore.index.report;

/**
 * What rows leave out.
 *
 * @param groups that would have had a row
 * @param storedBytes of these
 */
public record UsageRest(long groups, long storedBytes) {
    public static final UsageRest NONE = new UsageRest(0, 0);

    UsageRest plus(UsageRest other) {
        return new UsageRest(groups + other.groups, storedBytes + other.storedBytes);
    }
}
