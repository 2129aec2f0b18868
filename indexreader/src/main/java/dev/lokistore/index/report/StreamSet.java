package dev.lokistore.index.report;

import dev.lokistore.chunk.Labels;
import dev.lokistore.index.IndexedSeries;

/**
 * Counts distinct streams: by tenant and labels, or by fingerprint where the labels are not known. Keeps 128-bit hashes
 * only. Not thread-safe.
 */
final class StreamSet {
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private final LongPairSet hashes = new LongPairSet();

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
        return hashes.add(hash(series, group * PRIME + 1), hash(series, ~group * PRIME + 2));
    }

    private static long hash(IndexedSeries series, long seed) {
        long hash = text(seed, series.tenant().value());
        Labels labels = series.labels();
        if (labels == null) {
            return mix(
                    hash,
                    series.chunks().isEmpty() ? 0 : series.chunks().get(0).ref().fingerprint());
        }
        for (int i = 0; i < labels.size(); i++) {
            hash = text(text(hash, labels.name(i)), labels.value(i));
        }
        return mix(hash, labels.size());
    }

    private static long text(long seed, String text) {
        long hash = seed;
        for (int i = 0; i < text.length(); i++) {
            hash = mix(hash, text.charAt(i));
        }
        // no char has this number: the end of one text and the start of the next stay apart
        return mix(hash, 1 << 16);
    }

    private static long mix(long hash, long value) {
        long mixed = (hash ^ value) * PRIME;
        return mixed ^ mixed >>> 29;
    }
}
