package dev.lokistore.index.report;

import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.ChunkObject;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.query.ObjectFaults;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Completes what the index says of a chunk by what the store says of its object. Safe for use by several threads. */
final class ChunkLookup {
    private final LokiStore store;
    private final @Nullable ChunkInventory inventory;
    private final ReportQuery.Detail detail;
    private final Problems problems;

    /** @param inventory null to ask for each object by itself */
    ChunkLookup(LokiStore store, @Nullable ChunkInventory inventory, ReportQuery.Detail detail, Problems problems) {
        this.store = store;
        this.inventory = inventory;
        this.detail = detail;
        this.problems = problems;
    }

    /** Whether a lookup costs a request. */
    boolean isRemote() {
        return inventory == null || detail == ReportQuery.Detail.EXACT;
    }

    /**
     * @param sight with nothing known of the object yet
     * @throws IOException if the store as a whole fails
     */
    Sight complete(Sight sight) throws IOException {
        IndexedChunk chunk = sight.chunk();
        ChunkRef ref = chunk.ref();
        ChunkObject object = null;
        boolean asked = true;
        ChunkFigures figures = sight.figures();
        try {
            if (inventory != null && detail == ReportQuery.Detail.INDEX) {
                object = inventory.look(ref).orElse(null);
            } else {
                Optional<ObjectInfo> info = inventory == null ? store.locate(ref) : inventory.find(ref);
                object = info.map(ChunkObject::of).orElse(null);
                figures = info.isPresent() ? figures(ref, info.get(), figures) : figures;
            }
        } catch (IOException e) {
            asked = false;
            report(ref, e);
        }
        return new Sight(
                sight.table(), sight.series(), chunk, sight.first(), sight.mayComeAgain(), object, asked, figures);
    }

    /** From the object where that is wanted and can be done. */
    private ChunkFigures figures(ChunkRef ref, ObjectInfo object, ChunkFigures known) throws IOException {
        if (detail == ReportQuery.Detail.EXACT) {
            try {
                return ChunkFigures.of(ChunkReader.open(store.ranged(object), ReadOptions.DEFAULT));
            } catch (IOException e) {
                report(ref, e);
            }
        }
        return known;
    }

    private void report(ChunkRef ref, IOException fault) throws IOException {
        if (!ObjectFaults.isLocal(fault)) {
            throw fault;
        }
        problems.report(store.logicalKey(ref), fault);
    }
}
