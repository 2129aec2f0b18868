package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.conversion.NewFiles;
import dev.lokistore.compactor.conversion.ReadStore;
import dev.lokistore.compactor.conversion.TableConversion;
import dev.lokistore.compactor.index.BuiltFile;
import dev.lokistore.compactor.index.MergeOptions;
import dev.lokistore.compactor.index.NameTime;
import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
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
                new ReadStore(store, chunks.all(), temporary), from, target, work, edits, options);
        return prepared(folder, task, made);
    }

    /** The new files, and what goes for them: what they were united with, and the table they were made of if it is to go. */
    private static PreparedIndex prepared(TableFolder folder, PlanTask task, NewFiles made) {
        List<PreparedFile> files = new ArrayList<>();
        for (BuiltFile file : made.outputs()) {
            ObjectKey key = ObjectKey.of(file.key(folder.path()));
            files.add(new PreparedFile(new WrittenObject(key, file.sizeBytes(), file.sha256()), file.path()));
        }
        List<ObjectKey> replaced = new ArrayList<>();
        made.replaced().forEach(file -> replaced.add(file.object().key()));
        task.replaces().stream()
                .map(object -> object.key())
                .filter(key -> !key.value().startsWith(folder.path()))
                .forEach(replaced::add);
        List<Remark> remarks = made.oddities().stream()
                .map(oddity -> new Remark(oddity.key(), oddity.text()))
                .toList();
        return new PreparedIndex(files, replaced, remarks);
    }
}
