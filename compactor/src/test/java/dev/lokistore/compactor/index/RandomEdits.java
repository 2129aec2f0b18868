package dev.lokistore.compactor.index;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.ReferenceDigest;
import dev.lokistore.index.RowEdits;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Edits of every sort, by a hash of the chunk: some streams lose everything, some chunks go elsewhere. */
record RandomEdits(long seed, Set<TenantId> tenants, TenantId other) implements RowEdits {
    @Override
    public boolean concerns(TenantId tenant) {
        return tenants.contains(tenant);
    }

    @Override
    public List<IndexedChunk> edit(TenantId tenant, @Nullable Labels labels, IndexedChunk chunk) {
        ChunkRef ref = chunk.ref();
        if (!tenants.contains(tenant)) {
            throw new AssertionError("asked for " + tenant);
        }
        if (labels == null || Math.floorMod(labels.hashCode() + seed, 4) == 0) {
            return List.of();
        }
        return switch ((int) Math.floorMod(ReferenceDigest.hash(ref) + seed, 8L)) {
            case 0 -> List.of();
            case 1 -> List.of(changed(ref, tenant, 0, 7));
            case 2 -> List.of(chunk, changed(ref, tenant, 1, 8));
            case 3 -> List.of(changed(ref, tenant, 0, 0), changed(ref, tenant, 0, 9));
            case 4 -> List.of(changed(ref, other, 0, ref.checksum()));
            // in another table altogether
            case 5 -> List.of(changed(ref, tenant, 3 * TestTable.DAY_MILLIS, 4));
            default -> List.of(chunk);
        };
    }

    /** Several chunks may become the same. */
    private static IndexedChunk changed(ChunkRef ref, TenantId tenant, long later, int checksum) {
        ChunkRef changed = new ChunkRef(
                tenant,
                ref.fingerprint(),
                ref.fromMillis() / 10_000_000 * 10_000_000 + later,
                ref.throughMillis() / 10_000_000 * 10_000_000 + 10_000_000 + later,
                checksum);
        return new IndexedChunk(changed, new ChunkVolume(checksum & 0xff, 1));
    }
}
