package dev.lokistore.chunk;

/** What becomes of the entries of a chunk that is edited. Used by one thread; depends on nothing but the entry. */
public interface EntryRule {
    /** What becomes of an entry. */
    enum Fate {
        KEEP,
        REMOVE,
        /** Its line becomes {@link EntryRule#line()}; time and metadata stay. */
        CHANGE
    }

    /** Decides on the entry that the cursor is at. */
    Fate of(EntryCursor entry);

    /** The new line of the entry that was decided on last, after {@link Fate#CHANGE}. */
    default byte[] line() {
        throw new IllegalStateException("this rule changes no lines");
    }
}
