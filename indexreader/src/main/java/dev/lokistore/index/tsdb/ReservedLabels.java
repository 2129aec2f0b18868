package dev.lokistore.index.tsdb;

/** Labels that are not part of a stream: a selector sees them as absent. */
final class ReservedLabels {
    /** Whose a series is, in files of several tenants ({@code formats/index-tables.md#45-multi-tenant-files}). */
    static final String TENANT = "__loki_tenant__";

    static final String METRIC_NAME = "__name__";

    private ReservedLabels() {}

    static boolean contains(String name) {
        return name.equals(TENANT) || name.equals(METRIC_NAME);
    }
}
