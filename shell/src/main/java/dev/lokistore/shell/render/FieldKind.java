package dev.lokistore.shell.render;

/** What a field's value means, and so which Java type it has and how each format shows it. */
public enum FieldKind {
    /** {@code String}. */
    TEXT,
    /** {@code String} that people copy to use it in the next command: never cut. */
    KEY,
    /** {@code Number}, a whole one, shown with digit groups to people. */
    COUNT,
    /** {@code Long}, bytes; people get KiB and MiB. */
    BYTES,
    /** {@code Long}, ms since the epoch; RFC 3339 with three digits. */
    MILLIS,
    /** {@code Long}, ns since the epoch; RFC 3339 with nine digits. */
    NANOS,
    /** {@code Double} from 0 to 1; people get per cent. */
    SHARE,
    /** {@code Boolean}. */
    FLAG,
    /** {@code Map<String, String>}; people get a LogQL selector. */
    LABELS,
    /** {@code List<String>}. */
    LIST,
    /** {@code List<Map<String, Object>>}, records inside a record, made by {@link RecordView#asMap}. */
    RECORDS;

    /** Whether columns of this kind are aligned to the right. */
    boolean numeric() {
        return this == COUNT || this == BYTES || this == SHARE;
    }
}
