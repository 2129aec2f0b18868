package dev.lokistore.compactor.removal;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.retention.RowFate;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides which rows of tables go. Asked by one thread; the same question has the same answer. */
public interface RowRule {
    /**
     * What becomes of a row.
     *
     * @param rule by which, for people
     */
    record Verdict(RowFate fate, String rule) {
        public static final Verdict KEEP = new Verdict(RowFate.KEEP, "");
    }

    /** Whose rows may go; empty for those of all tenants. */
    Set<TenantId> tenants();

    /** Whether any row of the table may go; if not, it is not read. */
    boolean concerns(Table table);

    /**
     * Decides.
     *
     * @param series its labels are null where the index has lost them
     * @param object the chunk's; null if there is none
     */
    Verdict verdict(Table table, IndexedSeries series, ChunkRef chunk, @Nullable ObjectInfo object) throws IOException;
}
