package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.layout.ChunkForm;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A stored chunk as two byte strings. Keys sort, as unsigned bytes, in the order of {@link ChunkRef}.
 *
 * <p>Key: tenant in UTF-8, 0, fingerprint (8 bytes), from, through (8 bytes each, sign bit flipped), checksum (4 bytes),
 * all big-endian. No tenant has a 0, so no tenant's keys lie among another's. Value: form (1 byte), size (8), last
 * modified seconds (8) and nanoseconds (4), ETag in UTF-8.
 */
final class StoredRow {
    private static final int REF_BYTES = 3 * Long.BYTES + Integer.BYTES;
    private static final int VALUE_BYTES = 1 + 2 * Long.BYTES + Integer.BYTES;
    private static final ChunkForm[] FORMS = ChunkForm.values();

    private StoredRow() {}

    static byte[] key(ChunkRef ref) {
        byte[] tenant = ref.tenant().value().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(tenant.length + 1 + REF_BYTES)
                .put(tenant)
                .put((byte) 0)
                .putLong(ref.fingerprint())
                .putLong(ref.fromMillis() ^ Long.MIN_VALUE)
                .putLong(ref.throughMillis() ^ Long.MIN_VALUE)
                .putInt(ref.checksum())
                .array();
    }

    /** Not above any key of the tenant, above all keys of tenants before it. */
    static byte[] firstOf(TenantId tenant) {
        return bound(tenant, 0);
    }

    /** Above all keys of the tenant, not above any key of tenants behind it. */
    static byte[] behind(TenantId tenant) {
        return bound(tenant, 1);
    }

    private static byte[] bound(TenantId tenant, int end) {
        byte[] name = tenant.value().getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(name.length + 1).put(name).put((byte) end).array();
    }

    static ChunkRef ref(byte[] key) {
        ByteBuffer buffer = ByteBuffer.wrap(key);
        byte[] tenant = new byte[key.length - 1 - REF_BYTES];
        buffer.get(tenant).get();
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

    static ObjectInfo object(ChunkRef ref, byte[] value, char delimiter) {
        ByteBuffer buffer = ByteBuffer.wrap(value);
        ObjectKey key = ObjectKey.of(FORMS[buffer.get()].key(ref, delimiter));
        long sizeBytes = buffer.getLong();
        Instant modified = Instant.ofEpochSecond(buffer.getLong(), buffer.getInt());
        String etag = new String(value, VALUE_BYTES, value.length - VALUE_BYTES, StandardCharsets.UTF_8);
        return new ObjectInfo(key, sizeBytes, modified, etag);
    }
}
