package dev.lokistore.compactor.retention;

/** Why a chunk is still there. */
public enum Hindrance {
    /** {@code compactor.retention_enabled} is not true. */
    RETENTION_OFF,
    /** Its period is not over, or has no end. */
    NOT_DUE,
    /** By another rule that is for the stream too, or would be, it would be gone. */
    RULE_ORDER,
    /** The rule's period is shorter than the 24 h that Loki asks for. */
    MINIMUM_PERIOD,
    /** It reaches into a later day, so that an earlier table goes without it. */
    SPANS_LATER_DAY,
    /** A table that names it is not part of any schema period: the compactor leaves it alone. */
    TABLE_OUTSIDE_PERIODS,
    /** A table that names it was not compacted, which retention would have done first: the compactor does not get there. */
    TABLE_NOT_COMPACTED,
    /** Expired so recently that the compactor's next run, or the delay before objects are removed, is not over. */
    DELETE_DELAY,
    /** No table names it: nothing in Loki will ever remove it. */
    NO_INDEX_ENTRY
}
