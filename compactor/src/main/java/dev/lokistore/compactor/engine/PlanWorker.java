package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.Plan;
import dev.lokistore.compactor.plan.PlanTask;
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

    /** @param store to read from; nothing of it may come from a cache */
    public PlanWorker(LokiStore store, Plan plan) {
        this.tableFiles = new TableFilesWorker(store.objects(), plan.header());
        this.chunks = new ListedChunks(store);
        this.conversion = new ConversionWorker(store, chunks, plan.header());
    }

    @Override
    public PreparedChunks rewrite(PlanTask task, int number) throws IOException {
        throw new IllegalStateException("no work rewrites chunks: " + task.work());
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
        return new PreparedIndex(
                List.of(), task.replaces().stream().map(object -> object.key()).toList());
    }

    @Override
    public void close() throws IOException {
        chunks.close();
    }
}
