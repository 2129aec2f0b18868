package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.index.BuiltFile;
import dev.lokistore.compactor.index.MergeOptions;
import dev.lokistore.compactor.index.MergeResult;
import dev.lokistore.compactor.index.NameTime;
import dev.lokistore.compactor.index.TableMerge;
import dev.lokistore.compactor.plan.PlanHeader;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.index.table.TableScan;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the files of {@link Work.TableFiles}. */
final class TableFilesWorker {
    private final ObjectReader objects;
    private final StoreSchema schema;

    TableFilesWorker(ObjectReader objects, PlanHeader header) {
        this.objects = objects;
        this.schema = new StoreSchema(header.schema(), StoreSchema.Origin.DETECTED, List.of());
    }

    PreparedIndex build(TableFolder folder, PlanTask task, Work.TableFiles work, RowEdits edits, Path temporary)
            throws IOException {
        Table table = planned(folder, task);
        long start = LocalDate.ofEpochDay(table.firstDay()).atStartOfDay().toEpochSecond(ZoneOffset.UTC) * 1000;
        SchemaPeriod period = schema.periodAt(start)
                .or(() -> oldest(task))
                .orElseThrow(() -> new TaskFailedException("no schema period holds the day of " + table.name()));
        MergeOptions options =
                MergeOptions.of(new NameTime(work.nameTime()), schema, period).withTsdbFormat(work.tsdbFormat());
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

    /** Where rows only go, what new ones look like does not matter: a table from before the first period will do. */
    private Optional<SchemaPeriod> oldest(PlanTask task) {
        boolean newRows = !task.jobs().isEmpty() || !task.jobsOf().isEmpty();
        return newRows || schema.periods().isEmpty()
                ? Optional.empty()
                : Optional.of(schema.periods().get(0));
    }

    /** The table as the plan knows it: what was uploaded since is none of its business. */
    private Table planned(TableFolder folder, PlanTask task) throws IOException {
        Set<ObjectKey> known = new HashSet<>();
        task.replaces().stream().map(PlannedObject::key).forEach(known::add);
        try (Listing<ObjectInfo> listing = objects.list(folder.path())) {
            for (Table table : TableScan.of(listing, folder.indexPrefix()).tables()) {
                List<TableFile> files = table.files().stream()
                        .filter(file -> known.contains(file.object().key()))
                        .toList();
                return new Table(
                        table.name(), table.prefix(), table.number(), table.firstDay(), table.lastDay(), files);
            }
        }
        throw new TaskFailedException("the table " + folder.path() + " has gone");
    }
}
