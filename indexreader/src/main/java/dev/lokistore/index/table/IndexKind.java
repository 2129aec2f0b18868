package dev.lokistore.index.table;

/** What an index file is inside. */
public enum IndexKind {
    /** A bbolt database with Loki's rows ({@code formats/index-tables.md#3-boltdb-index-schema-v9--v13}). */
    BOLTDB,
    /** A TSDB index ({@code formats/index-tables.md#4-the-tsdb-index-file}). */
    TSDB
}
