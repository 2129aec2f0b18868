package dev.lokistore.objectstore;

/**
 * A common prefix below which there is at least one object.
 *
 * @param prefix ends with {@code /}, counted from the store's root
 */
public record Folder(String prefix) implements ListEntry {
    public Folder {
        if (!prefix.endsWith("/")) {
            throw new IllegalArgumentException("a folder's prefix ends with '/': " + prefix);
        }
    }

    /** The last part of the prefix, without its slash. */
    public String name() {
        return prefix.substring(prefix.lastIndexOf('/', prefix.length() - 2) + 1, prefix.length() - 1);
    }
}
