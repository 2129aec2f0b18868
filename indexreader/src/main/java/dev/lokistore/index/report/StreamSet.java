package dev.lokistore.index.report;

import dev.lokistore.chunk.Labels;
import dev.lokistore.index.IndexedSeries;
import org.jspecify.annotations.Nullable;

/**
 * Counts distinct streams: by tenant and labels, or by fingerprint where the labels are not known. Keeps 128-bit hashes
 * only. Not thread-safe.
 */
final class StreamSet {
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private final LongPairSet hashes = new LongPairSet();
    /** The series that came last: its chunks come one after the other. */
    private @Nullable IndexedSeries hashed;

    private long high;
    private long low;

    long size() {
        return hashes.size();
    }

    /** @return whether the stream was not there before */
    boolean add(IndexedSeries series) {
        return add(series, 0);
    }

    /**
     * @param group the same stream counts once in each group
     * @return whether the stream was not there before
     */
    boolean add(IndexedSeries series, int group) {
        if (series != hashed) {
            hash(series);
        }
        return hashes.add(mix(high, group * PRIME + 1), mix(low, ~group * PRIME + 2));
    }

    private void hash(IndexedSeries series) {
        hashed = series;
        high = PRIME;
        low = ~PRIME;
        text(series.tenant().value());
        Labels labels = series.labels();
        if (labels == null) {
            number(series.chunks().isEmpty() ? 0 : series.chunks().get(0).ref().fingerprint());
            return;
        }
        for (int i = 0; i < labels.size(); i++) {
            text(labels.name(i));
            text(labels.value(i));
        }
        number(labels.size());
    }

    private void text(String text) {
        long a = high;
        long b = low;
        for (int i = 0; i < text.length(); i++) {
            a = mix(a, text.charAt(i));
            b = mix(b, text.charAt(i));
        }
        high = a;
        low = b;
        // no char has this number: the end of one text and the start of the next stay apart
        number(1 << 16);
    }

    private void number(long value) {
        high = mix(high, value);
        low = mix(low, value);
    }

    private static long mix(long hash, long value) {
        long mixed = (hash ^ value) * PRIME;
        return mixed ^ mixed >>> 29;
    }
}
