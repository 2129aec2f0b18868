package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.conversion.TableConversion;
import dev.lokistore.compactor.index.MergeOptions;
import dev.lokistore.compactor.index.NameTime;
import dev.lokistore.compactor.newtable.NewFiles;
import dev.lokistore.compactor.newtable.ReadStore;
import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Makes the files of {@link Work.Conversion}. */
final class ConversionWorker {
    private final LokiStore store;
    private final ListedChunks chunks;
    private final PlannedTables tables;

    ConversionWorker(LokiStore store, ListedChunks chunks, PlanHeader header) {
        this.store = store;
        this.chunks = chunks;
        this.tables = new PlannedTables(store.objects(), header);
    }

    PreparedIndex build(TableFolder folder, PlanTask task, Work.Conversion work, RowEdits edits, Path temporary)
            throws IOException {
        Table from = tables.planned(work.from(), task);
        Table target = tables.plannedOrNew(folder, task);
        MergeOptions options = MergeOptions.of(new NameTime(work.nameTime()), tables.schema(), tables.period(target))
                .withTsdbFormat(work.tsdbFormat());
        NewFiles made = TableConversion.build(
                new ReadStore(store, chunks.all(), temporary), from, folder, target, work, edits, options);
        return PreparedIndex.of(folder, made).and(ofOldTable(folder, task));
    }

    /** The table that they were made of, if it is to go. */
    private static List<ObjectKey> ofOldTable(TableFolder folder, PlanTask task) {
        return task.replaces().stream()
                .map(PlannedObject::key)
                .filter(key -> !key.value().startsWith(folder.path()))
                .toList();
    }
}
