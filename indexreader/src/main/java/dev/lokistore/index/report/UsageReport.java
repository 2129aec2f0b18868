package dev.lokistore.index.report;

import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How much each group of chunks takes. */
final class UsageReport {
    private final UsageOptions options;
    /** Of a tree from everything down, else the one. */
    private final List<UsageLevel> levels = new ArrayList<>();

    private final int firstDepth;
    private final OverlapTracker overlaps = new OverlapTracker();

    UsageReport(UsageOptions options, List<Table> tables) {
        this.options = options;
        Integer depth = options.depth();
        this.firstDepth = depth == null ? options.keys().size() : 0;
        int last = depth == null ? firstDepth : depth;
        for (int keys = firstDepth; keys <= last; keys++) {
            levels.add(new UsageLevel(options.keys().subList(0, keys), options.goals(), tables));
        }
    }

    void add(Sight sight) {
        OverlapTracker.Fate overlap = overlaps.see(sight);
        for (UsageLevel level : levels) {
            level.add(sight, overlap);
        }
    }

    /** Each row before those below it. */
    UsageRest rows(ReportSink<UsageRow> sink) throws IOException {
        List<Map<List<String>, List<UsageRow>>> below = new ArrayList<>();
        for (int level = 0; level < levels.size(); level++) {
            below.add(byParent(levels.get(level).rows(), firstDepth + level));
        }
        return below.isEmpty() ? UsageRest.NONE : write(List.of(), 0, below, sink);
    }

    /** Sorted rows by the values of all keys but the last; without a tree all have the same, empty parent. */
    private Map<List<String>, List<UsageRow>> byParent(List<UsageRow> rows, int depth) {
        Map<List<String>, List<UsageRow>> sorted = new HashMap<>();
        rows.sort(options.sort().over(options.keys().subList(0, depth)));
        for (UsageRow row : rows) {
            List<String> values = List.copyOf(row.group().values());
            List<String> parent = firstDepth > 0 || depth == 0 ? List.of() : values.subList(0, depth - 1);
            sorted.computeIfAbsent(parent, key -> new ArrayList<>()).add(row);
        }
        return sorted;
    }

    private UsageRest write(
            List<String> parent, int level, List<Map<List<String>, List<UsageRow>>> below, ReportSink<UsageRow> sink)
            throws IOException {
        UsageRest rest = UsageRest.NONE;
        if (level == below.size()) {
            return rest;
        }
        long shown = 0;
        for (UsageRow row : below.get(level).getOrDefault(parent, List.of())) {
            if (shown++ < options.top()) {
                sink.accept(row);
                rest = rest.plus(write(List.copyOf(row.group().values()), level + 1, below, sink));
            } else {
                rest = rest.plus(new UsageRest(1, row.storedBytes()));
            }
        }
        return rest;
    }
}
