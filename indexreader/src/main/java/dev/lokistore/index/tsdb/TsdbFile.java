package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.UnsupportedFormatException;
import dev.lokistore.index.SeriesQuery;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A TSDB index file, formats 2 and 3 ({@code formats/index-tables.md#4-the-tsdb-index-file}). Whether it holds one tenant
 * or several is decided by its place in the table, so the caller says it by the method. Every checksum is verified when
 * its bytes are touched; label index regions never are, as in Loki. Not thread-safe, but several cursors may be open at
 * once. Does not close the source.
 */
public final class TsdbFile {
    /** First four bytes of every TSDB index. */
    public static final int MAGIC = 0xBAAAD700;

    private static final int HEADER = 5;
    private static final int OLDEST = 2;
    private static final int NEWEST = 3;
    private static final int MOST_TENANTS = 1 << 18;

    private final ByteSource source;
    private final TsdbLimits limits;
    private final int version;
    private final TsdbToc toc;
    private final Symbols symbols;
    private final PostingsTable postings;
    private final long seriesCount;

    private TsdbFile(ByteSource source, TsdbLimits limits, int version) throws IOException {
        this.source = source;
        this.limits = limits;
        this.version = version;
        this.toc = TsdbToc.read(source);
        long firstRecord = Math.min(Padding.align(toc.series(), Padding.RECORD), toc.labelIndices());
        Padding.check(source, toc.series(), firstRecord, "before the first series record");
        this.symbols = new Symbols(source, toc, limits);
        this.postings = new PostingsTable(source, toc, limits);
        this.seriesCount = PostingsList.size(source, toc, postings.allSeries());
        FingerprintTable.check(source, toc, seriesCount);
    }

    /** Opens with {@link TsdbLimits#DEFAULT}. */
    public static TsdbFile open(ByteSource source) throws IOException {
        return open(source, TsdbLimits.DEFAULT);
    }

    /**
     * Reads header, table of contents, symbols, the table of postings and the fingerprint table; no series.
     *
     * @throws CorruptDataException if one of them is not what the format says
     * @throws UnsupportedFormatException if the version is not 2 or 3
     */
    public static TsdbFile open(ByteSource source, TsdbLimits limits) throws IOException {
        int smallest = HEADER + TsdbToc.SIZE;
        if (source.size() < smallest) {
            throw new CorruptDataException(
                    source.name(), 0, "size of a TSDB index", "at least " + smallest + " bytes", source.size());
        }
        byte[] header = source.read(0, HEADER);
        int magic = BigEndian.int32(header, 0);
        if (magic != MAGIC) {
            throw new CorruptDataException(
                    source.name(), 0, "magic of a TSDB index", "%08x".formatted(MAGIC), "%08x".formatted(magic));
        }
        int version = header[4];
        if (version < OLDEST || version > NEWEST) {
            throw new UnsupportedFormatException(
                    source.name(), 4, "version of a TSDB index", OLDEST + " or " + NEWEST, version & 0xff);
        }
        return new TsdbFile(source, limits, version);
    }

    ByteSource source() {
        return source;
    }

    Symbols symbols() {
        return symbols;
    }

    PostingsTable postings() {
        return postings;
    }

    SeriesRecords records() {
        return records(toc.fromMillis(), toc.throughMillis());
    }

    /**
     * @param firstMillis no chunk may start before it
     * @param lastMillis no chunk may end after it
     */
    SeriesRecords records(long firstMillis, long lastMillis) {
        return new SeriesRecords(source, toc, version, symbols, limits, firstMillis, lastMillis);
    }

    /** 2 or 3. */
    public int formatVersion() {
        return version;
    }

    public TsdbToc toc() {
        return toc;
    }

    /** Series in the file, of all tenants. */
    public long seriesCount() {
        return seriesCount;
    }

    /**
     * The tenants of a file from a table's root, in order, 262,144 at most; series that name no tenant are not among them.
     */
    public List<TenantId> tenants() throws IOException {
        List<TenantId> tenants = new ArrayList<>();
        postings.values(ReservedLabels.TENANT, (value, list) -> {
            if (tenants.size() == MOST_TENANTS) {
                throw new CorruptDataException(
                        source.name(), list, "tenants in a file", "at most " + MOST_TENANTS, "more");
            }
            tenants.add(tenant(value, list));
        });
        Collections.sort(tenants);
        return tenants;
    }

    private TenantId tenant(String value, long list) throws CorruptDataException {
        try {
            return TenantId.of(value);
        } catch (IllegalArgumentException notATenant) {
            throw new CorruptDataException(
                    source.name(), list, "tenant of a series", "a tenant id", "'" + Printable.of(value) + "'");
        }
    }

    /**
     * How many series of a file from a table's root name no tenant: no query of Loki's finds them and its compactor drops
     * them, so no Loki writes them.
     */
    public long seriesWithoutTenant() throws IOException {
        long[] named = new long[1];
        postings.values(ReservedLabels.TENANT, (value, list) -> named[0] += PostingsList.size(source, toc, list));
        if (named[0] > seriesCount) {
            throw new CorruptDataException(
                    source.name(), postings.allSeries(), "series of all tenants", "at most " + seriesCount, named[0]);
        }
        return seriesCount - named[0];
    }

    /** Series of a file from a table's root, where each names its tenant; those that name none are left out. */
    public TsdbSeriesCursor series(SeriesQuery query) throws IOException {
        List<TenantId> wanted = tenants();
        wanted.removeIf(tenant -> !query.wants(tenant));
        return new ChainedCursor(overlaps(query) ? wanted : List.of(), tenant -> cursor(tenant, tenant.value(), query));
    }

    /** Series of one tenant of a file from a table's root; none if the query does not want that tenant. */
    public TsdbSeriesCursor seriesIn(TenantId tenant, SeriesQuery query) throws IOException {
        boolean wanted = query.wants(tenant) && overlaps(query);
        return new ChainedCursor(wanted ? List.of(tenant) : List.of(), owner -> cursor(owner, owner.value(), query));
    }

    /** Series of a file from {@code owner}'s folder; none if the query does not want that tenant. */
    public TsdbSeriesCursor seriesOf(TenantId owner, SeriesQuery query) throws IOException {
        boolean wanted = query.wants(owner) && overlaps(query);
        return new ChainedCursor(wanted ? List.of(owner) : List.of(), tenant -> cursor(tenant, null, query));
    }

    /** Lookups by fingerprint in a file from a table's root. */
    public TsdbLookup lookup() throws IOException {
        return lookup(TenantCursor.TenantLabel.REQUIRED);
    }

    /** Lookups by fingerprint in a file from a tenant's folder. */
    public TsdbLookup lookupOfTenant() throws IOException {
        return lookup(TenantCursor.TenantLabel.IGNORED);
    }

    private TsdbLookup lookup(TenantCursor.TenantLabel tenantLabel) throws IOException {
        return new TsdbLookup(records(), PostingsList.open(source, toc, postings.allSeries()), tenantLabel);
    }

    private boolean overlaps(SeriesQuery query) {
        return query.range().overlapsMillis(toc.fromMillis(), toc.throughMillis());
    }

    private TsdbSeriesCursor cursor(TenantId tenant, @Nullable String label, SeriesQuery query) throws IOException {
        return new TenantCursor(
                source.name(),
                toc,
                records(),
                Selection.of(source, toc, postings, query.matchers(), label),
                tenant,
                label == null ? TenantCursor.TenantLabel.IGNORED : TenantCursor.TenantLabel.REQUIRED,
                query.range());
    }
}
