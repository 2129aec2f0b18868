package dev.lokistore.compactor.fsck;

import dev.lokistore.chunk.Fingerprints;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.References;
import dev.lokistore.index.boltdb.RowRules;
import dev.lokistore.index.check.FileFault;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.table.IndexFileName;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.index.table.TableInspection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reads the files of tables, one table after the other, and collects what they say of chunks. */
final class IndexCheck {
    /** Of one kind in one file: a database that was overwritten half way has a fault in every row. */
    private static final int MOST_OF_A_KIND = 1_000;

    /** What rows that are missing, and are told of, make look wrong in the rows that are there. */
    private static final Set<FileFault.Kind> CONSEQUENCES = EnumSet.of(
            FileFault.Kind.ROW_SERIES,
            FileFault.Kind.ROW_LABELS,
            FileFault.Kind.ROW_LABEL_NAMES,
            FileFault.Kind.ROW_LEFT_OVER);

    private final LokiStore store;
    private final FsckOrder order;
    private final TableDays days;
    private final References references;
    private final Tally tally;
    private final Problems problems;
    private final Repairs repairs;

    private long files;
    private long bytes;

    IndexCheck(
            LokiStore store, FsckOrder order, TableDays days, References references, Tally tally, Fsck.Events events) {
        this.store = store;
        this.order = order;
        this.days = days;
        this.references = references;
        this.tally = tally;
        this.problems = events.problems();
        this.repairs = events.repairs();
    }

    /** Files that were opened, and their stored bytes. */
    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    /** @param number of the table among all */
    void run(Table table, int number) throws IOException {
        TableInspection.Depth depth = order.reaches(2) ? TableInspection.Depth.CONTENT : TableInspection.Depth.OPEN;
        Collected collected = new Collected(number);
        new TableInspection(table, rules(table), order.temporary(), collected)
                .run(order.tenants(), store.objects(), depth);
        for (TableFile file : table.files()) {
            if (file.isOf(order.tenants()) && !collected.unread.contains(file.key())) {
                files++;
                bytes += file.object().sizeBytes();
            }
        }
        collected.tell(table);
        boolean empty = table.files().stream().anyMatch(file -> file.object().sizeBytes() == 0);
        if (collected.losesRows || empty || !collected.unread.isEmpty()) {
            days.lost(table);
        }
        if (!collected.unread.isEmpty()) {
            repairs.unread(table);
        }
    }

    private RowRules rules(Table table) throws IOException {
        SchemaPeriod period = store.schemaByIndex()
                .periodAt(TimeUnit.DAYS.toMillis(table.firstDay()))
                .orElse(null);
        return RowRules.of(period, table.firstDay(), table.lastDay());
    }

    /** What is found in one table; told when all is known, without what only follows from something else. */
    private final class Collected implements TableInspection.Sink {
        private final int table;
        private final Map<String, Map<FileFault.Kind, List<FileFault>>> faults = new TreeMap<>();
        private final Map<String, Map<FileFault.Kind, Long>> more = new TreeMap<>();
        private final List<String> unread = new ArrayList<>();
        private boolean losesRows;

        Collected(int table) {
            this.table = table;
        }

        @Override
        public void fault(TableFile file, FileFault fault) {
            losesRows |= fault.losesRows();
            if (fault.kind() == FileFault.Kind.UNREADABLE && file.name() instanceof IndexFileName.Odd) {
                repairs.object(Flaw.TABLE_STRAY_OBJECT, file.object());
                return; // it is told as a stray already
            }
            List<FileFault> known = faults.computeIfAbsent(file.key(), added -> new EnumMap<>(FileFault.Kind.class))
                    .computeIfAbsent(fault.kind(), added -> new ArrayList<>());
            if (known.size() < MOST_OF_A_KIND) {
                known.add(fault);
            } else {
                more.computeIfAbsent(file.key(), added -> new EnumMap<>(FileFault.Kind.class))
                        .merge(fault.kind(), 1L, Long::sum);
            }
        }

        @Override
        public void unread(TableFile file, IOException cause) {
            unread.add(file.key());
            problems.report(file.key(), cause);
        }

        @Override
        public void series(IndexedSeries series) throws IOException {
            if (!order.tenants().isEmpty() && !order.tenants().contains(series.tenant())) {
                return;
            }
            long stream = series.labels() == null ? 0 : Fingerprints.of(series.labels());
            for (IndexedChunk chunk : series.chunks()) {
                if (order.range()
                        .overlapsMillis(chunk.ref().fromMillis(), chunk.ref().throughMillis())) {
                    references.add(chunk.ref(), new References.Naming(table, chunk.volume(), stream));
                }
            }
        }

        void tell(Table of) {
            faults.forEach((key, kinds) -> kinds.forEach((kind, found) -> {
                if (!isConsequence(kind, kinds)) {
                    found.stream()
                            .sorted(Comparator.comparingLong(FileFault::offset))
                            .forEach(fault -> tell(of, Flaw.of(kind), key, fault.offset(), fault.message()));
                    long rest = more.getOrDefault(key, Map.of()).getOrDefault(kind, 0L);
                    if (rest > 0) {
                        tell(of, Flaw.of(kind), key, null, rest + " more of these in the same file");
                    }
                }
            }));
        }

        private void tell(Table of, Flaw flaw, String key, @Nullable Long offset, String message) {
            if (tally.add(flaw, key, offset, message, "table " + of.name())) {
                repairs.table(flaw, of);
            }
        }

        private boolean isConsequence(FileFault.Kind kind, Map<FileFault.Kind, List<FileFault>> ofFile) {
            return losesRows && CONSEQUENCES.contains(kind)
                    // without a bucket that counts, no row counts
                    || kind == FileFault.Kind.ROW_TENANT && ofFile.containsKey(FileFault.Kind.BOLT_BUCKET);
        }
    }
}
