package dev.lokistore.compactor.index;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexSet;
import dev.lokistore.index.ReferenceDigest;
import dev.lokistore.index.boltdb.BoltdbWritten;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.tsdb.TsdbToc;
import dev.lokistore.index.tsdb.TsdbWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The files that were built so far; deletes them when something fails before all are. */
final class Outputs implements Closeable {
    private static final String PREFIX = "lokistore-built-";

    private final NameTime time;
    private final MergeOptions.BoltdbEnding ending;
    private final Path temporary;
    private final List<BuiltFile> files = new ArrayList<>();
    private boolean complete;

    Outputs(NameTime time, MergeOptions.BoltdbEnding ending, Path temporary) {
        this.time = time;
        this.ending = ending;
        this.temporary = temporary;
    }

    /** Writes the tenant's file of the series that were collected. */
    TsdbWriter.Written tsdb(TsdbWriter writer, TenantId tenant) throws IOException {
        try (GzipFile file = new GzipFile(Files.createTempFile(temporary, PREFIX, ".tsdb.gz"))) {
            TsdbWriter.Written written = writer.write(tenant, file);
            file.finish();
            TsdbToc toc = written.toc();
            String name = time.tsdb(toc.fromMillis(), toc.throughMillis(), toc.checksum());
            TreeMap<TenantId, ReferenceDigest> chunks = new TreeMap<>();
            chunks.put(tenant, written.chunks());
            add(IndexKind.TSDB, IndexSet.of(tenant), name, file, written.series(), chunks);
            return written;
        }
    }

    /** What fills a database. */
    interface BoltdbContent {
        BoltdbWritten writeTo(Path database) throws IOException;
    }

    /** Writes a set's file; leaves none if there is no chunk row. */
    BoltdbWritten boltdb(IndexSet set, BoltdbContent content) throws IOException {
        Path database = Files.createTempFile(temporary, PREFIX, ".db");
        try {
            BoltdbWritten written = content.writeTo(database);
            if (!written.chunks().isEmpty()) {
                try (GzipFile file = new GzipFile(Files.createTempFile(temporary, PREFIX, ".gz"))) {
                    Files.copy(database, file);
                    file.finish();
                    add(IndexKind.BOLTDB, set, time.boltdb(ending), file, written.series(), written.chunks());
                }
            }
            return written;
        } finally {
            Files.deleteIfExists(database);
        }
    }

    private void add(
            IndexKind kind,
            IndexSet set,
            String name,
            GzipFile file,
            long series,
            SortedMap<TenantId, ReferenceDigest> chunks) {
        files.add(new BuiltFile(
                kind, set, name, file.path(), file.sizeBytes(), file.sha256(), file.unpackedBytes(), series, chunks));
    }

    List<BuiltFile> files() {
        return List.copyOf(files);
    }

    /**
     * All files, which are the caller's from now on. Each is read back from the disk first.
     *
     * @throws IOException if one is not what it was built from
     */
    List<BuiltFile> complete() throws IOException {
        for (BuiltFile file : files) {
            try {
                FileCheck.check(file, temporary);
            } catch (CorruptDataException e) {
                throw new IOException("what was just written to " + temporary + " reads back otherwise", e);
            }
        }
        complete = true;
        return List.copyOf(files);
    }

    @Override
    public void close() throws IOException {
        if (!complete) {
            for (BuiltFile file : files) {
                Files.deleteIfExists(file.path());
            }
        }
    }
}
