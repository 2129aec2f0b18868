package dev.lokistore.index.bolt;

import java.io.IOException;

/** Rows in unsigned byte order of their keys, one at a time, each valid until the cursor moves. Not thread-safe. */
public interface RowCursor extends Row {
    /**
     * Moves to the next row.
     *
     * @return false at the end
     */
    boolean next() throws IOException;
}
