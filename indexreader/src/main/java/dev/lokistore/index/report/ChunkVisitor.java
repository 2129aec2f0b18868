package dev.lokistore.index.report;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.index.IndexedSeries;
import java.io.IOException;

/** Is shown chunks, those of one series one after the other. */
@FunctionalInterface
public interface ChunkVisitor {
    /**
     * One chunk, which comes once however many tables name it.
     *
     * @param series the same object for all chunks of a series of a table; a stream has one in each table
     * @param storedBytes of the object; 0 if it is missing
     */
    void chunk(IndexedSeries series, ChunkRef ref, long storedBytes) throws IOException;
}
