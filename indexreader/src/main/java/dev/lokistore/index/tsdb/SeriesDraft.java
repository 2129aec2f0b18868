package dev.lokistore.index.tsdb;

import org.jspecify.annotations.Nullable;

/** A series of a file under construction: its labels as numbers of pairs, and where the spool has its chunks. */
final class SeriesDraft {
    /** A run of rows in the spool. */
    record Run(long first, int count, @Nullable Run before) {}

    final long fingerprint;

    /** Numbers while series come in, ranks from the writing on. */
    int[] pairs;

    @Nullable
    Run chunks;

    SeriesDraft(long fingerprint, int[] pairs) {
        this.fingerprint = fingerprint;
        this.pairs = pairs;
    }
}
