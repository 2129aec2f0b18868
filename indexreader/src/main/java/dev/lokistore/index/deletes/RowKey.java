package dev.lokistore.index.deletes;

import dev.lokistore.chunk.TenantId;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A key of the boltdb form taken apart, of which all rows have been read before
 * ({@code formats/compaction-retention-deletes.md#33-the-store-boltdb-form}).
 *
 * @param shard null for the generation of a tenant's caches
 * @param times of a shard, as they are; null where it is the state that the key is of
 */
record RowKey(
        TenantId tenant, @Nullable ShardKey shard, @Nullable String times) {
    static RowKey parse(byte[] bytes) {
        String key = new String(bytes, StandardCharsets.UTF_8);
        int split = key.indexOf('\0');
        String range = key.substring(split + 1);
        if (key.startsWith("3:")) {
            return generation(TenantId.of(key.substring(2, split)));
        }
        boolean state = key.startsWith("1\0");
        ShardKey shard = ShardKey.parse(state ? range : key.substring(2, split));
        return new RowKey(shard.tenant(), shard, state ? null : range);
    }

    static RowKey generation(TenantId tenant) {
        return new RowKey(tenant, null, null);
    }

    boolean isState() {
        return shard != null && times == null;
    }

    /** The key of the same row of another request; of a shard's rows only. */
    RowKey of(RequestName name) {
        ShardKey old = shard;
        if (old == null) {
            throw new IllegalStateException("no row of a request: " + this);
        }
        return new RowKey(name.tenant(), new ShardKey(name.tenant(), name.requestId(), old.number()), times);
    }

    byte[] bytes() {
        ShardKey named = shard;
        String key = named == null
                ? "3:" + tenant + "\0"
                : times == null ? "1\0" + named.text() : "2:" + named.text() + "\0" + times;
        return key.getBytes(StandardCharsets.UTF_8);
    }
}
