package dev.lokistore.index.coverage;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.table.Table;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Adds up chunks by cells. Each table answers for its own days, as in Loki: what a table does not name, a query of its
 * days does not find. A chunk that a table of other days names therefore covers nothing.
 *
 * <p>State: four bytes a cell of each subject's days with a chunk; no chunk is remembered but those of days that several
 * tables share, and those that tables of other days name. Not thread-safe.
 */
public final class CoverageTally {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private record ChunkDay(ChunkRef chunk, long day) {}

    private final CoverageOptions options;
    private final TableDays days;
    private final TimeRange range;
    private final Map<CoverageSubject, SubjectCells> subjects = new TreeMap<>();
    private final Map<TenantId, CellCounts> found = new HashMap<>();
    private final Map<TenantId, CellCounts> objects = new HashMap<>();
    private final Set<ChunkDay> countedOnSharedDays = new HashSet<>();
    private final Set<ChunkRef> misplaced = new HashSet<>();

    /**
     * @param tables all that are read
     * @param range the time of interest: cells are those that a chunk's part inside of it overlaps
     */
    public CoverageTally(CoverageOptions options, List<Table> tables, TimeRange range) {
        this.options = options;
        this.days = new TableDays(tables, options.step());
        this.range = range;
    }

    /**
     * A chunk as a table names it.
     *
     * @param first whether no table before named it
     * @param missing whether there is no object
     */
    public void addNamed(CoverageSubject subject, Table table, ChunkRef ref, boolean first, boolean missing) {
        if (!table.range().overlapsMillis(ref.fromMillis(), ref.throughMillis())) {
            if (first) {
                misplaced.add(ref);
            }
            return;
        }
        SubjectCells cells = subjects.computeIfAbsent(subject, key -> new SubjectCells(options, days));
        if (first || misplaced.remove(ref)) {
            cells.addChunk();
            if (missing) {
                cells.addMissing(ref.fromMillis(), ref.throughMillis());
            } else {
                count(found, ref);
            }
        }
        long from = clipped(ref.fromMillis());
        long through = clipped(ref.throughMillis());
        long last = Math.min(table.lastDay(), TableDays.dayOf(through));
        for (long day = Math.max(table.firstDay(), TableDays.dayOf(from)); day <= last; day++) {
            if (!days.isShared(day) || countedOnSharedDays.add(new ChunkDay(ref, day))) {
                int firstOfDay = days.firstCell(day);
                cells.addCells(
                        firstOfDay + (day == TableDays.dayOf(from) ? days.cellOfDay(from) : 0),
                        firstOfDay + (day == TableDays.dayOf(through) ? days.cellOfDay(through) : lastOfDay()),
                        missing);
            }
        }
    }

    private int lastOfDay() {
        return options.step().cellsPerDay() - 1;
    }

    private long clipped(long millis) {
        long first = Math.floorDiv(range.fromNanos(), NANOS_PER_MILLI);
        long last = range.toNanos() == Long.MAX_VALUE
                ? Long.MAX_VALUE
                : Math.floorDiv(range.toNanos() - 1, NANOS_PER_MILLI);
        return range.equals(TimeRange.ALL) ? millis : Math.max(first, Math.min(last, millis));
    }

    /** A chunk object; all of them, each once, after all tables. */
    public void addObject(ChunkRef ref) {
        if (range.overlapsMillis(ref.fromMillis(), ref.throughMillis()) && !count(objects, ref)) {
            wholeTenant(ref.tenant()).addWithoutTable(ref.fromMillis(), ref.throughMillis());
        }
    }

    /** In the cell in which the chunk begins, or that of the first table behind it. */
    private boolean count(Map<TenantId, CellCounts> counts, ChunkRef ref) {
        int cell = days.firstOverlapped(clipped(ref.fromMillis()), clipped(ref.throughMillis()));
        if (cell >= 0) {
            counts.computeIfAbsent(ref.tenant(), tenant -> new CellCounts(options.step()))
                    .addTo(cell, 1);
        }
        return cell >= 0;
    }

    private SubjectCells wholeTenant(TenantId tenant) {
        return subjects.computeIfAbsent(CoverageSubject.of(tenant), key -> new SubjectCells(options, days));
    }

    /** All objects were added: those that were not found by an index are its tenant's. */
    public void endObjects() {
        objects.forEach((tenant, present) -> {
            CellCounts named = found.get(tenant);
            for (int cell = 0; cell < days.count(); cell++) {
                int unnamed = present.at(cell) - (named == null ? 0 : named.at(cell));
                if (unnamed > 0) {
                    wholeTenant(tenant).addUnindexed(cell, unnamed);
                }
            }
        });
    }

    /** In order. */
    public SortedSet<CoverageSubject> subjects() {
        return new TreeSet<>(subjects.keySet());
    }

    /** @throws IllegalArgumentException if nothing was added for the subject */
    public Coverage coverage(CoverageSubject subject) {
        SubjectCells cells = subjects.get(subject);
        if (cells == null) {
            throw new IllegalArgumentException("nothing was added for " + subject);
        }
        return cells.coverage(subject);
    }
}
