package dev.lokistore.index.anatomy;

import org.jspecify.annotations.Nullable;

/**
 * A run of bytes that belong together.
 *
 * @param offset of the first, from the start of the file
 * @param length 1 or more
 * @param name what it is
 * @param meaning its value; may hold anything that a store does
 * @param ok whether it is what it must be; null where nothing tells
 */
public record Part(
        long offset,
        long length,
        String name,
        String meaning,
        @Nullable Boolean ok) {
    /** Where the next begins. */
    public long end() {
        return offset + length;
    }
}
