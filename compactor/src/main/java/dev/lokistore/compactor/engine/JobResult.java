package dev.lokistore.compactor.engine;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a {@link dev.lokistore.compactor.plan.ChunkJob}.
 *
 * @param job its number in the task
 * @param keptBecause why the sources stay as they are; null if the outputs take their place
 * @param sources one for each of the job's, in its order; empty if they stay
 * @param outputs in the order of their times; none if nothing is left
 */
public record JobResult(int job, @Nullable String keptBecause, List<SourceChunk> sources, List<NewChunk> outputs) {
    public JobResult {
        sources = List.copyOf(sources);
        outputs = List.copyOf(outputs);
        if (keptBecause != null && !outputs.isEmpty()) {
            throw new IllegalArgumentException("sources that stay are not replaced");
        }
    }

    /** The sources stay. */
    public static JobResult kept(int job, String why) {
        return new JobResult(job, why, List.of(), List.of());
    }

    /**
     * A chunk that was read and is replaced, for receipts.
     *
     * @param sha256 of the object, lower-case hex
     * @param rawBytes uncompressed, as its block table counts it
     * @param entries it holds
     * @param removed entries of it that are in no output
     */
    public record SourceChunk(String sha256, long rawBytes, long entries, long removed) {}
}
