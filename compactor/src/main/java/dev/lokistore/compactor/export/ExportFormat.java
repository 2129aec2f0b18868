package dev.lokistore.compactor.export;

/** What files are made of. */
public enum ExportFormat {
    /** An object a line, as {@code cat -o jsonl} prints it. */
    JSONL("jsonl"),
    /** The bare lines. */
    RAW("log"),
    LOGFMT("logfmt"),
    /** RFC 4180 with a head line, as {@code cat -o csv} prints it. */
    CSV("csv"),
    /** Columns, for what reads columns. */
    PARQUET("parquet");

    private final String suffix;

    ExportFormat(String suffix) {
        this.suffix = suffix;
    }

    /** Of file names, without the dot. */
    String suffix() {
        return suffix;
    }

    /** Whether labels can have columns of their own. */
    public boolean hasColumns() {
        return this == CSV || this == PARQUET;
    }
}
