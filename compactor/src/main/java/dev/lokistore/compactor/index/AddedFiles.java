package dev.lokistore.compactor.index;

import dev.lokistore.index.RowEdits;
import dev.lokistore.index.table.FileNames;
import dev.lokistore.index.table.IndexFileName;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Unites files that were built from elsewhere with those of a table, as its compactor would after an upload. */
public final class AddedFiles {
    private AddedFiles() {}

    /**
     * Builds the files that stand for the table's and the added ones together. The same input gives the same bytes.
     *
     * @param tableFolder with the index prefix; ends with {@code /}
     * @param added with names that neither the table has nor {@code options} would give
     * @param temporary as in {@link TableMerge#build}
     * @return with the added files that stay as they are among the outputs
     * @throws dev.lokistore.chunk.CorruptDataException as {@link TableMerge#build}
     */
    public static MergeResult unite(
            Table table,
            String tableFolder,
            List<BuiltFile> added,
            ObjectReader objects,
            MergeOptions options,
            Path temporary)
            throws IOException {
        if (table.files().isEmpty()) {
            return new MergeResult(added, List.of(), List.of(), List.of());
        }
        Map<ObjectKey, Path> local = new HashMap<>();
        Map<ObjectKey, BuiltFile> byKey = new HashMap<>();
        List<TableFile> files = new ArrayList<>(table.files());
        for (BuiltFile file : added) {
            ObjectKey key = ObjectKey.of(file.key(tableFolder));
            local.put(key, file.path());
            byKey.put(key, file);
            IndexFileName name = file.set().common() ? FileNames.common(file.name()) : FileNames.ofTenant(file.name());
            ObjectInfo object = new ObjectInfo(key, file.sizeBytes(), Instant.EPOCH, file.sha256());
            files.add(new TableFile(object, file.set().tenant(), name));
        }
        Table both = table.with(files);
        // the overlay owns nothing: closing it would close the store
        MergeResult merged = TableMerge.build(both, new LocalFiles(objects, local), options, RowEdits.NONE, temporary);
        List<BuiltFile> outputs = new ArrayList<>(merged.outputs());
        for (TableFile file : merged.kept()) {
            BuiltFile own = byKey.get(file.object().key());
            if (own != null) {
                outputs.add(own);
            }
        }
        return new MergeResult(
                outputs,
                merged.replaced().stream()
                        .filter(file -> !byKey.containsKey(file.object().key()))
                        .toList(),
                merged.kept().stream()
                        .filter(file -> !byKey.containsKey(file.object().key()))
                        .toList(),
                merged.rows());
    }
}
