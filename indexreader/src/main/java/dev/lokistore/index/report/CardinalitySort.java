package dev.lokistore.index.report;

import dev.lokistore.chunk.Labels;
import java.util.Comparator;
import java.util.function.ToLongFunction;

/** Orders of cardinality rows: figures with the largest first, then what saves most, then by tenant and label. */
public enum CardinalitySort {
    SAVED(CardinalityRow::streamsSaved),
    VALUES(CardinalityRow::values),
    STREAMS(CardinalityRow::streams),
    CHUNKS(CardinalityRow::chunks),
    STORED(CardinalityRow::storedBytes),
    /** By tenant, then label, ascending. */
    NAME(row -> 0);

    private final ToLongFunction<CardinalityRow> figure;

    CardinalitySort(ToLongFunction<CardinalityRow> figure) {
        this.figure = figure;
    }

    public Comparator<CardinalityRow> order() {
        Comparator<CardinalityRow> byName = Comparator.comparing(CardinalityRow::tenant)
                .thenComparing(row -> String.join(",", row.labels()), Labels::compareUtf8);
        return this == NAME
                ? byName
                : Comparator.comparingLong(figure)
                        .thenComparingLong(CardinalityRow::streamsSaved)
                        .thenComparingLong(CardinalityRow::values)
                        .reversed()
                        .thenComparing(byName);
    }
}
