package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.plan.ChunkJob;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedChunk;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.RowEdits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What becomes of the rows of a table's chunks: those of a task's drops and of finished jobs. Immutable once made. */
public final class RowChanges implements RowEdits {
    private static final int KILOBYTE = 1024;

    private final Set<TenantId> tenants = new HashSet<>();
    private final Set<ChunkRef> gone = new HashSet<>();
    private final Map<ChunkRef, List<IndexedChunk>> replaced = new HashMap<>();

    RowChanges(PlanTask task) {
        task.drops().forEach(this::drop);
        task.unlists().forEach(this::drop);
    }

    private void drop(PlannedChunk chunk) {
        gone.add(chunk.chunk());
        tenants.add(chunk.chunk().tenant());
    }

    /** Counts a job's outcome: the outputs stand where the first source stood, the other sources' rows go. */
    void add(ChunkJob job, JobResult result) {
        if (result.keptBecause() != null) {
            return;
        }
        List<IndexedChunk> outputs = new ArrayList<>();
        for (NewChunk chunk : result.outputs()) {
            long kilobytes = Math.round((double) chunk.rawBytes() / KILOBYTE);
            outputs.add(new IndexedChunk(chunk.chunk(), new ChunkVolume(kilobytes, chunk.entries())));
        }
        for (PlannedChunk source : result.replaced(job)) {
            // each source brings all outputs: what several bring to one table is one row
            replaced.put(source.chunk(), List.copyOf(outputs));
            tenants.add(source.chunk().tenant());
        }
    }

    public boolean isEmpty() {
        return gone.isEmpty() && replaced.isEmpty();
    }

    @Override
    public boolean concerns(TenantId tenant) {
        return tenants.contains(tenant);
    }

    @Override
    public List<IndexedChunk> edit(TenantId tenant, @Nullable Labels labels, IndexedChunk chunk) {
        if (gone.contains(chunk.ref())) {
            return List.of();
        }
        List<IndexedChunk> outputs = replaced.get(chunk.ref());
        return outputs == null ? List.of(chunk) : outputs;
    }
}
