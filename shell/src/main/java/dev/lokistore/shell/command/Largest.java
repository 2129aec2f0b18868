package dev.lokistore.shell.command;

import dev.lokistore.index.report.ReportSink;
import dev.lokistore.shell.render.Quantity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.ToLongFunction;

/** The largest rows of a report, what the others come to: bounded, however many there are. */
final class Largest<T> implements ReportSink<T> {
    /** Rows of the same size stay in the report's order, as far as they are among the largest. */
    private record Numbered<T>(T row, long size, long number) {}

    private static final Comparator<Numbered<?>> SMALLEST_FIRST = Comparator.<Numbered<?>>comparingLong(Numbered::size)
            .thenComparing(Numbered::number, (a, b) -> Long.compare(b, a));

    private final int limit;
    private final ToLongFunction<T> size;
    private final PriorityQueue<Numbered<T>> kept = new PriorityQueue<>(SMALLEST_FIRST);
    private long count;
    private long dropped;
    private long droppedSize;

    /** @param size what the largest have most of; bytes where {@link #rest} is asked for */
    Largest(int limit, ToLongFunction<T> size) {
        this.limit = limit;
        this.size = size;
    }

    @Override
    public void accept(T row) {
        kept.add(new Numbered<>(row, size.applyAsLong(row), count++));
        if (kept.size() > limit) {
            Numbered<T> smallest = kept.remove();
            dropped++;
            droppedSize += smallest.size();
        }
    }

    long count() {
        return count;
    }

    /** Largest first. */
    List<T> rows() {
        List<Numbered<T>> sorted = new ArrayList<>(kept);
        sorted.sort(SMALLEST_FIRST.reversed());
        return sorted.stream().map(Numbered::row).toList();
    }

    /** How many are left out, as a sentence; empty if none. */
    String more(String which) {
        return dropped == 0 ? "" : "And " + Quantity.count(dropped) + " " + which + ".";
    }

    /** What is left out, as a sentence; empty if nothing. */
    String rest(String what) {
        return dropped == 0
                ? ""
                : "And " + Quantity.count(dropped) + " more " + what + " with " + Quantity.bytes(droppedSize)
                        + " together.";
    }
}
