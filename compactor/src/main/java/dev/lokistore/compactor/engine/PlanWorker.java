package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.ChunkJob;
import dev.lokistore.compactor.plan.ChunkWork;
import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedChunk;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.index.LokiStore;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Gives each kind of {@link Work} to those who know how to do it. Closing it removes what they keep for several tasks. */
public final class PlanWorker implements Worker, Closeable {
    private final TableFilesWorker tableFiles;
    private final ListedChunks chunks;
    private final ConversionWorker conversion;
    private final SourceObjects sources;
    private final MergeChunks merges;
    private final DeleteChunks deletes;
    private final RenameChunks renames;
    private final DropChunks drops;
    private final RebuildWorker rebuild;
    private final SalvageChunks salvages;
    private final RenameRules rules;
    private final MoveChunks moves;

    /** @param store to read from; nothing of it may come from a cache */
    public PlanWorker(LokiStore store, Plan plan) {
        this.tableFiles = new TableFilesWorker(store.objects(), plan.header());
        this.chunks = new ListedChunks(store);
        this.conversion = new ConversionWorker(store, chunks, plan.header());
        this.sources = new SourceObjects(store);
        this.merges = new MergeChunks(sources);
        this.deletes = new DeleteChunks(sources);
        this.renames = new RenameChunks(sources);
        this.drops = new DropChunks(sources);
        this.rebuild = new RebuildWorker(store, chunks, plan.header());
        this.salvages = new SalvageChunks(sources);
        this.rules = new RenameRules(store.objects());
        this.moves = new MoveChunks(store);
    }

    @Override
    public PreparedChunks rewrite(PlanTask task, int number) throws IOException {
        return rewrite(task, number, 0);
    }

    @Override
    public PreparedChunks rewrite(PlanTask task, int number, int variant) throws IOException {
        ChunkWork work = task.work()
                .chunkWork()
                .orElseThrow(() -> new IllegalStateException("no work rewrites chunks: " + task.work()));
        ChunkJob job = task.jobs().get(number);
        if (work instanceof ChunkWork.Merge merge) {
            return merges.rewrite(number, job, merge, variant);
        }
        if (job.sources().size() != 1) {
            throw new IllegalStateException(work + " takes one chunk at a time: " + job);
        }
        PlannedChunk source = job.sources().get(0);
        if (work instanceof ChunkWork.Delete delete) {
            return deletes.rewrite(number, source, delete, variant);
        }
        if (work instanceof ChunkWork.Rename rename && variant == 0) {
            return renames.rewrite(number, source, rename);
        }
        if (work instanceof ChunkWork.Drop) {
            return drops.rewrite(number, source);
        }
        if (work instanceof ChunkWork.Salvage) {
            return salvages.rewrite(number, source, task.table(), variant);
        }
        return Worker.super.rewrite(task, number, variant);
    }

    @Override
    public PreparedIndex build(PlanTask task, RowChanges changes, Path folder) throws IOException {
        TableFolder table = task.table();
        if (task.work() instanceof Work.TableFiles work && table != null) {
            return tableFiles.build(table, task, work, changes, folder);
        }
        if (task.work() instanceof Work.Conversion work && table != null) {
            return conversion.build(table, task, work, changes, folder);
        }
        if (task.work() instanceof Work.Rebuild work && table != null) {
            return rebuild.build(table, task, work, folder);
        }
        if (task.work() instanceof Work.MovedChunks work) {
            return moves.build(task, work, folder);
        }
        if (task.work() instanceof Work.RenamedRules work) {
            return rules.build(task, work, folder);
        }
        return new PreparedIndex(
                List.of(), task.replaces().stream().map(object -> object.key()).toList());
    }

    @Override
    public void close() throws IOException {
        chunks.close();
        sources.close();
    }
}
