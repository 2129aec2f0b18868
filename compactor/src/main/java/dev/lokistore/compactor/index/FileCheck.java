package dev.lokistore.compactor.index;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.digest.Digests;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.ReferenceDigest;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.TenantDigests;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.index.boltdb.BoltdbDigests;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.TableOptions;
import dev.lokistore.index.table.UnpackedFile;
import dev.lokistore.index.tsdb.TsdbFile;
import dev.lokistore.index.tsdb.TsdbSeriesCursor;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Objects;
import java.util.SortedMap;

/** Reads built files as a reader of the table would, and compares what is in them with what they were built from. */
public final class FileCheck {
    private static final int BUFFER = 64 << 10;

    private FileCheck() {}

    /**
     * The local file.
     *
     * @throws CorruptDataException if it is not sound, or its rows are not those it was built from
     */
    public static void check(BuiltFile built, Path temporary) throws IOException {
        String name = built.path().toString();
        try (InputStream in = new BufferedInputStream(Files.newInputStream(built.path()), BUFFER);
                UnpackedFile file = UnpackedFile.of(name, in, temporary, TableOptions.DEFAULT)) {
            check(built, name, file);
        }
    }

    /**
     * What is in the store, or anywhere else.
     *
     * @param name what errors call it: its key
     * @param stored read to its end, not closed
     * @throws CorruptDataException if it is not that file, byte by byte, or its rows are not those it was built from
     */
    public static void check(BuiltFile built, String name, InputStream stored, Path temporary) throws IOException {
        MessageDigest sha256 = Digests.sha256();
        InputStream in = new DigestInputStream(new BufferedInputStream(stored, BUFFER), sha256);
        try (UnpackedFile file = UnpackedFile.of(name, in, temporary, TableOptions.DEFAULT)) {
            String found = HexFormat.of().formatHex(sha256.digest());
            if (!found.equals(built.sha256())) {
                throw new CorruptDataException(name, 0, "SHA-256 of the file", built.sha256(), found);
            }
            check(built, name, file);
        }
    }

    private static void check(BuiltFile built, String name, UnpackedFile file) throws IOException {
        SortedMap<TenantId, ReferenceDigest> chunks = built.kind() == IndexKind.TSDB
                ? tsdb(TsdbFile.open(file), Objects.requireNonNull(built.set().tenant()))
                : BoltdbDigests.of(BoltFile.open(file));
        if (!chunks.equals(built.chunks())) {
            throw new CorruptDataException(name, 0, "chunk rows by tenant", built.chunks(), chunks);
        }
    }

    private static SortedMap<TenantId, ReferenceDigest> tsdb(TsdbFile file, TenantId tenant) throws IOException {
        TenantDigests digests = new TenantDigests();
        try (TsdbSeriesCursor series = file.seriesOf(tenant, SeriesQuery.ALL)) {
            while (series.next()) {
                for (IndexedChunk chunk : series.series().chunks()) {
                    digests.add(tenant, ReferenceDigest.hash(chunk.ref()));
                }
            }
        }
        return digests.all();
    }
}
