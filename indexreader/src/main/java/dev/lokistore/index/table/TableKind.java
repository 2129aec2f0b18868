package dev.lokistore.index.table;

import java.util.Locale;

/** Which kinds of index files a table holds. */
public enum TableKind {
    BOLTDB,
    TSDB,
    /** Both; no Loki writes that on purpose, a changed configuration under one table prefix does. */
    MIXED;

    /** {@code boltdb}, {@code tsdb} or {@code mixed}, as reports print it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
