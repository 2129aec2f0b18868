package dev.lokistore.compactor.index;

import dev.lokistore.chunk.Labels;
import dev.lokistore.index.IndexSet;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.boltdb.BoltdbWriter;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Builds the boltdb files of a table from streams that come from elsewhere: in any order, in any number of parts, chunks twice
 * or not. All rows are made as Loki makes them in the schema period. The same streams give the same bytes. Not thread-safe.
 */
public final class BoltdbTableBuilder implements TableBuilder {
    private final BoltdbWriter writer;
    private final Outputs outputs;

    /**
     * @param table whose days get rows; it may have no files yet
     * @param options with the schema period
     * @param temporary an existing folder, in which the files stay
     */
    public BoltdbTableBuilder(Table table, MergeOptions options, BoltdbWriter.Layout layout, Path temporary) {
        this.writer = new BoltdbWriter(options.rows(), layout, table.firstDay(), table.lastDay(), temporary);
        this.outputs = new Outputs(options.time(), options.boltdbEnding(), temporary);
    }

    /**
     * Adds a stream's chunks; those that do not reach into the table's days get no row.
     *
     * @throws IllegalArgumentException if its labels are not known
     */
    @Override
    public void add(IndexedSeries series) throws IOException {
        Labels labels = series.labels();
        if (labels == null) {
            throw new IllegalArgumentException("a stream of tenant " + series.tenant() + " without labels");
        }
        writer.add(
                series.tenant(),
                labels,
                series.chunks().stream().map(IndexedChunk::ref).toList());
    }

    /** The common file, or those of tenants. Nothing can be added afterwards. To be called once. */
    @Override
    public List<BuiltFile> build() throws IOException {
        for (IndexSet set : writer.sets()) {
            outputs.boltdb(set, database -> writer.write(set, database));
        }
        return outputs.complete();
    }

    @Override
    public void close() throws IOException {
        writer.close();
        outputs.close();
    }
}
