package dev.lokistore.compactor.plan;

import dev.lokistore.chunk.Labels;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of one stream that are rewritten together, as a task's {@link Work} says, into none, one or several new ones; some
 * or all may turn out to stay as they are. Their rows are replaced in every table that the plan's tasks rewrite.
 *
 * @param sources 1 or more, all with objects, by from, through, key
 * @param labels of the stream as the index has them, which the chunks must have too; null if that does not matter
 */
public record ChunkJob(List<PlannedChunk> sources, @Nullable Labels labels) {
    /** Of chunks by themselves. */
    public ChunkJob(List<PlannedChunk> sources) {
        this(sources, null);
    }

    public ChunkJob {
        sources = List.copyOf(sources);
        if (sources.isEmpty() || sources.stream().anyMatch(source -> source.object() == null)) {
            throw new IllegalArgumentException("a job rewrites chunks that have objects");
        }
    }
}
