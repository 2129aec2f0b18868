package dev.lokistore.compactor.guard;

import java.util.Locale;

/** What an operator must name before it is done: {@code --accept WHAT}. */
public enum Accept {
    /** Something younger than what is safe without further thought. */
    YOUNG,
    /** More than half of a tenant, or of the store. */
    HALF,
    /** All of a tenant, or of the store. */
    EVERYTHING,
    /** Objects below the index prefix that may be index files which nobody reads. */
    STRAYS,
    /** Chunks that cannot be decoded, or were not read to find that out. */
    BROKEN;

    /** As it is typed. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
