package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The series of one fingerprint, of all tenants: those of several files with the same labels are one. */
final class FingerprintGroup {
    /** A series. Used again for the next group. */
    static final class Series {
        private int tenant;
        private int[] pairs = {};
        private int pairCount;
        private final ChunkColumns chunks = new ChunkColumns();

        int tenant() {
            return tenant;
        }

        int[] pairs() {
            return pairs;
        }

        int pairCount() {
            return pairCount;
        }

        ChunkColumns chunks() {
            return chunks;
        }

        private boolean is(SeriesScan other) {
            return tenant == other.tenant() && Arrays.equals(pairs, 0, pairCount, other.pairs(), 0, other.pairCount());
        }

        private void set(SeriesScan other) {
            tenant = other.tenant();
            pairCount = other.pairCount();
            pairs = pairs.length < pairCount ? new int[other.pairs().length] : pairs;
            System.arraycopy(other.pairs(), 0, pairs, 0, pairCount);
            chunks.clear();
        }
    }

    // ingesters give colliding streams other numbers, so more than a few come only from a hostile file
    private static final int MOST = 4096;

    private final List<Series> series = new ArrayList<>();
    private int size;

    void clear() {
        size = 0;
    }

    List<Series> series() {
        return series.subList(0, size);
    }

    /** Adds the record that the scan stands on. */
    void add(SeriesScan scan) throws IOException {
        Series known = find(scan);
        scan.chunks(known.chunks);
    }

    private Series find(SeriesScan scan) throws CorruptDataException {
        for (int i = 0; i < size; i++) {
            if (series.get(i).is(scan)) {
                return series.get(i);
            }
        }
        if (size == MOST) {
            throw scan.corrupt("series of one fingerprint", "at most " + MOST, "more");
        }
        if (size == series.size()) {
            series.add(new Series());
        }
        Series added = series.get(size++);
        added.set(scan);
        return added;
    }
}
