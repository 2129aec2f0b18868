package dev.lokistore.compactor.plan;

import dev.lokistore.index.table.Table;

/**
 * Where an index table lies.
 *
 * @param indexPrefix ends with {@code /}
 * @param name of the table
 * @param firstDay days since the epoch
 * @param lastDay days since the epoch, inclusive
 */
public record TableFolder(String indexPrefix, String name, long firstDay, long lastDay) {
    public TableFolder {
        if (!indexPrefix.endsWith("/") || indexPrefix.startsWith("/") || name.isEmpty() || name.contains("/")) {
            throw new IllegalArgumentException("'" + indexPrefix + name + "' is no table");
        }
        if (firstDay > lastDay) {
            throw new IllegalArgumentException("table " + name + " ends before it begins");
        }
    }

    /** @throws IllegalArgumentException if the table has no file to tell its place */
    public static TableFolder of(Table table) {
        if (table.files().isEmpty()) {
            throw new IllegalArgumentException("table " + table.name() + " has no files");
        }
        String folder = table.files().get(0).tableFolder();
        String prefix = folder.substring(0, folder.length() - table.name().length() - 1);
        return new TableFolder(prefix, table.name(), table.firstDay(), table.lastDay());
    }

    /** The prefix of all its objects; ends with {@code /}. */
    public String path() {
        return indexPrefix + name + "/";
    }
}
