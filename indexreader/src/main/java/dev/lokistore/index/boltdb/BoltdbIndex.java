package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.Problems;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;

/**
 * All boltdb files of one table as one index: label rows and chunk rows of a series may lie in different files, so none is
 * read alone ({@code formats/index-tables.md#5.1}). Safe for use by several threads, each with its own cursors. Holds no
 * resources between calls; the files stay open for as long as it is used.
 */
public final class BoltdbIndex {
    private final List<BoltdbFile> files;
    private final Path temporaryFolder;

    /** @param temporaryFolder takes the labels of a query that do not fit in memory; emptied when its cursor is closed */
    public BoltdbIndex(List<BoltdbFile> files, Path temporaryFolder) {
        this.files = List.copyOf(files);
        this.temporaryFolder = temporaryFolder;
    }

    /**
     * The wanted series, each once, with the union of their chunks over all files and days, ordered by tenant and then
     * by the series' id (a hash of the labels). Equality, set and other matchers that do not match the empty string are
     * looked up; without one all rows of the wanted tenants are read.
     *
     * @param problems told once a call of each file that is corrupt, which is left out from there on
     */
    public SeriesCursor series(SeriesQuery query, Problems problems) throws IOException {
        throw new UnsupportedOperationException(files + " " + temporaryFolder);
    }

    /** All tenants that have chunk or label rows. Reads a small part of the files. */
    public SortedSet<TenantId> tenants(Problems problems) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** What the rows tell of the schema they were written with. Reads a small part of the files. */
    public BoltdbEvidence evidence(Problems problems) throws IOException {
        throw new UnsupportedOperationException();
    }
}
