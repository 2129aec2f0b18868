package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.index.BuiltFile;
import dev.lokistore.compactor.index.MergeOptions;
import dev.lokistore.compactor.index.MergeResult;
import dev.lokistore.compactor.index.NameTime;
import dev.lokistore.compactor.index.TableMerge;
import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Makes the files of {@link Work.TableFiles}. */
final class TableFilesWorker {
    private final ObjectReader objects;
    private final PlannedTables tables;

    TableFilesWorker(ObjectReader objects, PlanHeader header) {
        this.objects = objects;
        this.tables = new PlannedTables(objects, header);
    }

    PreparedIndex build(TableFolder folder, PlanTask task, Work.TableFiles work, RowEdits edits, Path temporary)
            throws IOException {
        Table table = tables.planned(folder, task);
        // where rows only go, what new ones look like does not matter: a table from before the first period will do
        boolean newRows = !task.jobs().isEmpty() || !task.jobsOf().isEmpty();
        SchemaPeriod period = newRows ? tables.period(table) : tables.periodOrOldest(table);
        MergeOptions options = MergeOptions.of(new NameTime(work.nameTime()), tables.schema(), period)
                .withTsdbFormat(work.tsdbFormat());
        MergeResult result = TableMerge.build(table, objects, options, edits, temporary);
        if (result.nothingToDo()) {
            return PreparedIndex.UNTOUCHED;
        }
        List<PreparedFile> files = new ArrayList<>();
        for (BuiltFile file : result.outputs()) {
            ObjectKey key = ObjectKey.of(file.key(folder.path()));
            files.add(new PreparedFile(new WrittenObject(key, file.sizeBytes(), file.sha256()), file.path()));
        }
        List<ObjectKey> replaced =
                result.replaced().stream().map(file -> file.object().key()).toList();
        return new PreparedIndex(files, replaced);
    }
}
