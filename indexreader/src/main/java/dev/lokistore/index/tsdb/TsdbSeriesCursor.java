package dev.lokistore.index.tsdb;

import dev.lokistore.index.SeriesCursor;

/** The series of one TSDB file, ordered by tenant, fingerprint (unsigned) and labels. */
public interface TsdbSeriesCursor extends SeriesCursor {
    /** Of the current series, unsigned. */
    long fingerprint();
}
