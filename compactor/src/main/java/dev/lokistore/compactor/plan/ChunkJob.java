package dev.lokistore.compactor.plan;

import java.util.List;

/**
 * Chunks of one stream that are rewritten together, as a task's {@link Work} says, into none, one or several new ones, or
 * else stay as they are. Their rows are replaced in every table that the plan's tasks rewrite.
 *
 * @param sources 1 or more, all with objects, by from, through, key
 */
public record ChunkJob(List<PlannedChunk> sources) {
    public ChunkJob {
        sources = List.copyOf(sources);
        if (sources.isEmpty() || sources.stream().anyMatch(source -> source.object() == null)) {
            throw new IllegalArgumentException("a job rewrites chunks that have objects");
        }
    }
}
