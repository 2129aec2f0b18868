package dev.lokistore.index;

/**
 * What became of a tenant's chunk rows while a table was written anew.
 *
 * @param read in all inputs together
 * @param duplicates of other rows, left out
 * @param dropped by edits, replaced ones among them
 * @param added by edits, in place of others
 */
public record RowTally(
        ReferenceDigest read, ReferenceDigest duplicates, ReferenceDigest dropped, ReferenceDigest added) {
    /** What must be in the outputs. */
    public ReferenceDigest left() {
        return read.without(duplicates).without(dropped).and(added);
    }

    /** Whether edits changed anything. */
    public boolean edited() {
        return dropped.count() > 0 || added.count() > 0;
    }
}
