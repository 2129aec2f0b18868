package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.layout.ChunkForm;
import dev.lokistore.index.layout.ChunkName;
import dev.lokistore.index.pack.BlobSink;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * Chunks in columns of primitives, about 80 bytes each with an S3 ETag: filled, then sorted, then read. Not
 * thread-safe until sorted.
 */
final class PackedChunks implements SortedChunks {
    private static final int FIRST_CAPACITY = 1024;
    private static final ChunkForm[] FORMS = ChunkForm.values();
    private static final int FORM_MASK = 0x0f;
    /** An ETag that is an MD5, as most are, takes 16 bytes. */
    private static final int HEX_ETAG = 0x10;

    private static final HexFormat HEX = HexFormat.of();
    static final int MD5_BYTES = 16;

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

    /** Chunks that were added. */
    int added() {
        return size;
    }

    /** @return false if there is no room for the ETag: arrays end at 2 GiB */
    boolean add(ChunkName name, ObjectInfo object) {
        return add(name.ref(), name.form(), object.sizeBytes(), object.lastModified(), object.etag());
    }

    /** @return false if there is no room for the ETag: arrays end at 2 GiB */
    boolean add(ChunkRef ref, ChunkForm formOfKey, long bytes, Instant modified, String etagText) {
        boolean hex = isMd5(etagText);
        byte[] etag = hex ? HEX.parseHex(etagText) : etagText.getBytes(StandardCharsets.UTF_8);
        return add(ref, formOfKey, bytes, modified, etag, hex);
    }

    private static boolean isMd5(String etag) {
        boolean hex = etag.length() == 2 * MD5_BYTES;
        for (int i = 0; hex && i < etag.length(); i++) {
            char digit = etag.charAt(i);
            hex = digit >= '0' && digit <= '9' || digit >= 'a' && digit <= 'f';
        }
        return hex;
    }

    /** @param hex whether the ETag is the lower-case hex of the bytes, else it is their UTF-8 */
    boolean add(ChunkRef ref, ChunkForm formOfKey, long bytes, Instant modified, byte[] etag, boolean hex) {
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
        tenant[size] = numberOf(ref.tenant());
        fingerprint[size] = ref.fingerprint();
        from[size] = ref.fromMillis();
        through[size] = ref.throughMillis();
        checksum[size] = ref.checksum();
        form[size] = (byte) (formOfKey.ordinal() | (hex ? HEX_ETAG : 0));
        sizeBytes[size] = bytes;
        modifiedSecond[size] = modified.getEpochSecond();
        modifiedNano[size] = modified.getNano();
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

    /** For columns that were filled in order, without equal chunks. */
    PackedChunks sorted() {
        order = new int[size];
        Arrays.setAll(order, i -> i);
        return this;
    }

    /** Sorts in the order of {@link ChunkDays}, then by form, and drops all but the first of equal chunks. */
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
        int c = Long.compare(ChunkDays.day(from[a]), ChunkDays.day(from[b]));
        c = c != 0 ? c : Integer.compare(rank[tenant[a]], rank[tenant[b]]);
        c = c != 0 ? c : Long.compareUnsigned(fingerprint[a], fingerprint[b]);
        c = c != 0 ? c : Long.compare(from[a], from[b]);
        c = c != 0 ? c : Long.compare(through[a], through[b]);
        c = c != 0 ? c : Integer.compareUnsigned(checksum[a], checksum[b]);
        return c != 0 ? c : Integer.compare(form[a] & FORM_MASK, form[b] & FORM_MASK);
    }

    private boolean sameChunk(int a, int b) {
        return tenant[a] == tenant[b]
                && fingerprint[a] == fingerprint[b]
                && from[a] == from[b]
                && through[a] == through[b]
                && checksum[a] == checksum[b];
    }

    /** Distinct chunks; after {@link #sort()}. */
    @Override
    public long size() {
        return order.length;
    }

    @Override
    public List<TenantId> tenants() {
        return tenants;
    }

    @Override
    public ChunkRef ref(long place) {
        int i = order[(int) place];
        return new ChunkRef(tenants.get(tenant[i]), fingerprint[i], from[i], through[i], checksum[i]);
    }

    @Override
    public boolean isAt(long place, ChunkRef ref) {
        int i = order[(int) place];
        return fingerprint[i] == ref.fingerprint()
                && from[i] == ref.fromMillis()
                && through[i] == ref.throughMillis()
                && checksum[i] == ref.checksum()
                && tenants.get(tenant[i]).equals(ref.tenant());
    }

    @Override
    public ChunkForm form(long place) {
        return FORMS[form[order[(int) place]] & FORM_MASK];
    }

    @Override
    public ObjectInfo object(long place) {
        String etag = hexEtag(place) ? HEX.formatHex(etag(place)) : new String(etag(place), StandardCharsets.UTF_8);
        return new ObjectInfo(key(place), sizeBytes(place), modified(place), etag);
    }

    @Override
    public ChunkObject look(long place) {
        return new Placed(this, (int) place);
    }

    private record Placed(PackedChunks chunks, int place) implements ChunkObject {
        @Override
        public long sizeBytes() {
            return chunks.sizeBytes(place);
        }

        @Override
        public ObjectKey key() {
            return chunks.key(place);
        }
    }

    private ObjectKey key(long place) {
        return ObjectKey.of(form(place).key(ref(place), delimiter));
    }

    @Override
    public ListingDirectory writeTo(BlobSink segments) throws IOException {
        ListingWriter writer = new ListingWriter(delimiter, segments);
        for (long place = 0; place < size(); place++) {
            writer.add(this, place);
        }
        return writer.finish();
    }

    /** Adds a chunk of other columns. */
    void add(PackedChunks from, long place) {
        add(
                from.ref(place),
                from.form(place),
                from.sizeBytes(place),
                from.modified(place),
                from.etag(place),
                from.hexEtag(place));
    }

    long sizeBytes(long place) {
        return sizeBytes[order[(int) place]];
    }

    Instant modified(long place) {
        int i = order[(int) place];
        return Instant.ofEpochSecond(modifiedSecond[i], modifiedNano[i]);
    }

    /** Whether {@link #etag} is an MD5, which as text is lower-case hex. */
    boolean hexEtag(long place) {
        return (form[order[(int) place]] & HEX_ETAG) != 0;
    }

    byte[] etag(long place) {
        int i = order[(int) place];
        return Arrays.copyOfRange(etags, i == 0 ? 0 : etagEnd[i - 1], etagEnd[i]);
    }

    @Override
    public long lowerBound(long day, ChunkRef ref) {
        int low = 0;
        int high = order.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(order[middle], day, ref) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private int compare(int i, long day, ChunkRef ref) {
        int c = Long.compare(ChunkDays.day(from[i]), day);
        c = c != 0 ? c : tenants.get(tenant[i]).compareTo(ref.tenant());
        c = c != 0 ? c : Long.compareUnsigned(fingerprint[i], ref.fingerprint());
        c = c != 0 ? c : Long.compare(from[i], ref.fromMillis());
        c = c != 0 ? c : Long.compare(through[i], ref.throughMillis());
        return c != 0 ? c : Integer.compareUnsigned(checksum[i], ref.checksum());
    }
}
