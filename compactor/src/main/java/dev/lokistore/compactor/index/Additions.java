package dev.lokistore.compactor.index;

import dev.lokistore.index.SeriesSource;
import dev.lokistore.index.boltdb.BoltdbWriter;
import dev.lokistore.index.table.IndexKind;

/**
 * Streams to go into a table beside what its files hold; what is in it already is not there twice.
 *
 * @param kind of the files they go into
 * @param layout of boltdb files
 * @param series with labels and, for TSDB, volumes; chunks that do not reach into the table's days are left out
 */
public record Additions(IndexKind kind, BoltdbWriter.Layout layout, SeriesSource series) {
    public static final Additions NONE = new Additions(IndexKind.TSDB, BoltdbWriter.Layout.COMMON, SeriesSource.NONE);

    public static Additions tsdb(SeriesSource series) {
        return new Additions(IndexKind.TSDB, BoltdbWriter.Layout.COMMON, series);
    }

    public static Additions boltdb(BoltdbWriter.Layout layout, SeriesSource series) {
        return new Additions(IndexKind.BOLTDB, layout, series);
    }

    boolean areOf(IndexKind other) {
        return series != SeriesSource.NONE && kind == other;
    }
}
