package dev.lokistore.index.health;

import java.util.Locale;

/** What can be wrong with an index table, as its listing shows it; the more urgent first. */
public enum TableFault {
    /** Objects that are no well-named index files: one that does not open makes Loki's queries of the table fail. */
    STRAY_FILES,
    /** Index files without a byte: Loki cannot open them. */
    EMPTY_FILES,
    /** Files of both kinds of index: Loki opens one kind and fails on the other. */
    MIXED_KINDS,
    /** Files of the other kind than the schema period's. */
    WRONG_KIND,
    /** No schema period gives the table its name: Loki passes it over. */
    OUTSIDE_SCHEMA,
    /** It begins later than Loki takes entries for. */
    FUTURE,
    /** Uploads wait longer than a compactor at work lets them. */
    UNCOMPACTED;

    /** {@code stray-files}, as data has it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code stray files}, as people read it. */
    public String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
