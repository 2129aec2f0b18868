package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.PlanId;
import dev.lokistore.objectstore.ObjectKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan's runs came to so far: what was done, not what was asked for.
 *
 * @param tables rewritten
 * @param objectsRead index files and chunks
 * @param objectsWritten chunks and index files
 * @param objectsDeleted those in the trash included
 * @param bytesWritten stored size
 * @param bytesFreed stored size of what was deleted for good
 * @param keptNamed chunks that were to go and stay, since a table still names them
 * @param keptJobs jobs whose chunks were to be changed and stay as they are, each with the reason
 * @param remarks on inputs that could not be taken as they should be, each by its key
 * @param failures of tasks, each by its subject
 * @param left whether tasks were left to another run since the time was up
 * @param receipt where the receipt is; null if there is none, or not yet
 * @param resumeAt when the next step is due; null if none is
 */
public record RunReport(
        PlanId plan,
        Outcome outcome,
        long tables,
        long objectsRead,
        long objectsWritten,
        long objectsDeleted,
        long bytesWritten,
        long bytesFreed,
        long keptNamed,
        List<Failure> keptJobs,
        List<Remark> remarks,
        List<Failure> failures,
        boolean left,
        @Nullable ObjectKey receipt,
        @Nullable Instant resumeAt) {
    /** How a run ended. */
    public enum Outcome {
        DONE,
        /** Some tasks failed, or some of their inputs could not be taken, or the time was up. */
        PARTIAL,
        /** The next step is not due yet. */
        WAITING,
        FAILED,
        UNDONE
    }

    /** What could not be done, and why. */
    public record Failure(String subject, String error) {}

    public RunReport {
        keptJobs = List.copyOf(keptJobs);
        remarks = List.copyOf(remarks);
        failures = List.copyOf(failures);
    }
}
