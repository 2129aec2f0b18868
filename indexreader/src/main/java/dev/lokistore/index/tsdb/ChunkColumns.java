package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexSort;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.ReferenceDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The chunks of one stream in columns: many files' worth of them pass through here, so none becomes an object. */
final class ChunkColumns {
    private static final long[] NO_TIMES = {};
    private static final int[] NO_NUMBERS = {};
    private static final int PLACE_BITS = 20;
    private static final int MOST_INSERTED = 64;

    private long[] from = NO_TIMES;
    private long[] through = NO_TIMES;
    private int[] checksum = NO_NUMBERS;
    private int[] kilobytes = NO_NUMBERS;
    private int[] entries = NO_NUMBERS;
    private int size;

    // for sorting
    private int[] order = NO_NUMBERS;
    private long[] keys = NO_TIMES;
    private @Nullable ChunkColumns spare;

    int size() {
        return size;
    }

    void clear() {
        size = 0;
    }

    /** Numbers of 32 bits are unsigned. */
    void add(long fromMillis, long throughMillis, int ofChecksum, int rawKilobytes, int lines) {
        if (size == from.length) {
            reserve(Math.max(16, Math.addExact(size, size >> 1)));
        }
        from[size] = fromMillis;
        through[size] = throughMillis;
        checksum[size] = ofChecksum;
        kilobytes[size] = rawKilobytes;
        entries[size] = lines;
        size++;
    }

    private void reserve(int capacity) {
        from = Arrays.copyOf(from, capacity);
        through = Arrays.copyOf(through, capacity);
        checksum = Arrays.copyOf(checksum, capacity);
        kilobytes = Arrays.copyOf(kilobytes, capacity);
        entries = Arrays.copyOf(entries, capacity);
    }

    void add(ChunkColumns other, int index) {
        add(
                other.from[index],
                other.through[index],
                other.checksum[index],
                other.kilobytes[index],
                other.entries[index]);
    }

    /** @throws IllegalArgumentException if the chunk's volume is not known */
    void add(IndexedChunk chunk) {
        ChunkVolume volume = chunk.volume();
        if (volume == null) {
            throw new IllegalArgumentException("a TSDB index needs the size and the entries of " + chunk.ref());
        }
        ChunkRef ref = chunk.ref();
        if (ref.fromMillis() < 0 || ref.fromMillis() > ref.throughMillis()) {
            throw new IllegalArgumentException("times that a TSDB index cannot hold: " + ref);
        }
        add(ref.fromMillis(), ref.throughMillis(), ref.checksum(), u32(volume.rawKilobytes()), u32(volume.entries()));
    }

    private static int u32(long value) {
        if (value < 0 || value > 0xffffffffL) {
            throw new IllegalArgumentException("not an unsigned 32 bit number: " + value);
        }
        return (int) value;
    }

    long from(int index) {
        return from[index];
    }

    long through(int index) {
        return through[index];
    }

    int checksum(int index) {
        return checksum[index];
    }

    int kilobytes(int index) {
        return kilobytes[index];
    }

    int entries(int index) {
        return entries[index];
    }

    IndexedChunk get(int index, TenantId tenant, long fingerprint) {
        return new IndexedChunk(
                new ChunkRef(tenant, fingerprint, from[index], through[index], checksum[index]),
                new ChunkVolume(Integer.toUnsignedLong(kilobytes[index]), Integer.toUnsignedLong(entries[index])));
    }

    /** @see ReferenceDigest#hash */
    long hash(int index, long fingerprint) {
        return ReferenceDigest.hash(fingerprint, from[index], through[index], checksum[index]);
    }

    ReferenceDigest digest(long fingerprint) {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            sum += hash(i, fingerprint);
        }
        return new ReferenceDigest(size, sum);
    }

    /**
     * Orders by from, through, checksum, and keeps one of several that agree in these: that with the most kilobytes, then
     * entries, since Loki 2.7 and 2.8 stored compressed sizes for some ({@code formats/index-tables.md#43-chunk-list}).
     *
     * @return of what was left out, as if each were the chunk that stayed for it
     */
    ReferenceDigest sortUnique(long fingerprint) {
        if (ascends()) {
            return ReferenceDigest.NONE;
        }
        int[] sorted = sorted();
        ChunkColumns unique = spare();
        long duplicates = 0;
        long sum = 0;
        for (int i = 0; i < size; i++) {
            int place = sorted[i];
            int last = unique.size - 1;
            if (last >= 0 && compareKeys(unique, last, place) == 0) {
                duplicates++;
                sum += unique.hash(last, fingerprint);
            } else {
                unique.add(this, place);
            }
        }
        swap(unique);
        return new ReferenceDigest(duplicates, sum);
    }

    private boolean ascends() {
        return firstNotAscending() == 0;
    }

    /** The first that is not behind the one before it, by from, through, checksum; 0 if there is none. */
    int firstNotAscending() {
        for (int i = 1; i < size; i++) {
            if (compareKeys(this, i - 1, i) >= 0) {
                return i;
            }
        }
        return 0;
    }

    private ChunkColumns spare() {
        ChunkColumns known = spare;
        if (known == null) {
            known = new ChunkColumns();
            spare = known;
        }
        known.clear();
        return known;
    }

    private void swap(ChunkColumns other) {
        long[] times = from;
        from = other.from;
        other.from = times;
        times = through;
        through = other.through;
        other.through = times;
        int[] numbers = checksum;
        checksum = other.checksum;
        other.checksum = numbers;
        numbers = kilobytes;
        kilobytes = other.kilobytes;
        other.kilobytes = numbers;
        numbers = entries;
        entries = other.entries;
        other.entries = numbers;
        size = other.size;
    }

    /** Places in order: by from, which is quick to sort by, then those with the same among themselves. */
    private int[] sorted() {
        if (order.length < size) {
            order = new int[from.length];
            keys = new long[from.length];
        }
        long base = Long.MAX_VALUE;
        long last = 0;
        for (int i = 0; i < size; i++) {
            base = Math.min(base, from[i]);
            last = Math.max(last, from[i]);
        }
        if (size > 1 << PLACE_BITS || last - base >= 1L << Long.SIZE - 1 - PLACE_BITS) {
            return IndexSort.sort(size, this::compare);
        }
        for (int i = 0; i < size; i++) {
            keys[i] = from[i] - base << PLACE_BITS | i;
        }
        Arrays.sort(keys, 0, size);
        int alike = 0;
        for (int i = 0; i < size; i++) {
            int place = (int) keys[i] & (1 << PLACE_BITS) - 1;
            alike = i > 0 && from[order[i - 1]] == from[place] ? alike + 1 : 0;
            if (alike > MOST_INSERTED) {
                return IndexSort.sort(size, this::compare);
            }
            insert(place, i);
        }
        return order;
    }

    private void insert(int place, int end) {
        int at = end;
        while (at > 0 && from[order[at - 1]] == from[place] && compare(order[at - 1], place) > 0) {
            order[at] = order[at - 1];
            at--;
        }
        order[at] = place;
    }

    private int compare(int a, int b) {
        int keys = compareKeys(this, a, b);
        if (keys != 0) {
            return keys;
        }
        int larger = Integer.compareUnsigned(kilobytes[b], kilobytes[a]);
        return larger != 0 ? larger : Integer.compareUnsigned(entries[b], entries[a]);
    }

    /** One of {@code others} with one of these. */
    private int compareKeys(ChunkColumns others, int other, int index) {
        int order1 = Long.compare(others.from[other], from[index]);
        if (order1 != 0) {
            return order1;
        }
        int order2 = Long.compare(others.through[other], through[index]);
        return order2 != 0 ? order2 : Integer.compareUnsigned(others.checksum[other], checksum[index]);
    }
}
