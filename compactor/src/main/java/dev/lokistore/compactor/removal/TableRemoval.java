package dev.lokistore.compactor.removal;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.index.UnreadableRows;
import dev.lokistore.compactor.plan.PlannedChunk;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.ObjectInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What goes from one table. Bounded by its rows. Not thread-safe. */
final class TableRemoval {
    private static final Comparator<Going> ORDER = Comparator.comparing(Going::chunk);

    /**
     * A row that goes.
     *
     * @param stays whether the chunk lives on
     */
    record Going(ChunkRef chunk, @Nullable ObjectInfo object, String rule, boolean stays) {
        PlannedChunk planned() {
            return new PlannedChunk(chunk, object == null ? null : PlannedObject.of(object));
        }

        long bytes() {
            return object == null ? 0 : object.sizeBytes();
        }
    }

    private final Table table;
    private final UnreadableRows unreadable;
    private final List<Going> going = new ArrayList<>();
    private long kept;

    /** @param unreadable told of what cannot be read */
    TableRemoval(Table table, UnreadableRows unreadable) {
        this.table = table;
        this.unreadable = unreadable;
    }

    void keep() {
        kept++;
    }

    void go(Going row) {
        going.add(row);
    }

    Table table() {
        return unreadable.replaceable();
    }

    List<PlannedObject> untouched() {
        return unreadable.untouched();
    }

    boolean isEmpty() {
        return unreadable.all() || going().isEmpty();
    }

    /** By chunk, so that the same table gives the same plan. */
    List<Going> going() {
        going.removeIf(row -> unreadable.concern(row.chunk().tenant()));
        going.sort(ORDER);
        return going;
    }

    /** Part of the table's bytes that is thought to be left. */
    long bytesLeft() {
        long rows = kept + going.size();
        return (long) ((double) table.storedBytes() * kept / Math.max(1, rows));
    }

    boolean keepsRows() {
        return kept > 0;
    }
}
