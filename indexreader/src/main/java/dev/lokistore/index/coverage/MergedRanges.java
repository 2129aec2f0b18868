package dev.lokistore.index.coverage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Ranges of time with a number of chunks each; those near to each other become one. There are never more than
 * {@value #MAX_RANGES}: beyond that, those farther apart are merged too.
 */
final class MergedRanges {
    private static final int MAX_RANGES = 10_000;

    private record Range(long from, long through, long chunks) {
        Range and(Range other) {
            return new Range(Math.min(from, other.from), Math.max(through, other.through), chunks + other.chunks);
        }
    }

    private final TreeMap<Long, Range> ranges = new TreeMap<>();
    private long nearMillis;

    /** @param nearMillis ranges with less than this between them are merged; 1 or more */
    MergedRanges(long nearMillis) {
        this.nearMillis = nearMillis;
    }

    /** Ms since the epoch, inclusive; a range that ends before it begins is taken for its start. */
    void add(long fromMillis, long throughMillis, long chunks) {
        merge(new Range(fromMillis, Math.max(fromMillis, throughMillis), chunks));
        while (ranges.size() > MAX_RANGES) {
            nearMillis = nearMillis > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : nearMillis * 2;
            List<Range> all = new ArrayList<>(ranges.values());
            ranges.clear();
            all.forEach(this::merge);
        }
    }

    private void merge(Range added) {
        Range merged = added;
        Map.Entry<Long, Range> before = ranges.floorEntry(added.from);
        if (before != null && near(before.getValue(), added)) {
            merged = merged.and(before.getValue());
            ranges.remove(before.getKey());
        }
        for (Map.Entry<Long, Range> next = ranges.higherEntry(merged.from);
                next != null && near(merged, next.getValue());
                next = ranges.higherEntry(merged.from)) {
            merged = merged.and(next.getValue());
            ranges.remove(next.getKey());
        }
        ranges.put(merged.from, merged);
    }

    private boolean near(Range first, Range second) {
        long gap = second.from - first.through;
        // a negative gap between ranges that do not overlap: it is longer than a long tells
        return second.from <= first.through || gap >= 0 && gap <= nearMillis;
    }

    /** By start. */
    List<CoverageRange> as(CoverageRange.Kind kind) {
        List<CoverageRange> found = new ArrayList<>();
        for (Range range : ranges.values()) {
            found.add(new CoverageRange(
                    kind, Instant.ofEpochMilli(range.from), Instant.ofEpochMilli(range.through), range.chunks));
        }
        return found;
    }
}
