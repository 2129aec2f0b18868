package dev.lokistore.index.bolt;

import java.io.IOException;

/** Rows in unsigned byte order of their keys, one at a time. Not thread-safe. */
public interface RowCursor {
    /**
     * Moves to the next row.
     *
     * @return false at the end
     */
    boolean next() throws IOException;

    /** Holds the key and the value until the cursor moves; must not be changed. */
    byte[] buffer();

    int keyOffset();

    int keyLength();

    int valueOffset();

    int valueLength();

    /** Where the key starts in the file, in bytes; for messages. */
    long position();

    /** The file's name, for messages. */
    String file();
}
