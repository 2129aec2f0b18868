package dev.lokistore.index.table;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.index.boltdb.BoltdbFile;
import dev.lokistore.index.tsdb.TsdbFile;
import dev.lokistore.index.tsdb.TsdbLimits;
import dev.lokistore.index.tsdb.TsdbLookup;
import dev.lokistore.index.tsdb.TsdbSeriesCursor;
import java.io.IOException;
import java.util.List;

/** A downloaded index file that has been opened as what it is. */
sealed interface OpenFile {
    TableFile file();

    LocalFile local();

    /** A boltdb file; its owner is its folder's tenant. */
    record Boltdb(TableFile file, LocalFile local, BoltdbFile boltdb) implements OpenFile {}

    /** A TSDB file: of one tenant in a tenant's folder, else of several. */
    record Tsdb(TableFile file, LocalFile local, TsdbFile tsdb) implements OpenFile {
        /** Those that the file may have series of. */
        List<TenantId> tenants() throws IOException {
            TenantId owner = file.tenant();
            return owner == null ? tsdb.tenants() : List.of(owner);
        }

        TsdbSeriesCursor series(TenantId tenant, SeriesQuery query) throws IOException {
            return file.common() ? tsdb.seriesIn(tenant, query) : tsdb.seriesOf(tenant, query);
        }

        TsdbLookup lookup() throws IOException {
            return file.common() ? tsdb.lookup() : tsdb.lookupOfTenant();
        }
    }

    /**
     * The name's kind, or where the name is odd what the first bytes say.
     *
     * @throws CorruptDataException if the content is not of that kind
     */
    static OpenFile of(TableFile file, LocalFile local, TsdbLimits limits) throws IOException {
        if (kind(file, local) == IndexKind.TSDB) {
            return new Tsdb(file, local, TsdbFile.open(local, limits));
        }
        return new Boltdb(file, local, new BoltdbFile(BoltFile.open(local), file.tenant()));
    }

    /** @throws CorruptDataException if neither the name nor the content says it */
    static IndexKind kind(TableFile file, LocalFile local) throws IOException {
        return file.name() instanceof IndexFileName.Odd ? kindOfContent(local) : file.kind();
    }

    private static IndexKind kindOfContent(LocalFile local) throws IOException {
        byte[] start = local.read(0, (int) Math.min(20, local.size()));
        if (magicAt(start, 0) == TsdbFile.MAGIC) {
            return IndexKind.TSDB;
        }
        // bbolt writes its magic in the host's order:
        // formats/index-tables.md#22-meta-page-header-then-64-bytes-at-page-offset-16
        if (magicAt(start, 16) == 0xEDDA0CED) {
            return IndexKind.BOLTDB;
        }
        throw new CorruptDataException(
                local.name(),
                0,
                "an index under an odd name",
                "the magic of a TSDB index or a bbolt database",
                "neither");
    }

    private static int magicAt(byte[] bytes, int offset) {
        if (bytes.length < offset + 4) {
            return 0;
        }
        return (bytes[offset] & 0xff) << 24
                | (bytes[offset + 1] & 0xff) << 16
                | (bytes[offset + 2] & 0xff) << 8
                | bytes[offset + 3] & 0xff;
    }
}
