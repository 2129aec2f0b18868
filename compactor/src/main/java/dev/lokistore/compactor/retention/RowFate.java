package dev.lokistore.compactor.retention;

/** What retention does to a chunk's row in one table ({@code formats/compaction-retention-deletes.md#25}). */
public enum RowFate {
    /** Nothing. */
    KEEP,
    /** The table's day is past the period, the chunk is not: it lives on through the row in a later table. */
    DROP_ROW,
    /** The chunk is past its period: row and object go. */
    DELETE
}
