package dev.lokistore.index.table;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.Problems;
import dev.lokistore.index.boltdb.BoltdbSalvage;
import dev.lokistore.index.tsdb.TsdbSalvage;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Brings index files onto this machine, unpacked, and owns them. Safe for use by several threads. */
final class Downloads implements Closeable {
    /** Offsets in messages about a packed file's content count from the start of what it unpacks to. */
    static final String UNPACKED = " (unpacked)";

    private static final int BUFFER = 64 << 10;

    private final ObjectReader reader;
    private final Path folder;
    private final TableOptions options;
    private final AtomicLong memoryLeft;
    private final Set<LocalFile> live = Collections.newSetFromMap(new IdentityHashMap<>());
    private boolean closed;

    Downloads(ObjectReader reader, Path folder, TableOptions options) {
        this.reader = reader;
        this.folder = folder;
        this.options = options;
        this.memoryLeft = new AtomicLong(options.memoryBytes());
    }

    /**
     * Loki decides by the name's suffix whether to unpack, so do we.
     *
     * @param problems told of a gzip stream that is broken, if what comes before the fault is wanted and there is something
     * @throws CorruptDataException if the gzip stream is broken or unpacks to too much
     */
    LocalFile download(TableFile file, Problems problems) throws IOException {
        ObjectInfo object = file.object();
        if (object.sizeBytes() > options.storedBytes()) {
            throw new StoreException(
                    StoreException.Kind.TOO_LARGE,
                    reader.name() + ": " + object.key() + " has " + object.sizeBytes() + " bytes, more than "
                            + options.storedBytes(),
                    null);
        }
        try (InputStream in = new RangedStream(reader, object);
                LocalFileWriter writer = new LocalFileWriter(folder, options.memoryFileBytes(), memoryLeft)) {
            if (file.name().gzipped()) {
                unpack(file.key(), in, writer, problems);
            } else {
                byte[] buffer = new byte[BUFFER];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    writer.write(buffer, 0, count);
                }
            }
            return own(writer.finish(file.name().gzipped() ? file.key() + UNPACKED : file.key()));
        }
    }

    private void unpack(String key, InputStream in, LocalFileWriter writer, Problems problems) throws IOException {
        try {
            Gunzip.unpack(key, in, options, writer::write);
        } catch (CorruptDataException e) {
            if (options.damage() == TableOptions.Damage.REFUSE || writer.size() == 0) {
                throw e;
            }
            problems.report(key, e);
        }
    }

    /**
     * What is left of a damaged file, as a file of the same name.
     *
     * @throws CorruptDataException if nothing is
     */
    LocalFile salvage(LocalFile damaged, IndexKind kind, TableFile file, Consumer<CorruptDataException> lost)
            throws IOException {
        Path rows = Files.createTempFile(folder, "lokistore-index-", ".tmp");
        try {
            long found = kind == IndexKind.BOLTDB
                    ? BoltdbSalvage.write(damaged, folder, rows, lost)
                    : TsdbSalvage.write(damaged, file.tenant(), options.tsdb(), folder, rows, lost);
            if (found == 0) {
                throw new CorruptDataException(damaged.name(), 0, "rows that can be read", "1 or more", "none");
            }
            try (InputStream in = Files.newInputStream(rows);
                    LocalFileWriter writer = new LocalFileWriter(folder, options.memoryFileBytes(), memoryLeft)) {
                byte[] buffer = new byte[BUFFER];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    writer.write(buffer, 0, count);
                }
                return own(writer.finish(damaged.name()));
            }
        } finally {
            Files.deleteIfExists(rows);
        }
    }

    private LocalFile own(LocalFile file) throws IOException {
        synchronized (live) {
            if (!closed) {
                live.add(file);
                return file;
            }
        }
        file.close();
        throw new IllegalStateException("closed while " + file.name() + " was downloaded");
    }

    /** Gives back the memory of a file that is not needed any more, and closes it. */
    void discard(LocalFile file) throws IOException {
        boolean owned;
        synchronized (live) {
            owned = live.remove(file);
        }
        if (owned && file instanceof LocalFile.InMemory) {
            memoryLeft.addAndGet(file.size());
        }
        file.close();
    }

    /** Closes all files, those too that come from downloads still running. */
    @Override
    public void close() throws IOException {
        List<LocalFile> files;
        synchronized (live) {
            closed = true;
            files = List.copyOf(live);
            live.clear();
        }
        IOException first = null;
        for (LocalFile file : files) {
            try {
                file.close();
            } catch (IOException e) {
                first = e;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
