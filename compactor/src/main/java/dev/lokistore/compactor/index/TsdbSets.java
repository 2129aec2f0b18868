package dev.lokistore.compactor.index;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.index.MergeResult.TenantRows;
import dev.lokistore.index.ReferenceDigest;
import dev.lokistore.index.RowTally;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.TableTally;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.TableContent;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.index.tsdb.TsdbMerge;
import dev.lokistore.index.tsdb.TsdbWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The TSDB files of a table: all common ones go into the tenants' folders, where one file each is left. */
final class TsdbSets {
    private final TableMerge.Merge merge;
    private final Set<TableFile> replaced;
    private final List<TenantRows> rows;
    private final List<TableFile> common = new ArrayList<>();
    private final SortedMap<TenantId, List<TableFile>> folders = new TreeMap<>();
    private final TableTally tally = new TableTally();

    /**
     * @param replaced takes the files that outputs replace
     * @param rows takes what became of rows
     */
    TsdbSets(TableMerge.Merge merge, List<TableFile> files, Set<TableFile> replaced, List<TenantRows> rows) {
        this.merge = merge;
        this.replaced = replaced;
        this.rows = rows;
        for (TableFile file : files) {
            TenantId tenant = file.tenant();
            if (tenant == null) {
                common.add(file);
            } else {
                folders.computeIfAbsent(tenant, added -> new ArrayList<>()).add(file);
            }
        }
    }

    void build() throws IOException {
        SortedSet<TenantId> arriving = tenantsOfCommonFiles();
        SortedSet<TenantId> read = new TreeSet<>(arriving);
        folders.forEach((tenant, files) -> {
            if (files.size() > 1 || merge.edits().concerns(tenant)) {
                read.add(tenant);
            }
        });
        boolean more = merge.additions().areOf(IndexKind.TSDB);
        if (common.isEmpty() && read.isEmpty() && !more) {
            return;
        }
        try (TsdbWriter writer = new TsdbWriter(merge.options().tsdbFormat(), merge.temporary())) {
            List<TableFile> files = new ArrayList<>(common);
            read.forEach(tenant -> files.addAll(folders.getOrDefault(tenant, List.of())));
            merge(files, writer);
            if (more) {
                add(writer);
            }
            // edits may have moved rows to tenants whose folders were not read, and more may have come
            SortedSet<TenantId> late = new TreeSet<>(writer.tenants());
            late.removeAll(read);
            late.retainAll(folders.keySet());
            List<TableFile> lateFiles = new ArrayList<>();
            late.forEach(tenant -> lateFiles.addAll(folders.getOrDefault(tenant, List.of())));
            merge(lateFiles, writer);
            read.addAll(writer.tenants());
            for (TenantId tenant : read) {
                List<TableFile> own = folders.getOrDefault(tenant, List.of());
                if (arriving.contains(tenant)
                        || own.size() > 1
                        || tally.of(tenant).edited()) {
                    build(tenant, own, writer);
                }
            }
            replaced.addAll(common);
        }
    }

    private void add(TsdbWriter writer) throws IOException {
        SeriesParts parts = new SeriesParts(merge.table(), writer);
        try (SeriesCursor cursor = merge.additions().series().open()) {
            while (cursor.next()) {
                parts.add(cursor.series(), tally.added());
            }
        }
    }

    private SortedSet<TenantId> tenantsOfCommonFiles() throws IOException {
        merge.content().open(common);
        SortedSet<TenantId> tenants = new TreeSet<>();
        for (TableContent.Tsdb file : merge.content().tsdb(common)) {
            tenants.addAll(file.content().tenants());
        }
        return tenants;
    }

    private void merge(List<TableFile> files, TsdbWriter writer) throws IOException {
        merge.content().open(files);
        List<TsdbMerge.Input> inputs = merge.content().tsdb(files).stream()
                .map(file -> new TsdbMerge.Input(file.content(), file.file().tenant()))
                .toList();
        TsdbMerge.run(inputs, merge.edits(), merge.firstMillis(), merge.lastMillis(), writer, tally);
    }

    private void build(TenantId tenant, List<TableFile> own, TsdbWriter writer) throws IOException {
        RowTally expected = tally.of(tenant);
        ReferenceDigest written = ReferenceDigest.NONE;
        if (writer.tenants().contains(tenant)) {
            TsdbWriter.Written file = merge.outputs().tsdb(writer, tenant);
            written = file.chunks().and(file.duplicates());
            expected = new RowTally(
                    expected.read(),
                    expected.duplicates().and(file.duplicates()),
                    expected.dropped(),
                    expected.added());
        }
        if (!written.equals(tally.of(tenant).left())) {
            throw new IllegalStateException("rows of tenant " + tenant + ": expected "
                    + tally.of(tenant).left() + ", written " + written);
        }
        replaced.addAll(own);
        rows.add(new TenantRows(IndexKind.TSDB, tenant, expected));
    }
}
