package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.SeriesQuery;
import java.io.IOException;
import java.util.List;

/**
 * A TSDB index file, formats 2 and 3 ({@code formats/index-tables.md#4-the-tsdb-index-file}). Whether it holds one
 * tenant or several is decided by its place in the table, so the caller says it by the method. Every checksum is
 * verified when its bytes are touched. Not thread-safe. Does not close the source.
 */
public final class TsdbFile {
    private TsdbFile() {}

    /** Opens with {@link TsdbLimits#DEFAULT}. */
    public static TsdbFile open(ByteSource source) throws IOException {
        return open(source, TsdbLimits.DEFAULT);
    }

    /**
     * Reads header, table of contents, symbols and the table of postings; no series.
     *
     * @throws dev.lokistore.chunk.CorruptDataException if one of them is not what the format says
     * @throws dev.lokistore.chunk.UnsupportedFormatException if the version is not 2 or 3
     */
    public static TsdbFile open(ByteSource source, TsdbLimits limits) throws IOException {
        throw new UnsupportedOperationException(source.name() + limits);
    }

    /** 2 or 3. */
    public int formatVersion() {
        throw new UnsupportedOperationException();
    }

    public TsdbToc toc() {
        throw new UnsupportedOperationException();
    }

    /** The tenants of a file from a table's root, in order; series that name no tenant are not among them. */
    public List<TenantId> tenants() throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Series of a file from a table's root, where each names its tenant; those that name none are left out. */
    public TsdbSeriesCursor series(SeriesQuery query) throws IOException {
        throw new UnsupportedOperationException(query.toString());
    }

    /** Series of a file from {@code owner}'s folder; none if the query does not want that tenant. */
    public TsdbSeriesCursor seriesOf(TenantId owner, SeriesQuery query) throws IOException {
        throw new UnsupportedOperationException(owner + query.toString());
    }
}
