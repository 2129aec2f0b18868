package dev.lokistore.index.layout;

/** What an object in a Loki store is, by its key ({@code formats/chunks-and-layout.md#41}). */
public enum ObjectKind {
    CHUNK,
    /** A file of an index table, whatever its name. */
    INDEX_FILE,
    /** Loki's delete requests: bbolt or SQLite, compressed. */
    DELETE_REQUESTS,
    /** The work list of the horizontally scaled compactor (3.6). */
    DELETION_MANIFEST,
    /** {@code loki_cluster_seed.json}. */
    CLUSTER_SEED,
    RULES,
    BLOOM,
    /** The experimental columnar format. */
    DATA_OBJECT,
    /** The write-ahead log of an experiment of 3.2 and 3.3. */
    EXPERIMENTAL_WAL,
    /** Lokistore's own: locks, journals, trash. */
    OWN,
    /** A key that ends with {@code /}. */
    DIRECTORY_MARKER,
    /** Not Loki's. */
    UNKNOWN
}
