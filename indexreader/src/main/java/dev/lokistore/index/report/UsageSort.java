package dev.lokistore.index.report;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Orders of usage rows: figures with the largest first and unknown ones last, equal ones by group. */
public enum UsageSort {
    STORED(UsageRow::storedBytes),
    RAW(UsageRow::rawBytes),
    ENTRIES(UsageRow::entries),
    CHUNKS(UsageRow::chunks),
    STREAMS(UsageRow::streams),
    AVERAGE(UsageRow::averageChunkBytes),
    OVERLAP(UsageRow::overlapBytes),
    TINY(UsageRow::tinyChunks),
    /** By the values of the group, ascending. */
    NAME(row -> 0L);

    private final Function<UsageRow, @Nullable Long> figure;

    UsageSort(Function<UsageRow, @Nullable Long> figure) {
        this.figure = figure;
    }

    /** @param keys that every row to be compared has a value for */
    Comparator<UsageRow> over(List<UsageKey> keys) {
        Comparator<UsageRow> order = Comparator.comparing(
                figure, Comparator.nullsLast(Comparator.<Long>naturalOrder().reversed()));
        for (UsageKey key : keys) {
            order = order.thenComparing(row -> value(row, key), key.order());
        }
        return order;
    }

    private static String value(UsageRow row, UsageKey key) {
        String value = row.group().get(key.text());
        return value == null ? "" : value;
    }
}
