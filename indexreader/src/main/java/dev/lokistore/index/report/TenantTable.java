package dev.lokistore.index.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One tenant's streams in one table, each with the part of its chunks that lies in the table's days. State: 48 bytes a
 * chunk.
 */
final class TenantTable {
    private static final int FIRST_CAPACITY = 16;
    private static final int BITS = Long.SIZE - 1;

    private final List<LabelStream> streams = new ArrayList<>();
    private int parts;
    private int[] streamOf = new int[FIRST_CAPACITY];
    private long[] from = new long[FIRST_CAPACITY];
    private long[] to = new long[FIRST_CAPACITY];
    private long[] chunkMillis = new long[FIRST_CAPACITY];
    private long[] storedBytes = new long[FIRST_CAPACITY];

    /** A stream that has a chunk here; it may come several times. */
    void enter(LabelStream stream) {
        if (!stream.isIn(this)) {
            stream.enter(this, streams.size());
            streams.add(stream);
        }
    }

    List<LabelStream> streams() {
        return streams;
    }

    /**
     * A part of a chunk.
     *
     * @param fromMillis of the part
     * @param toMillis of the part, exclusive; after {@code fromMillis}
     * @param wholeMillis length of the whole chunk; 1 or more
     */
    void add(LabelStream stream, long fromMillis, long toMillis, long wholeMillis, long bytes) {
        if (parts == from.length) {
            streamOf = Arrays.copyOf(streamOf, 2 * parts);
            from = Arrays.copyOf(from, 2 * parts);
            to = Arrays.copyOf(to, 2 * parts);
            chunkMillis = Arrays.copyOf(chunkMillis, 2 * parts);
            storedBytes = Arrays.copyOf(storedBytes, 2 * parts);
        }
        streamOf[parts] = stream.number();
        from[parts] = fromMillis;
        to[parts] = toMillis;
        chunkMillis[parts] = wholeMillis;
        storedBytes[parts] = bytes;
        parts++;
    }

    int parts() {
        return parts;
    }

    int streamOf(int part) {
        return streamOf[part];
    }

    /** What 1 ms is of the part's whole chunk. */
    double weight(int part) {
        return 1.0 / chunkMillis[part];
    }

    /** What share of its chunk the part is. */
    double chunks(int part) {
        return (to[part] - from[part]) * weight(part);
    }

    long storedBytes(int part) {
        return storedBytes[part];
    }

    /** When the event is, see {@link #events()}. */
    long millis(int event) {
        return event % 2 == 0 ? to[event / 2] : from[event / 2];
    }

    /** Ends (twice the part's number) and starts (one more) of all parts, by time; of the same time ends first. */
    int[] events() {
        int count = 2 * parts;
        int numberBits = Integer.SIZE - Integer.numberOfLeadingZeros(count);
        long first = Arrays.stream(from, 0, parts).min().orElse(0);
        // a table that covers more time than fits is no table; its latest events come in any order
        long latest = (1L << BITS - 1 - numberBits) - 1;
        long[] packed = new long[count];
        for (int event = 0; event < count; event++) {
            long time = Math.min(latest, millis(event) - first);
            packed[event] = (time << 1 | event % 2) << numberBits | event;
        }
        Arrays.sort(packed);
        int[] events = new int[count];
        for (int i = 0; i < count; i++) {
            events[i] = (int) (packed[i] & (1L << numberBits) - 1);
        }
        return events;
    }
}
