package dev.lokistore.index.table;

import dev.lokistore.index.boltdb.BoltdbFile;
import dev.lokistore.index.tsdb.TsdbFile;
import dev.lokistore.objectstore.ObjectReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Files of a table, downloaded, unpacked and opened: all of those asked for or none. Who only reads takes a
 * {@link TableReader}, which goes on without what is broken; whoever writes a table anew must not. Not thread-safe; closing
 * deletes what was downloaded.
 */
public final class TableContent implements Closeable {
    /** A TSDB file. */
    public record Tsdb(TableFile file, TsdbFile content) {}

    /** A boltdb file. */
    public record Boltdb(TableFile file, BoltdbFile content) {}

    private final OpenFiles files;
    private final List<Broken> broken = new ArrayList<>();
    private final Map<String, OpenFile> opened = new HashMap<>();

    private record Broken(String key, IOException cause) {}

    /** @param temporary a folder that exists; names in it are made by us, never taken from the store */
    public TableContent(ObjectReader reader, Path temporary, TableOptions options) {
        this.files = new OpenFiles(
                new Downloads(reader, temporary, options), options, (key, cause) -> broken.add(new Broken(key, cause)));
    }

    /**
     * Downloads and opens files that are not open yet.
     *
     * @throws dev.lokistore.chunk.CorruptDataException if one of them is broken; others that are, too, are suppressed in it
     * @throws dev.lokistore.objectstore.StoreException if one cannot be read
     */
    public void open(List<TableFile> wanted) throws IOException {
        for (OpenFile file : files.open(wanted)) {
            opened.put(file.file().key(), file);
        }
        if (!broken.isEmpty()) {
            IOException first = broken.get(0).cause();
            broken.stream().skip(1).forEach(other -> first.addSuppressed(other.cause()));
            throw first;
        }
    }

    /** Those of the files that are TSDB, in the order given. All must be open. */
    public List<Tsdb> tsdb(List<TableFile> wanted) {
        List<Tsdb> found = new ArrayList<>();
        for (TableFile file : wanted) {
            if (opened(file) instanceof OpenFile.Tsdb tsdb) {
                found.add(new Tsdb(file, tsdb.tsdb()));
            }
        }
        return found;
    }

    /** Those of the files that are boltdb, in the order given. All must be open. */
    public List<Boltdb> boltdb(List<TableFile> wanted) {
        List<Boltdb> found = new ArrayList<>();
        for (TableFile file : wanted) {
            if (opened(file) instanceof OpenFile.Boltdb boltdb) {
                found.add(new Boltdb(file, boltdb.boltdb()));
            }
        }
        return found;
    }

    private OpenFile opened(TableFile file) {
        OpenFile found = opened.get(file.key());
        if (found == null) {
            throw new IllegalArgumentException(file.key() + " has not been opened");
        }
        return found;
    }

    @Override
    public void close() throws IOException {
        files.close();
    }
}
