package dev.lokistore.compactor.index;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.table.IndexFileName;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableContent;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All files of a table into what Loki's compactor would leave: one common boltdb file, one boltdb or TSDB file for each
 * tenant ({@code formats/index-tables.md#62-compactor}), with rows edited on the way. A table that holds both kinds keeps
 * both, each by itself. The same files, options and edits give the same bytes.
 */
public final class TableMerge {
    private static final long DAY_MILLIS = 86_400_000;

    private TableMerge() {}

    /**
     * Builds the files; writes nothing into the store. Sets of files that are compacted and that no edit changes stay.
     *
     * @param edits with {@link RowEdits#NONE} only files that are not compacted are read
     * @param temporary an existing folder with room for the files unpacked and for twice the result; the built files stay in
     *     it, whatever else was put there goes
     * @throws CorruptDataException if anything about the table keeps it from being written anew: a file that does not verify
     *     completely, names that Loki would not tell apart, rows that its compactor would drop
     * @throws dev.lokistore.objectstore.StoreException if a file cannot be read
     * @throws IOException if the local disk fails, or a built file reads back from it otherwise
     * @throws IllegalArgumentException if a name that the files would get is there already
     */
    public static MergeResult build(
            Table table, ObjectReader objects, MergeOptions options, RowEdits edits, Path temporary)
            throws IOException {
        return build(table, objects, options, edits, Additions.NONE, temporary);
    }

    /**
     * As {@link #build(Table, ObjectReader, MergeOptions, RowEdits, Path)}, with more streams, which edits do not concern.
     *
     * @param table may have no files yet
     */
    public static MergeResult build(
            Table table,
            ObjectReader objects,
            MergeOptions options,
            RowEdits edits,
            Additions additions,
            Path temporary)
            throws IOException {
        List<CorruptDataException> refusals = Refusals.of(table);
        if (!refusals.isEmpty()) {
            CorruptDataException first = refusals.get(0);
            refusals.stream().skip(1).forEach(first::addSuppressed);
            throw first;
        }
        try (TableContent content = new TableContent(objects, temporary, options.limits());
                Outputs outputs = new Outputs(options.time(), options.boltdbEnding(), temporary)) {
            Merge merge = new Merge(table, options, edits, additions, temporary, content, outputs);
            Set<TableFile> replaced = new HashSet<>();
            List<MergeResult.TenantRows> rows = new ArrayList<>();
            new TsdbSets(merge, filesOf(IndexKind.TSDB, table, content), replaced, rows).build();
            new BoltdbSets(merge, filesOf(IndexKind.BOLTDB, table, content), replaced, rows).build();
            return result(table, outputs, replaced, rows);
        }
    }

    /** What both kinds need. */
    record Merge(
            Table table,
            MergeOptions options,
            RowEdits edits,
            Additions additions,
            Path temporary,
            TableContent content,
            Outputs outputs) {
        long firstMillis() {
            return table.firstDay() * DAY_MILLIS;
        }

        /** Inclusive. */
        long lastMillis() {
            return (table.lastDay() + 1) * DAY_MILLIS - 1;
        }
    }

    /** By their names, or where these are odd by their content. */
    private static List<TableFile> filesOf(IndexKind kind, Table table, TableContent content) throws IOException {
        List<TableFile> odd = table.files().stream()
                .filter(file -> file.name() instanceof IndexFileName.Odd)
                .toList();
        content.open(odd);
        Set<TableFile> oddOfKind = new HashSet<>();
        if (kind == IndexKind.TSDB) {
            content.tsdb(odd).forEach(file -> oddOfKind.add(file.file()));
        } else {
            content.boltdb(odd).forEach(file -> oddOfKind.add(file.file()));
        }
        return table.files().stream()
                .filter(file -> odd.contains(file) ? oddOfKind.contains(file) : file.kind() == kind)
                .toList();
    }

    private static MergeResult result(
            Table table, Outputs outputs, Set<TableFile> replaced, List<MergeResult.TenantRows> rows)
            throws IOException {
        if (!outputs.files().isEmpty() && !table.files().isEmpty()) {
            String folder = table.files().get(0).tableFolder();
            Set<String> keys = new HashSet<>();
            table.files().forEach(file -> keys.add(file.key()));
            for (BuiltFile file : outputs.files()) {
                if (keys.contains(file.key(folder))) {
                    throw new IllegalArgumentException(file.key(folder) + " is there already");
                }
            }
        }
        return new MergeResult(
                outputs.complete(),
                table.files().stream().filter(replaced::contains).toList(),
                table.files().stream().filter(file -> !replaced.contains(file)).toList(),
                rows);
    }
}
