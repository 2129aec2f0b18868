package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanId;
import dev.lokistore.compactor.plan.PlanTask;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Chunks of which earlier merges found that they must stay as they are, as the journals tell: nothing but reading them
 * shows it, and they do not change.
 */
public final class UnfitChunks {
    private UnfitChunks() {}

    /**
     * Reads the journals of all plans.
     *
     * @param metadataCounts whether what is planned now tells entries apart by structured metadata: plans that did not may
     *     have left chunks that can be merged now
     */
    public static Set<ChunkRef> of(PlanRegistry plans, boolean metadataCounts) throws IOException {
        Set<ChunkRef> unfit = new HashSet<>();
        for (PlanId id : plans.ids()) {
            Plan plan = plans.open(id);
            List<JournalRecord> records = new ArrayList<>();
            Journal.open(plans.state(), id, records);
            RunState state = new RunState(plan.taskCount(), records);
            for (int i = 0; i < plan.taskCount(); i++) {
                if (!state.task(i).results().isEmpty()) {
                    add(plan.task(i), state.task(i), metadataCounts, unfit);
                }
            }
        }
        return unfit;
    }

    private static void add(PlanTask task, TaskState state, boolean metadataCounts, Set<ChunkRef> into) {
        boolean tells = task.work().chunkWork().orElse(null) instanceof ChunkWork.Merge merge
                && (merge.metadataCounts() || !metadataCounts);
        if (!tells) {
            return;
        }
        for (Map.Entry<Integer, JobResult> result : state.results().entrySet()) {
            for (JobResult.Stay stay : result.getValue().stays()) {
                if (stay.why() != null) {
                    into.add(task.jobs()
                            .get(result.getKey())
                            .sources()
                            .get(stay.source())
                            .chunk());
                }
            }
        }
    }
}
