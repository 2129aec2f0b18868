package dev.lokistore.compactor.engine;

import java.util.List;

/**
 * A job done in memory: nothing is written yet.
 *
 * @param bodies of the result's outputs, in their order
 */
public record PreparedChunks(JobResult result, List<byte[]> bodies) {
    public PreparedChunks {
        bodies = List.copyOf(bodies);
        if (bodies.size() != result.outputs().size()) {
            throw new IllegalArgumentException(result.outputs().size() + " outputs, " + bodies.size() + " bodies");
        }
    }

    /** The sources are as they should be. */
    public static PreparedChunks untouched(int job) {
        return new PreparedChunks(JobResult.untouched(job), List.of());
    }

    /** The sources stay, since something is in the way. */
    public static PreparedChunks kept(int job, String why) {
        return new PreparedChunks(JobResult.kept(job, why), List.of());
    }
}
