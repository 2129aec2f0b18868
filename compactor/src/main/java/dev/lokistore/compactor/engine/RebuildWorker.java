package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.index.MergeOptions;
import dev.lokistore.compactor.index.NameTime;
import dev.lokistore.compactor.newtable.ReadStore;
import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.compactor.rebuild.TableRebuild;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.nio.file.Path;

/** Makes the files of {@link Work.Rebuild}. */
final class RebuildWorker {
    private final LokiStore store;
    private final ListedChunks chunks;
    private final PlannedTables tables;

    RebuildWorker(LokiStore store, ListedChunks chunks, PlanHeader header) {
        this.store = store;
        this.chunks = chunks;
        this.tables = new PlannedTables(store.objects(), header);
    }

    PreparedIndex build(TableFolder folder, PlanTask task, Work.Rebuild work, Path temporary) throws IOException {
        Table table = tables.plannedOrNew(folder, task);
        MergeOptions options = MergeOptions.of(new NameTime(work.nameTime()), tables.schema(), tables.period(folder))
                .withTsdbFormat(work.tsdbFormat());
        ReadStore from = new ReadStore(store, chunks.all(), temporary);
        return PreparedIndex.of(folder, TableRebuild.build(from, folder, table, work, options));
    }
}
