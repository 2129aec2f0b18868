package dev.lokistore.index.report;

import dev.lokistore.index.ChunkObject;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.table.Table;
import org.jspecify.annotations.Nullable;

/**
 * A chunk as one table names it, with what is known of its object.
 *
 * @param first whether no table before named the chunk
 * @param mayComeAgain whether a later table may name it too
 * @param object null if it is missing, or if the store would not say
 * @param asked whether the store said whether there is an object
 * @param figures from the index, or from the object where the report is exact
 */
record Sight(
        Table table,
        IndexedSeries series,
        IndexedChunk chunk,
        boolean first,
        boolean mayComeAgain,
        @Nullable ChunkObject object,
        boolean asked,
        ChunkFigures figures) {
    long storedBytes() {
        return object == null ? 0 : object.sizeBytes();
    }
}
