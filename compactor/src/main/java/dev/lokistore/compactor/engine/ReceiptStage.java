package dev.lokistore.compactor.engine;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.plan.ChunkJob;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedChunk;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.compactor.receipt.Receipt;
import dev.lokistore.compactor.receipt.Receipts;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Writes the receipt of a plan that deletes. Written again by a run that goes on, it says the same but for its time. */
final class ReceiptStage {
    private final PlanRun run;
    private final List<Receipt.Chunk> chunks = new ArrayList<>();
    private final List<Receipt.Stayed> stayed = new ArrayList<>();
    private final List<Receipt.TableFiles> index = new ArrayList<>();
    private final List<PlannedObject> others = new ArrayList<>();
    private final List<Receipt.Requests> requests = new ArrayList<>();
    private final List<Receipt.Failed> failed = new ArrayList<>();
    private long untouched;

    ReceiptStage(PlanRun run) {
        this.run = run;
    }

    /** Whether what becomes of the plan's chunks is told in a receipt. */
    static boolean isReceipted(Plan plan) throws IOException {
        for (int i = 0; i < plan.taskCount(); i++) {
            Work work = plan.task(i).work();
            if (work instanceof Work.DroppedRequests
                    || work.chunkWork().filter(ChunkWork::isReceipted).isPresent()) {
                return true;
            }
        }
        return false;
    }

    void run() throws IOException {
        Plan plan = run.plan();
        if (!isReceipted(plan)) {
            return;
        }
        Optional<ChunkWork.Delete> delete = Optional.empty();
        for (int i = 0; i < plan.taskCount(); i++) {
            PlanTask task = plan.task(i);
            add(task, run.state().task(i));
            if (task.work().chunkWork().orElse(null) instanceof ChunkWork.Delete work) {
                delete = Optional.of(work);
            }
        }
        Receipt receipt = new Receipt(
                Receipt.VERSION,
                plan.id(),
                plan.header().command(),
                plan.header().arguments(),
                plan.header().store(),
                plan.header().createdAt(),
                run.state().at(RunState.Milestone.BEGUN).orElseThrow(),
                run.now(),
                delete.map(ChunkWork.Delete::rules).orElse(List.of()),
                delete.map(ChunkWork.Delete::masks).orElse(List.of()),
                Receipt.Sums.of(chunks),
                chunks,
                stayed,
                untouched,
                index,
                others,
                requests,
                failed);
        run.checkLock();
        Receipts.write(receipt, run.objects());
    }

    private void add(PlanTask task, TaskState state) {
        String error = state.error();
        if (error != null) {
            failed.add(new Receipt.Failed(task.subject(), error));
            task.jobs().forEach(job -> job.sources().forEach(source -> stays(source, error)));
            return;
        }
        state.results().forEach((number, result) -> add(task.jobs().get(number), result, state.sweptKeys()));
        WrittenObject former = state.formerRequests();
        WrittenObject now = state.requests();
        if (task.work() instanceof Work.DroppedRequests work && former != null && now != null) {
            requests.add(new Receipt.Requests(
                    now.key(),
                    work.tenant(),
                    work.requests(),
                    former.sizeBytes(),
                    former.sha256(),
                    now.sizeBytes(),
                    now.sha256()));
        }
        Set<ObjectKey> replaced = Set.copyOf(state.replaced());
        List<PlannedObject> before = task.replaces().stream()
                .filter(object -> replaced.contains(object.key()))
                .toList();
        if (task.table() == null) {
            others.addAll(before);
        } else if (!before.isEmpty()) {
            index.add(new Receipt.TableFiles(
                    task.table().name(),
                    before,
                    state.index().stream()
                            .map(file -> new Receipt.IndexFile(file.key(), file.sizeBytes(), file.sha256()))
                            .toList()));
        }
    }

    private void add(ChunkJob job, JobResult result, Set<ObjectKey> swept) {
        String hindrance = result.keptBecause();
        if (hindrance != null) {
            if (result.hindered()) {
                job.sources().forEach(source -> stays(source, hindrance));
            } else {
                untouched += job.sources().size();
            }
            return;
        }
        PlannedChunk source = job.sources().get(0);
        PlannedObject object = Objects.requireNonNull(source.object());
        if (!swept.contains(object.key())) {
            stays(source, "a table still names it, or cannot be read");
            return;
        }
        JobResult.SourceChunk facts = result.sources().get(0);
        chunks.add(new Receipt.Chunk(
                source.chunk(),
                object.key(),
                source.chunk().checksumHex(),
                Objects.requireNonNull(facts.sha256()),
                object.sizeBytes(),
                facts.rawBytes(),
                facts.entries(),
                facts.removed(),
                facts.changed(),
                facts.undecodable(),
                result.outputs().stream().map(ReceiptStage::after).toList()));
    }

    private void stays(PlannedChunk source, String why) {
        stayed.add(new Receipt.Stayed(
                source.chunk(), Objects.requireNonNull(source.object()).key(), why));
    }

    private static Receipt.After after(NewChunk chunk) {
        ChunkRef ref = chunk.chunk();
        WrittenObject object = chunk.object();
        return new Receipt.After(
                ref,
                object.key(),
                ref.checksumHex(),
                object.sha256(),
                object.sizeBytes(),
                chunk.rawBytes(),
                chunk.entries());
    }
}
