package dev.lokistore.compactor.index;

import dev.lokistore.index.IndexedSeries;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * Builds the files of a table from streams that come from elsewhere: in any order, in any number of parts, chunks twice or
 * not. The same streams give the same bytes. Not thread-safe.
 */
public interface TableBuilder extends Closeable {
    /**
     * Adds a stream's chunks; those that do not reach into the table's days are left out.
     *
     * @throws IllegalArgumentException if something is not known of it that the table holds
     */
    void add(IndexedSeries series) throws IOException;

    /** None of a tenant without chunks. Nothing can be added afterwards. To be called once. */
    List<BuiltFile> build() throws IOException;
}
