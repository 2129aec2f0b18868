package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.ChunkJob;
import dev.lokistore.compactor.plan.PlannedChunk;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a {@link ChunkJob}.
 *
 * @param job its number in the task
 * @param keptBecause why all sources stay as they are; null if outputs take the place of some
 * @param stays those sources that stay where others do not, or each for a reason of its own
 * @param sources one for each of the job's that does not stay, in its order
 * @param outputs in the order of their times; none if nothing is left
 */
public record JobResult(
        int job, @Nullable String keptBecause, List<Stay> stays, List<SourceChunk> sources, List<NewChunk> outputs) {
    /**
     * A source that stays as it is.
     *
     * @param source its number in the job
     * @param why null if there is nothing to change about it
     */
    public record Stay(int source, @Nullable String why) {}

    public JobResult {
        stays = List.copyOf(stays);
        sources = List.copyOf(sources);
        outputs = List.copyOf(outputs);
        if (keptBecause != null && !outputs.isEmpty()) {
            throw new IllegalArgumentException("sources that stay are not replaced");
        }
    }

    /** All sources are replaced. */
    public JobResult(int job, @Nullable String keptBecause, List<SourceChunk> sources, List<NewChunk> outputs) {
        this(job, keptBecause, List.of(), sources, outputs);
    }

    /** Why sources stay in which there is nothing to change. */
    private static final String UNTOUCHED = "nothing to change";

    /** The sources stay, since something is in the way. */
    public static JobResult kept(int job, String why) {
        return new JobResult(job, why, List.of(), List.of());
    }

    /** The sources are as they should be. */
    public static JobResult untouched(int job) {
        return kept(job, UNTOUCHED);
    }

    /** Whether all sources stay, though they were to be changed. */
    boolean hindered() {
        return keptBecause != null && !keptBecause.equals(UNTOUCHED);
    }

    /** Those of the job's sources that the outputs replace. */
    List<PlannedChunk> replaced(ChunkJob of) {
        if (keptBecause != null) {
            return List.of();
        }
        List<PlannedChunk> replaced = new ArrayList<>(of.sources());
        stays.stream()
                .map(Stay::source)
                .sorted(Comparator.reverseOrder())
                .forEach(source -> replaced.remove(source.intValue()));
        return replaced;
    }

    /**
     * A chunk that was read and is replaced, for receipts.
     *
     * @param sha256 of the object, lower-case hex; null where no receipt wants it
     * @param rawBytes uncompressed, as its block table counts it; 0 if it cannot be decoded
     * @param entries it holds; 0 if it cannot be decoded
     * @param removed entries of it that are in no output
     * @param changed entries of it that are in an output with another line
     * @param undecodable why it cannot be decoded; null if it can
     */
    public record SourceChunk(
            @Nullable String sha256,
            long rawBytes,
            long entries,
            long removed,
            long changed,
            @Nullable String undecodable) {
        public SourceChunk(@Nullable String sha256, long rawBytes, long entries, long removed) {
            this(sha256, rawBytes, entries, removed, 0, null);
        }
    }
}
