package dev.lokistore.index;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the chunk rows of a table that is written anew. Implementations depend on nothing but their arguments:
 * rows come in no order to rely on, and the same row of several files may be asked for once or several times. One table is
 * edited by one thread, several tables by several.
 */
public interface RowEdits {
    /** Everything stays. */
    RowEdits NONE = new RowEdits() {
        @Override
        public boolean concerns(TenantId tenant) {
            return false;
        }

        @Override
        public List<IndexedChunk> edit(TenantId tenant, @Nullable Labels labels, IndexedChunk chunk) {
            return List.of(chunk);
        }
    };

    /** Whether any row of the tenant may change; if not, its rows are not asked for. */
    default boolean concerns(TenantId tenant) {
        return true;
    }

    /**
     * The chunks whose rows take this one's place: the same to keep it, none to drop it, others to replace it. What is
     * returned gets a row in this table only if it overlaps its days; the same chunk returned for several rows gets one.
     *
     * @param labels null where the index has none (boltdb only)
     * @param chunk its volume is null in boltdb tables; replacements need one in TSDB tables. A replacement is of the same
     *     stream, but may be of another tenant
     */
    List<IndexedChunk> edit(TenantId tenant, @Nullable Labels labels, IndexedChunk chunk);
}
