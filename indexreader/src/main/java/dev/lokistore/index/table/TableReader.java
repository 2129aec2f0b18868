package dev.lokistore.index.table;

import dev.lokistore.index.Problems;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.objectstore.ObjectReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/**
 * All files of one table as one index: their union without duplicates. Files are downloaded when a query first needs
 * them and kept, in memory or as temporary files, until the reader is closed. A file that is broken or cannot be read is
 * reported once, under its key, and left out; the others go on. Not thread-safe; closing deletes the temporary files.
 */
public final class TableReader implements Closeable {
    private TableReader() {}

    /** Opens with {@link TableOptions#DEFAULT}. */
    public static TableReader open(Table table, ObjectReader reader, Path temporary, Problems problems) {
        return open(table, reader, temporary, problems, TableOptions.DEFAULT);
    }

    /**
     * Reads nothing yet.
     *
     * @param temporary a folder that exists; names in it are made by us, never taken from the store
     */
    public static TableReader open(
            Table table, ObjectReader reader, Path temporary, Problems problems, TableOptions options) {
        throw new UnsupportedOperationException(table.name() + reader + temporary + problems + options);
    }

    public Table table() {
        throw new UnsupportedOperationException();
    }

    /**
     * The series of all files. A chunk comes once in its series. In a table of TSDB files only, the order is tenant,
     * fingerprint (unsigned), labels; else there is none to rely on.
     *
     * <p>A file in which a fault shows while it is read is left out from there on.
     *
     * @throws IOException if the store as a whole fails (not reachable, credentials) or the local disk does
     */
    public SeriesCursor series(SeriesQuery query) throws IOException {
        throw new UnsupportedOperationException(query.toString());
    }

    @Override
    public void close() throws IOException {}
}
