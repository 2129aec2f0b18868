package dev.lokistore.index.pack;

import java.io.IOException;

/** Byte strings in the order they were written, readable in any order. Safe for use by several threads. */
public interface Blobs {
    /** For errors. */
    String name();

    int count();

    /** @param index below {@link #count()} */
    byte[] read(int index) throws IOException;
}
