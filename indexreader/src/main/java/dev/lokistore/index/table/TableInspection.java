package dev.lokistore.index.table;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.bolt.OlderStateException;
import dev.lokistore.index.boltdb.BoltdbCheck;
import dev.lokistore.index.boltdb.BoltdbFile;
import dev.lokistore.index.boltdb.RowRules;
import dev.lokistore.index.check.FileFault;
import dev.lokistore.index.check.FileFault.Kind;
import dev.lokistore.index.tsdb.TsdbCheck;
import dev.lokistore.index.tsdb.TsdbToc;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Checks the files of one table, and goes on behind what is wrong. Files are downloaded, unpacked and opened as Loki would;
 * then each is read to its end. Unlike {@link TableReader} it leaves no file out for a fault in it.
 */
public final class TableInspection {
    /** How far to look. */
    public enum Depth {
        /** Whether files can be unpacked and opened. */
        OPEN,
        /** Everything in them. */
        CONTENT
    }

    /** Takes what is found. */
    public interface Sink {
        /** Something wrong; offsets are those of the unpacked file. */
        void fault(TableFile file, FileFault fault);

        /** A file that the store does not hand out: nothing is known of it. */
        void unread(TableFile file, IOException cause);

        /**
         * A series with its chunks, as one file or, of boltdb files, one day's rows of all files tell it: one that several
         * files have comes several times.
         */
        void series(IndexedSeries series) throws IOException;
    }

    private final Table table;
    private final RowRules rules;
    private final Path temporary;
    private final Sink sink;

    /**
     * @param rules for the rows of boltdb files
     * @param temporary an existing folder
     */
    public TableInspection(Table table, RowRules rules, Path temporary, Sink sink) {
        this.table = table;
        this.rules = rules;
        this.temporary = temporary;
        this.sink = sink;
    }

    /**
     * Reads the files of these tenants, and the common ones; empty files are left out.
     *
     * @param tenants empty for all
     * @throws IOException if the store as a whole fails
     */
    public void run(Set<TenantId> tenants, ObjectReader objects, Depth depth) throws IOException {
        List<TableFile> files = table.files().stream()
                .filter(file -> file.isOf(tenants) && file.object().sizeBytes() > 0)
                .toList();
        Map<String, TableFile> byKey = new HashMap<>();
        files.forEach(file -> byKey.put(file.key(), file));
        TableOptions options = TableOptions.DEFAULT;
        try (OpenFiles open = new OpenFiles(
                new Downloads(objects, temporary, options),
                options,
                (key, cause) -> closed(byKey.getOrDefault(key, files.get(0)), cause))) {
            List<OpenFile> opened = open.open(files);
            if (depth == Depth.CONTENT) {
                content(opened);
            }
        }
    }

    private void closed(TableFile file, IOException cause) {
        if (cause instanceof OlderStateException) {
            return; // it is open; what is wrong with its meta pages the check of its content tells
        }
        if (cause instanceof CorruptDataException corrupt) {
            sink.fault(file, FileFault.of(Kind.UNREADABLE, corrupt));
        } else {
            sink.unread(file, cause);
        }
    }

    private void content(List<OpenFile> opened) throws IOException {
        Map<BoltdbFile, TableFile> boltdb = new HashMap<>();
        try (BoltdbCheck rows = new BoltdbCheck(
                rules,
                temporary,
                (file, fault) ->
                        sink.fault(boltdb.getOrDefault(file, opened.get(0).file()), fault))) {
            for (OpenFile file : opened) {
                if (file instanceof OpenFile.Tsdb tsdb) {
                    tsdb(tsdb);
                } else if (file instanceof OpenFile.Boltdb one) {
                    boltdb.put(one.boltdb(), one.file());
                    rows.add(one.boltdb());
                }
            }
            rows.finish(sink::series);
        }
    }

    private void tsdb(OpenFile.Tsdb open) throws IOException {
        TableFile file = open.file();
        checkName(open);
        TsdbCheck.run(open.tsdb(), file.tenant(), fault -> sink.fault(file, fault), (series, offset) -> {
            checkDays(file, series, offset);
            sink.series(series);
        });
    }

    /** Loki does not care what the name says ({@code formats/index-tables.md#15}); somebody renamed or rewrote the file. */
    private void checkName(OpenFile.Tsdb open) {
        if (!(open.file().name() instanceof IndexFileName.TsdbCompacted name)) {
            return;
        }
        TsdbToc toc = open.tsdb().toc();
        if (toc.checksum() != name.checksum()
                || toc.fromMillis() != name.fromMillis()
                || toc.throughMillis() != name.throughMillis()) {
            sink.fault(
                    open.file(),
                    FileFault.of(
                            Kind.NAME,
                            open.local().size() - TsdbToc.SIZE,
                            "bounds and checksum of the table of contents",
                            name.fromMillis() + " " + name.throughMillis() + " " + Integer.toHexString(name.checksum())
                                    + ", as in the name",
                            toc.fromMillis() + " " + toc.throughMillis() + " " + Integer.toHexString(toc.checksum())));
        }
    }

    private void checkDays(TableFile file, IndexedSeries series, long offset) {
        series.chunks().stream()
                .filter(chunk -> !table.touches(chunk.ref()))
                .findFirst()
                .ifPresent(chunk -> sink.fault(
                        file,
                        FileFault.of(
                                Kind.CHUNK_OUTSIDE,
                                offset,
                                "times of a chunk of a series",
                                "some in the days of " + table.name(),
                                chunk.ref().fromMillis() + " to " + chunk.ref().throughMillis())));
    }
}
