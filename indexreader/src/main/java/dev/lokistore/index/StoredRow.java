package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.layout.ChunkForm;
import dev.lokistore.objectstore.ObjectInfo;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A stored chunk as two byte strings. Keys sort, as unsigned bytes, in the order of {@link ChunkDays}.
 *
 * <p>Key: day (8 bytes, sign bit flipped), tenant in UTF-8, 0, fingerprint (8 bytes), from, through (8 bytes each, sign
 * bit flipped), checksum (4 bytes), all big-endian. No tenant has a 0, so no tenant's keys lie among another's. Value: form (1 byte), size (8), last
 * modified seconds (8) and nanoseconds (4), ETag in UTF-8.
 */
final class StoredRow {
    private static final int REF_BYTES = 3 * Long.BYTES + Integer.BYTES;
    private static final int VALUE_BYTES = 1 + 2 * Long.BYTES + Integer.BYTES;
    private static final ChunkForm[] FORMS = ChunkForm.values();

    private StoredRow() {}

    static byte[] key(ChunkRef ref) {
        byte[] tenant = ref.tenant().value().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(Long.BYTES + tenant.length + 1 + REF_BYTES)
                .putLong(ChunkDays.day(ref) ^ Long.MIN_VALUE)
                .put(tenant)
                .put((byte) 0)
                .putLong(ref.fingerprint())
                .putLong(ref.fromMillis() ^ Long.MIN_VALUE)
                .putLong(ref.throughMillis() ^ Long.MIN_VALUE)
                .putInt(ref.checksum())
                .array();
    }

    static ChunkRef ref(byte[] key) {
        ByteBuffer buffer = ByteBuffer.wrap(key);
        byte[] tenant = new byte[key.length - Long.BYTES - 1 - REF_BYTES];
        buffer.position(Long.BYTES).get(tenant).get();
        return new ChunkRef(
                TenantId.of(new String(tenant, StandardCharsets.UTF_8)),
                buffer.getLong(),
                buffer.getLong() ^ Long.MIN_VALUE,
                buffer.getLong() ^ Long.MIN_VALUE,
                buffer.getInt());
    }

    static byte[] value(ChunkForm form, ObjectInfo object) {
        byte[] etag = object.etag().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(VALUE_BYTES + etag.length)
                .put((byte) form.ordinal())
                .putLong(object.sizeBytes())
                .putLong(object.lastModified().getEpochSecond())
                .putInt(object.lastModified().getNano())
                .put(etag)
                .array();
    }

    /** Adds what {@link #key} and {@link #value} made to columns. */
    static boolean add(byte[] key, byte[] value, PackedChunks to) {
        ByteBuffer buffer = ByteBuffer.wrap(value);
        ChunkForm form = FORMS[buffer.get()];
        long sizeBytes = buffer.getLong();
        Instant modified = Instant.ofEpochSecond(buffer.getLong(), buffer.getInt());
        String etag = new String(value, VALUE_BYTES, value.length - VALUE_BYTES, StandardCharsets.UTF_8);
        return to.add(ref(key), form, sizeBytes, modified, etag);
    }
}
