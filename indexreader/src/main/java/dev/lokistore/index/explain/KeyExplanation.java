package dev.lokistore.index.explain;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.layout.ObjectKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a key says about its object.
 *
 * @param key relative to the store's root
 * @param what one sentence for people
 * @param parts in the order of the key; empty if nothing is known about it
 * @param chunk null if it is no chunk's key
 * @param tenant whose object it is; null if nobody's or everybody's
 * @param table the index table that the object belongs to, without its files; null if none
 * @param file the index file, of which only the name means anything; null if it is none
 */
public record KeyExplanation(
        String key,
        ObjectKind kind,
        String what,
        List<KeyPart> parts,
        @Nullable ChunkRef chunk,
        @Nullable TenantId tenant,
        @Nullable Table table,
        @Nullable TableFile file) {
    public KeyExplanation {
        parts = List.copyOf(parts);
    }

    static KeyExplanation of(String key, ObjectKind kind, String what, List<KeyPart> parts, @Nullable TenantId tenant) {
        return new KeyExplanation(key, kind, what, parts, null, tenant, null, null);
    }
}
