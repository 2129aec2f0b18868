package dev.lokistore.index.coverage;

import dev.lokistore.index.coverage.CoverageOptions.Step;
import dev.lokistore.index.coverage.CoverageRange.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is counted for one tenant or stream. */
final class SubjectCells {
    private final CoverageOptions options;
    private final TableDays days;
    private final CellCounts indexed;
    private @Nullable CellCounts missing;
    private @Nullable CellCounts unindexed;
    private final MergedRanges missingRanges;
    private final MergedRanges unindexedRanges;
    private long chunks;

    SubjectCells(CoverageOptions options, TableDays days) {
        this.options = options;
        this.days = days;
        this.indexed = new CellCounts(options.step());
        this.missingRanges = new MergedRanges(options.minGap().toMillis());
        this.unindexedRanges = new MergedRanges(options.minGap().toMillis());
    }

    /** Once for each chunk. */
    void addChunk() {
        chunks++;
    }

    /** Once for each chunk without an object. */
    void addMissing(long fromMillis, long throughMillis) {
        missingRanges.add(fromMillis, throughMillis, 1);
    }

    /** Cells of one day that a chunk overlaps. */
    void addCells(int first, int last, boolean withoutObject) {
        indexed.add(first, last);
        if (withoutObject) {
            if (missing == null) {
                missing = new CellCounts(options.step());
            }
            missing.add(first, last);
        }
    }

    void addUnindexed(int cell, int objects) {
        if (unindexed == null) {
            unindexed = new CellCounts(options.step());
        }
        unindexed.addTo(cell, objects);
        long start = days.startOf(cell);
        unindexedRanges.add(start, start + options.step().millis() - 1, objects);
    }

    /** A chunk object on whose days there is no table. */
    void addWithoutTable(long fromMillis, long throughMillis) {
        unindexedRanges.add(fromMillis, throughMillis, 1);
    }

    Coverage coverage(CoverageSubject subject) {
        List<CoverageCell> cells = new ArrayList<>();
        for (int cell = 0; cell < days.count(); cell++) {
            int named = indexed.at(cell);
            int lost = missing == null ? 0 : missing.at(cell);
            int unnamed = unindexed == null ? 0 : unindexed.at(cell);
            if (named + unnamed > 0) {
                cells.add(new CoverageCell(Instant.ofEpochMilli(days.startOf(cell)), named, lost, unnamed));
            }
        }
        List<CoverageRange> ranges = new ArrayList<>(holes(cells));
        ranges.addAll(lost(cells));
        ranges.addAll(missingRanges.as(Kind.MISSING));
        ranges.addAll(unindexedRanges.as(Kind.UNINDEXED));
        ranges.sort(Comparator.comparing(CoverageRange::from).thenComparing(CoverageRange::kind));
        return new Coverage(subject, options.step(), chunks, cells, ranges);
    }

    private List<CoverageRange> lost(List<CoverageCell> cells) {
        List<CoverageRange> lost = new ArrayList<>();
        for (CoverageCell cell : cells) {
            if (cell.chunks() == 0 || cell.missing() < cell.chunks()) {
                continue;
            }
            CoverageRange before = lost.isEmpty() ? null : lost.get(lost.size() - 1);
            boolean next = before != null && before.through().plusMillis(1).equals(cell.from());
            Instant through = cell.from().plus(options.step().length()).minusMillis(1);
            if (before != null && next) {
                lost.remove(lost.size() - 1);
                long most = Math.max(before.chunks(), cell.missing());
                lost.add(new CoverageRange(Kind.LOST, before.from(), through, most));
            } else {
                lost.add(new CoverageRange(Kind.LOST, cell.from(), through, cell.missing()));
            }
        }
        return lost;
    }

    private List<CoverageRange> holes(List<CoverageCell> cells) {
        Step step = options.step();
        List<CoverageRange> holes = new ArrayList<>();
        Instant end = null;
        for (CoverageCell cell : cells) {
            if (cell.chunks() == 0) {
                continue;
            }
            if (end != null && cell.from().isAfter(end)) {
                CoverageRange hole =
                        new CoverageRange(Kind.HOLE, end, cell.from().minusMillis(1), 0);
                if (hole.length().compareTo(options.minGap()) >= 0) {
                    holes.add(hole);
                }
            }
            end = cell.from().plus(step.length());
        }
        return holes;
    }
}
