package dev.lokistore.compactor.index;

import dev.lokistore.index.RowEdits;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.TableScan;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.filesystem.FilesystemStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Merges the table of a folder in a process of its own, whose heap is the test's to choose. Its last word is the row count. */
final class MergeInLittleMemory {
    private MergeInLittleMemory() {}

    /** Arguments: folder, kind, {@code edit} or {@code keep}, file for the result. */
    public static void main(String[] args) throws IOException {
        IndexKind kind = IndexKind.valueOf(args[1]);
        RowEdits edits = args[2].equals("edit")
                ? (tenant, labels, chunk) -> chunk.ref().checksum() % 3 == 0 ? List.of() : List.of(chunk)
                : RowEdits.NONE;
        StoreSchema schema = GoldenTables.schema(GoldenTables.period("2020-01-01", kind, 13));
        MergeOptions options = MergeOptions.of(
                new NameTime(1_800_000_000_000_000_000L),
                schema,
                schema.periods().get(0));
        Path temporary = Files.createTempDirectory(Path.of(args[0]), "temporary");
        try (FilesystemStore store = FilesystemStore.open(Path.of(args[0], "store"));
                Listing<ObjectInfo> listing = store.list("index/")) {
            MergeResult result =
                    TableMerge.build(TableScan.of(listing, "index/").tables().get(0), store, options, edits, temporary);
            long rows =
                    result.outputs().stream().mapToLong(BuiltFile::chunkRows).sum();
            Files.writeString(Path.of(args[3]), Long.toString(rows));
        }
    }
}
