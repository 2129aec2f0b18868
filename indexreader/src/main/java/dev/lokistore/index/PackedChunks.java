package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.layout.ChunkForm;
import dev.lokistore.index.layout.ChunkName;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Chunks in columns of primitives, about 120 bytes each with an S3 ETag: filled, then sorted, then read. Not
 * thread-safe until sorted.
 */
final class PackedChunks {
    private static final int FIRST_CAPACITY = 1024;
    private static final ChunkForm[] FORMS = ChunkForm.values();

    private final char delimiter;
    private final List<TenantId> tenants = new ArrayList<>();
    private final Map<TenantId, Integer> tenantNumbers = new HashMap<>();
    private int size;
    private int[] tenant = new int[FIRST_CAPACITY];
    private long[] fingerprint = new long[FIRST_CAPACITY];
    private long[] from = new long[FIRST_CAPACITY];
    private long[] through = new long[FIRST_CAPACITY];
    private int[] checksum = new int[FIRST_CAPACITY];
    private byte[] form = new byte[FIRST_CAPACITY];
    private long[] sizeBytes = new long[FIRST_CAPACITY];
    private long[] modifiedSecond = new long[FIRST_CAPACITY];
    private int[] modifiedNano = new int[FIRST_CAPACITY];
    private int[] etagEnd = new int[FIRST_CAPACITY];
    private byte[] etags = new byte[FIRST_CAPACITY * Integer.BYTES];
    private int[] order = new int[0];

    /** @param delimiter of the store's chunk keys, from which the physical keys are made again */
    PackedChunks(char delimiter) {
        this.delimiter = delimiter;
    }

    int size() {
        return size;
    }

    /** @return false if there is no room for the ETag: arrays end at 2 GiB */
    boolean add(ChunkName name, ObjectInfo object) {
        byte[] etag = object.etag().getBytes(StandardCharsets.UTF_8);
        int start = size == 0 ? 0 : etagEnd[size - 1];
        if (etag.length > Integer.MAX_VALUE - Long.BYTES - start) {
            return false;
        }
        if (size == tenant.length) {
            grow();
        }
        if (start + etag.length > etags.length) {
            long wanted = Math.max(start + (long) etag.length, etags.length * 2L);
            etags = Arrays.copyOf(etags, (int) Math.min(Integer.MAX_VALUE - Long.BYTES, wanted));
        }
        System.arraycopy(etag, 0, etags, start, etag.length);
        etagEnd[size] = start + etag.length;
        ChunkRef ref = name.ref();
        tenant[size] = numberOf(ref.tenant());
        fingerprint[size] = ref.fingerprint();
        from[size] = ref.fromMillis();
        through[size] = ref.throughMillis();
        checksum[size] = ref.checksum();
        form[size] = (byte) name.form().ordinal();
        sizeBytes[size] = object.sizeBytes();
        modifiedSecond[size] = object.lastModified().getEpochSecond();
        modifiedNano[size] = object.lastModified().getNano();
        size++;
        return true;
    }

    private int numberOf(TenantId id) {
        Integer number = tenantNumbers.get(id);
        if (number == null) {
            number = tenants.size();
            tenants.add(id);
            tenantNumbers.put(id, number);
        }
        return number;
    }

    private void grow() {
        int capacity = Math.multiplyExact(size, 2);
        tenant = Arrays.copyOf(tenant, capacity);
        fingerprint = Arrays.copyOf(fingerprint, capacity);
        from = Arrays.copyOf(from, capacity);
        through = Arrays.copyOf(through, capacity);
        checksum = Arrays.copyOf(checksum, capacity);
        form = Arrays.copyOf(form, capacity);
        sizeBytes = Arrays.copyOf(sizeBytes, capacity);
        modifiedSecond = Arrays.copyOf(modifiedSecond, capacity);
        modifiedNano = Arrays.copyOf(modifiedNano, capacity);
        etagEnd = Arrays.copyOf(etagEnd, capacity);
    }

    /** Sorts by chunk, then form, and drops all but the first of equal chunks. */
    PackedChunks sort() {
        int[] rank = ranks();
        int[] sorted = IndexSort.sort(size, (a, b) -> compare(rank, a, b));
        int kept = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (kept == 0 || !sameChunk(sorted[kept - 1], sorted[i])) {
                sorted[kept++] = sorted[i];
            }
        }
        order = Arrays.copyOf(sorted, kept);
        return this;
    }

    private int[] ranks() {
        List<TenantId> ordered = new ArrayList<>(tenants);
        Collections.sort(ordered);
        int[] rank = new int[ordered.size()];
        for (int i = 0; i < rank.length; i++) {
            rank[numberOf(ordered.get(i))] = i;
        }
        return rank;
    }

    private int compare(int[] rank, int a, int b) {
        int c = Integer.compare(rank[tenant[a]], rank[tenant[b]]);
        c = c != 0 ? c : Long.compareUnsigned(fingerprint[a], fingerprint[b]);
        c = c != 0 ? c : Long.compare(from[a], from[b]);
        c = c != 0 ? c : Long.compare(through[a], through[b]);
        c = c != 0 ? c : Integer.compareUnsigned(checksum[a], checksum[b]);
        return c != 0 ? c : Byte.compare(form[a], form[b]);
    }

    private boolean sameChunk(int a, int b) {
        return tenant[a] == tenant[b]
                && fingerprint[a] == fingerprint[b]
                && from[a] == from[b]
                && through[a] == through[b]
                && checksum[a] == checksum[b];
    }

    /** Distinct chunks; after {@link #sort()}. */
    int distinct() {
        return order.length;
    }

    List<TenantId> tenants() {
        return tenants;
    }

    /** The chunk at a place of the sorted order. */
    ChunkRef ref(int place) {
        int i = order[place];
        return new ChunkRef(tenants.get(tenant[i]), fingerprint[i], from[i], through[i], checksum[i]);
    }

    ChunkForm form(int place) {
        return FORMS[form[order[place]]];
    }

    /** The object of the chunk at a place of the sorted order. */
    ObjectInfo object(int place) {
        int i = order[place];
        int start = i == 0 ? 0 : etagEnd[i - 1];
        String etag = new String(etags, start, etagEnd[i] - start, StandardCharsets.UTF_8);
        ObjectKey key = ObjectKey.of(form(place).key(ref(place), delimiter));
        return new ObjectInfo(key, sizeBytes[i], Instant.ofEpochSecond(modifiedSecond[i], modifiedNano[i]), etag);
    }

    /** The first place whose chunk is not below {@code ref}; {@link #distinct()} if all are. */
    int lowerBound(ChunkRef ref) {
        int low = 0;
        int high = order.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(order[middle], ref) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int compare(int i, ChunkRef ref) {
        int c = tenants.get(tenant[i]).compareTo(ref.tenant());
        c = c != 0 ? c : Long.compareUnsigned(fingerprint[i], ref.fingerprint());
        c = c != 0 ? c : Long.compare(from[i], ref.fromMillis());
        c = c != 0 ? c : Long.compare(through[i], ref.throughMillis());
        return c != 0 ? c : Integer.compareUnsigned(checksum[i], ref.checksum());
    }
}
