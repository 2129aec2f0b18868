package dev.lokistore.index.table;

import dev.lokistore.objectstore.ObjectInfo;

/**
 * An object below the index prefix that is no well-named index file.
 *
 * @param reason for people
 */
public record Stray(ObjectInfo object, Why why, String reason) {
    /** What it is instead. */
    public enum Why {
        /** Loki's delete requests; belongs there. */
        DELETE_REQUESTS,
        /** Too high or too deep: makes listings of many Loki versions fail ({@code formats/index-tables.md#13-object-keys}). */
        WRONG_DEPTH,
        /** In a folder whose name is no table's. */
        FOREIGN_FOLDER,
        /** In a table, under a folder that cannot be a tenant's. */
        NO_TENANT,
        /** An index file by its place, under a name that no Loki gives there. */
        ODD_NAME,
        /** An index file beside one of the same name with {@code .gz}: Loki keeps both under one local name. */
        NAME_TWICE
    }
}
