package dev.lokistore.index.report;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts chunks by classes of one figure. */
final class Histogram {
    private static final String UNKNOWN = "unknown";
    private static final double MILLIS_PER_SECOND = 1000;
    private static final int PERCENT = 100;

    private final HistogramKind kind;
    private final ChunkGoals goals;
    private final List<Bin> bins;
    /** The last element counts what has no figure. */
    private final long[] chunks;

    private final long[] storedBytes;

    Histogram(HistogramKind kind, ChunkGoals goals) {
        this.kind = kind;
        this.goals = goals;
        this.bins = Bin.of(kind, goals);
        this.chunks = new long[bins.size() + 1];
        this.storedBytes = new long[bins.size() + 1];
    }

    void add(Sight sight) {
        Double figure = figure(sight);
        int bin = figure == null ? bins.size() : binOf(figure);
        chunks[bin]++;
        storedBytes[bin] += sight.storedBytes();
    }

    private @Nullable Double figure(Sight sight) {
        Double bytes = sight.object() == null ? null : (Double) (double) sight.storedBytes();
        return switch (kind) {
            case SIZE, TINY -> bytes;
            case FILL -> bytes == null ? null : (Double) (bytes * PERCENT / goals.targetBytes());
            case SPAN ->
                (sight.chunk().ref().throughMillis() - sight.chunk().ref().fromMillis()) / MILLIS_PER_SECOND;
            case ENTRIES -> {
                Long entries = sight.figures().entries();
                yield entries == null ? null : (Double) (double) entries;
            }
        };
    }

    private int binOf(double figure) {
        int bin = bins.size() - 1;
        while (bin > 0 && figure < bins.get(bin).atLeast()) {
            bin--;
        }
        return bin;
    }

    /** From the first class that has a chunk to the last; of {@link HistogramKind#TINY} all. */
    void rows(ReportSink<HistogramRow> sink) throws IOException {
        long allChunks = sum(chunks);
        long allBytes = sum(storedBytes);
        if (allChunks == 0) {
            return;
        }
        int first = kind == HistogramKind.TINY ? 0 : next(0, 1);
        int last = kind == HistogramKind.TINY ? bins.size() - 1 : next(bins.size() - 1, -1);
        for (int bin = first; bin <= last; bin++) {
            Long below = bin + 1 < bins.size() ? (Long) bins.get(bin + 1).atLeast() : null;
            write(bin, bins.get(bin).name(), bins.get(bin).atLeast(), below, allChunks, allBytes, sink);
        }
        if (chunks[bins.size()] > 0) {
            write(bins.size(), UNKNOWN, null, null, allChunks, allBytes, sink);
        }
    }

    /** The nearest class with a chunk; beyond the classes if there is none. */
    private int next(int from, int step) {
        int bin = from;
        while (bin >= 0 && bin < bins.size() && chunks[bin] == 0) {
            bin += step;
        }
        return bin;
    }

    private void write(
            int bin,
            String name,
            @Nullable Long atLeast,
            @Nullable Long below,
            long allChunks,
            long allBytes,
            ReportSink<HistogramRow> sink)
            throws IOException {
        sink.accept(new HistogramRow(
                kind,
                name,
                atLeast,
                below,
                chunks[bin],
                storedBytes[bin],
                (double) chunks[bin] / allChunks,
                allBytes == 0 ? 0 : (double) storedBytes[bin] / allBytes));
    }

    private static long sum(long[] counts) {
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }
}
