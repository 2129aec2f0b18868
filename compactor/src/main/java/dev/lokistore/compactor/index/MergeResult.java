package dev.lokistore.compactor.index;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.RowTally;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.TableFile;
import java.util.List;

/**
 * What a table's files become.
 *
 * @param outputs to be put, by kind and set; each new in the table
 * @param replaced files all of whose rows are in the outputs, unless edits took them out: to be removed once the outputs can
 *     be seen, tenants' files before common ones. In key order
 * @param kept files that stay as they are: compacted already, and not changed by edits. In key order
 * @param rows what became of the chunk rows of the replaced files
 */
public record MergeResult(
        List<BuiltFile> outputs, List<TableFile> replaced, List<TableFile> kept, List<TenantRows> rows) {
    /** A tenant's rows in the files of one kind. */
    public record TenantRows(IndexKind kind, TenantId tenant, RowTally tally) {}

    public MergeResult {
        outputs = List.copyOf(outputs);
        replaced = List.copyOf(replaced);
        kept = List.copyOf(kept);
        rows = List.copyOf(rows);
    }

    /** Whether the table is as compact as it can be and no edit applies. */
    public boolean nothingToDo() {
        return outputs.isEmpty() && replaced.isEmpty();
    }
}
