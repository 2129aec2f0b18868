package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.plan.ChunkJob;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedChunk;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What becomes of the rows of a table's chunks: those of a task's drops and of finished jobs. Immutable once made. */
public final class RowChanges {
    private static final int KILOBYTE = 1024;

    private final Set<ChunkRef> gone = new HashSet<>();
    private final Map<ChunkRef, List<IndexedChunk>> replaced = new HashMap<>();

    RowChanges(PlanTask task) {
        task.drops().forEach(chunk -> gone.add(chunk.chunk()));
        task.unlists().forEach(chunk -> gone.add(chunk.chunk()));
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
        for (PlannedChunk source : job.sources()) {
            // each source brings all outputs: what several bring to one table is one row
            replaced.put(source.chunk(), List.copyOf(outputs));
        }
    }

    public boolean isEmpty() {
        return gone.isEmpty() && replaced.isEmpty();
    }

    /** The chunks whose rows take the place of one's: none, itself, or others. */
    public List<IndexedChunk> apply(IndexedChunk chunk) {
        if (gone.contains(chunk.ref())) {
            return List.of();
        }
        List<IndexedChunk> outputs = replaced.get(chunk.ref());
        return outputs == null ? List.of(chunk) : outputs;
    }
}
