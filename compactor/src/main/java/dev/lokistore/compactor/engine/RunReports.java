package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.ChunkJob;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.receipt.Receipts;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sums up how far a plan is. */
final class RunReports {
    private RunReports() {}

    /**
     * @param resumeAt when the next step is due; null if none waits
     * @param left whether tasks were left since the time was up
     */
    static RunReport of(PlanRun run, @Nullable Instant resumeAt, boolean left) throws IOException {
        long tables = 0;
        long read = 0;
        long written = 0;
        long deleted = 0;
        long bytesWritten = 0;
        boolean trash = run.plan().header().trash();
        long bytesFreed = 0;
        long keptNamed = 0;
        List<RunReport.Failure> kept = new ArrayList<>();
        boolean owed = false;
        List<Remark> remarks = new ArrayList<>();
        // then nothing is left of what came to be told of
        boolean undone = run.state().has(RunState.Milestone.UNDONE);
        List<RunReport.Failure> failures = new ArrayList<>();
        for (int i = 0; i < run.plan().taskCount(); i++) {
            PlanTask task = run.plan().task(i);
            TaskState state = run.state().task(i);
            String error = state.error();
            if (error != null) {
                failures.add(new RunReport.Failure(task.subject(), error));
            }
            if (!undone) {
                remarks.addAll(state.remarks());
            }
            List<WrittenObject> outputs = new ArrayList<>(state.chunks());
            outputs.addAll(state.index());
            if (state.is(TaskState.Stage.INDEX_WRITTEN)) {
                read += task.replaces().size()
                        + task.jobs().stream()
                                .mapToLong(job -> job.sources().size())
                                .sum();
                tables += task.table() == null || state.untouched() ? 0 : 1;
                written += outputs.size();
                bytesWritten +=
                        outputs.stream().mapToLong(WrittenObject::sizeBytes).sum();
            }
            if (state.is(TaskState.Stage.SWITCHED)) {
                Set<ObjectKey> replaced = Set.copyOf(state.replaced());
                deleted += replaced.size();
                bytesFreed += task.replaces().stream()
                        .filter(object -> replaced.contains(object.key()))
                        .filter(object -> !trash || OwnKeys.isOurs(object.key()))
                        .mapToLong(PlannedObject::sizeBytes)
                        .sum();
            }
            WrittenObject requests = state.areRequestsMarked() ? state.requests() : null;
            written += requests == null ? 0 : 1;
            bytesWritten += requests == null ? 0 : requests.sizeBytes();
            deleted += state.sweptObjects();
            bytesFreed += trash ? 0 : state.sweptBytes();
            keptNamed += state.keptNamed();
            if (!undone) {
                state.results()
                        .forEach((job, result) -> kept.addAll(kept(task.jobs().get(job), result)));
            }
            owed |= !kept.isEmpty()
                    && task.work().chunkWork().filter(ChunkWork::isOwed).isPresent();
        }
        boolean receipted = run.state().has(RunState.Milestone.FINISHED) && ReceiptStage.isReceipted(run.plan());
        owed |= receipted && keptNamed > 0;
        return new RunReport(
                run.plan().id(),
                outcome(run, resumeAt, left || owed || !remarks.isEmpty(), failures),
                tables,
                read,
                written,
                deleted,
                bytesWritten,
                bytesFreed,
                keptNamed,
                kept,
                remarks,
                failures,
                left,
                receipted ? Receipts.key(run.plan().id()) : null,
                resumeAt);
    }

    /** Chunks that stay though they were to be changed. */
    private static List<RunReport.Failure> kept(ChunkJob job, JobResult result) {
        List<RunReport.Failure> kept = new ArrayList<>();
        if (result.hindered() && result.stays().isEmpty()) {
            kept.add(new RunReport.Failure(key(job, 0), String.valueOf(result.keptBecause())));
        }
        for (JobResult.Stay stay : result.stays()) {
            String why = stay.why();
            if (why != null) {
                kept.add(new RunReport.Failure(key(job, stay.source()), why));
            }
        }
        return kept;
    }

    private static String key(ChunkJob job, int source) {
        return job.sources().get(source).object().key().value();
    }

    private static RunReport.Outcome outcome(
            PlanRun run, @Nullable Instant resumeAt, boolean partly, List<RunReport.Failure> failures) {
        if (run.state().has(RunState.Milestone.UNDONE)) {
            return RunReport.Outcome.UNDONE;
        }
        if (!failures.isEmpty() && failures.size() == run.plan().taskCount()) {
            return RunReport.Outcome.FAILED;
        }
        if (resumeAt != null) {
            return RunReport.Outcome.WAITING;
        }
        return partly || !failures.isEmpty() ? RunReport.Outcome.PARTIAL : RunReport.Outcome.DONE;
    }
}
