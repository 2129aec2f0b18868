package dev.lokistore.compactor.index;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.index.MergeResult.TenantRows;
import dev.lokistore.index.IndexSet;
import dev.lokistore.index.ReferenceDigest;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.RowTally;
import dev.lokistore.index.TenantDigests;
import dev.lokistore.index.boltdb.BoltdbMerge;
import dev.lokistore.index.boltdb.BoltdbWritten;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.TableContent;
import dev.lokistore.index.table.TableFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The boltdb files of a table: common rows stay common, tenants' buckets go into the tenants' folders. */
final class BoltdbSets {
    private static final String COMPACTED = "compactor";

    private final TableMerge.Merge merge;
    private final Set<TableFile> replaced;
    private final List<TenantRows> rows;
    private final SortedMap<IndexSet, List<TableFile>> places = new TreeMap<>();
    private final TenantDigests written = new TenantDigests();

    /**
     * @param replaced takes the files that outputs replace
     * @param rows takes what became of rows
     */
    BoltdbSets(TableMerge.Merge merge, List<TableFile> files, Set<TableFile> replaced, List<TenantRows> rows) {
        this.merge = merge;
        this.replaced = replaced;
        this.rows = rows;
        for (TableFile file : files) {
            places.computeIfAbsent(new IndexSet(file.tenant()), set -> new ArrayList<>())
                    .add(file);
        }
    }

    void build() throws IOException {
        SortedSet<IndexSet> read = new TreeSet<>();
        boolean edited = merge.edits() != RowEdits.NONE;
        for (Map.Entry<IndexSet, List<TableFile>> place : places.entrySet()) {
            TenantId tenant = place.getKey().tenant();
            boolean concerned = tenant == null ? edited : merge.edits().concerns(tenant);
            if (concerned || !compact(place.getKey(), place.getValue())) {
                read.add(place.getKey());
            }
        }
        boolean more = merge.additions().areOf(IndexKind.BOLTDB);
        while (!read.isEmpty() || more) {
            SortedSet<IndexSet> arriving = arriving(read);
            read.addAll(arriving);
            List<TableContent.Boltdb> files = open(read);
            try (BoltdbMerge boltdb = BoltdbMerge.open(
                    files.stream().map(TableContent.Boltdb::content).toList(),
                    merge.edits(),
                    merge.options().rows(),
                    merge.table().firstDay(),
                    merge.table().lastDay(),
                    merge.temporary())) {
                if (more) {
                    boltdb.add(
                            merge.additions().series(),
                            merge.additions().layout(),
                            merge.options().rows(),
                            merge.table().firstDay(),
                            merge.table().lastDay());
                }
                // edits may have moved rows to tenants whose folders were not read, and more may have come
                SortedSet<IndexSet> late = new TreeSet<>(boltdb.sets());
                late.retainAll(places.keySet());
                if (read.addAll(late)) {
                    continue;
                }
                build(boltdb, files, read, arriving);
                return;
            }
        }
    }

    /** Loki's compactor takes any name that begins so for its own. */
    private static boolean compact(IndexSet set, List<TableFile> files) {
        return files.size() == 1 && (!set.common() || files.get(0).name().text().startsWith(COMPACTED));
    }

    /** The tenants that have buckets in common files. */
    private SortedSet<IndexSet> arriving(Set<IndexSet> read) throws IOException {
        SortedSet<IndexSet> sets = new TreeSet<>();
        if (read.contains(IndexSet.COMMON)) {
            for (TableContent.Boltdb file : open(new TreeSet<>(Set.of(IndexSet.COMMON)))) {
                sets.addAll(BoltdbMerge.setsOf(List.of(file.content())));
            }
            sets.remove(IndexSet.COMMON);
        }
        return sets;
    }

    /** Of equal rows Loki keeps the one it wrote last: its compactor puts uploads into its own file one by one. */
    private List<TableContent.Boltdb> open(SortedSet<IndexSet> sets) throws IOException {
        List<TableFile> wanted = new ArrayList<>();
        for (IndexSet set : sets) {
            List<TableFile> files = new ArrayList<>(places.getOrDefault(set, List.of()));
            files.sort(Comparator.comparing(TableFile::key).reversed());
            files.sort(Comparator.comparing(file -> file.name().text().startsWith(COMPACTED)));
            wanted.addAll(files);
        }
        merge.content().open(wanted);
        return merge.content().boltdb(wanted);
    }

    private void build(BoltdbMerge boltdb, List<TableContent.Boltdb> files, Set<IndexSet> read, Set<IndexSet> arriving)
            throws IOException {
        SortedSet<IndexSet> rebuilt = new TreeSet<>(boltdb.sets());
        rebuilt.addAll(read);
        rebuilt.removeIf(set -> compact(set, places.getOrDefault(set, List.of())) && !boltdb.edited(set));
        rebuilt.addAll(arriving);
        if (!arriving.isEmpty()) {
            rebuilt.add(IndexSet.COMMON);
        }
        SortedSet<IndexSet> withRows = boltdb.sets();
        for (IndexSet set : rebuilt) {
            if (withRows.contains(set)) {
                BoltdbWritten file = merge.outputs().boltdb(set, database -> boltdb.write(set, database));
                file.chunks().forEach(written::add);
            }
        }
        for (TableContent.Boltdb file : files) {
            if (rebuilt.contains(new IndexSet(file.file().tenant()))) {
                if (!rebuilt.containsAll(BoltdbMerge.setsOf(List.of(file.content())))) {
                    throw new IllegalStateException("rows of " + file.file().key() + " are not all in the new files");
                }
                file.content().file().checkAllPages();
                replaced.add(file.file());
            }
        }
        for (Map.Entry<TenantId, RowTally> tenant : boltdb.tally().tenants().entrySet()) {
            check(tenant.getKey(), tenant.getValue());
            rows.add(new TenantRows(IndexKind.BOLTDB, tenant.getKey(), tenant.getValue()));
        }
    }

    private void check(TenantId tenant, RowTally tally) {
        ReferenceDigest found = written.of(tenant);
        if (!found.equals(tally.left())) {
            throw new IllegalStateException(
                    "rows of tenant " + tenant + ": expected " + tally.left() + ", written " + found);
        }
    }
}
