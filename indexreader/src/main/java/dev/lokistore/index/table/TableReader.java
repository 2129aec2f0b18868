package dev.lokistore.index.table;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.Problems;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.boltdb.BoltdbEvidence;
import dev.lokistore.index.boltdb.BoltdbFile;
import dev.lokistore.index.boltdb.BoltdbIndex;
import dev.lokistore.index.extract.TableExtracts;
import dev.lokistore.objectstore.ObjectReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All files of one table as one index: their union without duplicates. Files are downloaded when a query first needs
 * them and kept, in memory or as temporary files, until the reader is closed. A file that is broken or cannot be read is
 * reported once, under its key, and left out; the others go on. Not thread-safe; closing deletes the temporary files and
 * makes its cursors useless.
 */
public final class TableReader implements Closeable {
    private final Table table;
    private final Path temporary;
    private final Problems problems;
    private final OpenFiles files;
    private final Set<String> toldAbout = new HashSet<>();
    private final Set<String> checkedForStrays = new HashSet<>();
    private final @Nullable TableExtracts extracts;
    private boolean closed;

    private TableReader(
            Table table,
            ObjectReader reader,
            Path temporary,
            Problems problems,
            TableOptions options,
            @Nullable TableExtracts extracts) {
        this.table = table;
        this.extracts = extracts;
        this.temporary = temporary;
        this.problems = problems;
        this.files = new OpenFiles(new Downloads(reader, temporary, options), options, this::reportOnce);
    }

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
        return new TableReader(table, reader, temporary, problems, options, null);
    }

    /**
     * As {@link #open(Table, ObjectReader, Path, Problems)}; series come from an extract where there is one, else they
     * leave one.
     */
    public static TableReader open(
            Table table, ObjectReader reader, Path temporary, Problems problems, TableExtracts extracts) {
        return new TableReader(table, reader, temporary, problems, TableOptions.DEFAULT, extracts);
    }

    public Table table() {
        return table;
    }

    /**
     * The series of all files. A chunk comes once in its series. In a table of TSDB files only, the order is tenant,
     * fingerprint (unsigned), labels; else there is none to rely on. Files of tenants that the query does not want are
     * not downloaded.
     *
     * <p>A file in which a fault shows while it is read is left out from there on.
     *
     * @throws IOException if the store as a whole fails (not reachable, credentials) or the local disk does
     */
    public SeriesCursor series(SeriesQuery query) throws IOException {
        return extracts == null ? read(query) : extracts.series(table, query, new Files());
    }

    private final class Files implements TableExtracts.Source {
        @Override
        public SeriesCursor read(SeriesQuery query) throws IOException {
            return TableReader.this.read(query);
        }

        @Override
        public boolean sound() {
            synchronized (toldAbout) {
                return toldAbout.isEmpty();
            }
        }
    }

    private SeriesCursor read(SeriesQuery query) throws IOException {
        List<OpenFile> open = open(query.tenants());
        List<BoltdbFile> boltdb = boltdbFiles(open);
        List<OpenFile.Tsdb> tsdb = tsdbFiles(open);
        if (query.tenants().isEmpty()) {
            reportSeriesWithoutTenant(tsdb);
        }
        if (boltdb.isEmpty()) {
            return new TsdbUnion(tsdb, query, files::reject);
        }
        SeriesCursor rows = new BoltdbIndex(boltdb, temporary).series(query, this::reportOnce);
        if (tsdb.isEmpty()) {
            return rows;
        }
        try {
            return new MixedCursor(rows, new TsdbUnion(tsdb, query, files::reject), tsdb, query, files::reject);
        } catch (IOException | RuntimeException e) {
            rows.close();
            throw e;
        }
    }

    /** All tenants that have a series here, in order. Downloads all files and reads a small part of each. */
    public SortedSet<TenantId> tenants() throws IOException {
        List<OpenFile> open = open(Set.of());
        SortedSet<TenantId> tenants = new TreeSet<>();
        for (OpenFile.Tsdb file : tsdbFiles(open)) {
            try {
                tenants.addAll(file.tenants());
            } catch (CorruptDataException e) {
                files.reject(file, e);
            }
        }
        List<BoltdbFile> boltdb = boltdbFiles(open);
        if (!boltdb.isEmpty()) {
            tenants.addAll(new BoltdbIndex(boltdb, temporary).tenants(this::reportOnce));
        }
        return tenants;
    }

    /** What the boltdb rows tell of the schema. Downloads all files. */
    public BoltdbEvidence boltdbEvidence() throws IOException {
        List<BoltdbFile> boltdb = boltdbFiles(open(Set.of()));
        return boltdb.isEmpty() ? BoltdbEvidence.NONE : new BoltdbIndex(boltdb, temporary).evidence(this::reportOnce);
    }

    /** The format versions of the TSDB files, ascending. Downloads all files. */
    public SortedSet<Integer> tsdbFormats() throws IOException {
        SortedSet<Integer> versions = new TreeSet<>();
        tsdbFiles(open(Set.of())).forEach(file -> versions.add(file.tsdb().formatVersion()));
        return versions;
    }

    private List<OpenFile> open(Set<TenantId> tenants) throws IOException {
        if (closed) {
            throw new IllegalStateException("the reader of table " + table.name() + " is closed");
        }
        List<TableFile> wanted = new ArrayList<>();
        for (TableFile file : table.files()) {
            if (file.isOf(tenants)) {
                wanted.add(file);
            }
        }
        return files.open(wanted);
    }

    private static List<BoltdbFile> boltdbFiles(List<OpenFile> open) {
        List<BoltdbFile> found = new ArrayList<>();
        for (OpenFile file : open) {
            if (file instanceof OpenFile.Boltdb boltdb) {
                found.add(boltdb.boltdb());
            }
        }
        return found;
    }

    private static List<OpenFile.Tsdb> tsdbFiles(List<OpenFile> open) {
        List<OpenFile.Tsdb> found = new ArrayList<>();
        for (OpenFile file : open) {
            if (file instanceof OpenFile.Tsdb tsdb) {
                found.add(tsdb);
            }
        }
        return found;
    }

    /** Loki's queries do not find such series and its compactor drops them; leaving them out must not be silent. */
    private void reportSeriesWithoutTenant(List<OpenFile.Tsdb> open) throws IOException {
        for (OpenFile.Tsdb file : List.copyOf(open)) {
            if (file.file().common() && checkedForStrays.add(file.file().key())) {
                try {
                    long count = file.tsdb().seriesWithoutTenant();
                    if (count > 0) {
                        String found = count + " of " + file.tsdb().seriesCount() + " without it, left out";
                        files.report(
                                file,
                                new CorruptDataException(
                                        file.local().name(),
                                        file.tsdb().toc().series(),
                                        "tenant label of series in a common file",
                                        "one in each",
                                        found));
                    }
                } catch (CorruptDataException e) {
                    open.remove(file);
                    files.reject(file, e);
                }
            }
        }
    }

    /** Faults carry the name of the unpacked file; what is reported is the object. */
    private void reportOnce(String subject, IOException cause) {
        String key = subject.endsWith(Downloads.UNPACKED)
                ? subject.substring(0, subject.length() - Downloads.UNPACKED.length())
                : subject;
        synchronized (toldAbout) {
            if (!toldAbout.add(key + '\n' + cause.getMessage())) {
                return;
            }
        }
        problems.report(key, cause);
    }

    @Override
    public void close() throws IOException {
        closed = true;
        files.close();
    }
}
