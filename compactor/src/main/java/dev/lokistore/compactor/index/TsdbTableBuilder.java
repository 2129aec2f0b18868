package dev.lokistore.compactor.index;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.TenantDigests;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.tsdb.TsdbWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Builds the TSDB files of a table, one for each tenant, from streams that come from elsewhere: in any order, in any number of
 * parts, chunks twice or not. The same streams give the same bytes. Not thread-safe.
 */
public final class TsdbTableBuilder implements TableBuilder {
    private final TsdbWriter writer;
    private final SeriesParts parts;
    private final TenantDigests added = new TenantDigests();
    private final Outputs outputs;

    /**
     * @param table whose days count; it may have no files yet
     * @param temporary an existing folder, in which the files stay
     */
    public TsdbTableBuilder(Table table, MergeOptions options, Path temporary) throws IOException {
        this.writer = new TsdbWriter(options.tsdbFormat(), temporary);
        this.parts = new SeriesParts(table, writer);
        this.outputs = new Outputs(options.time(), options.boltdbEnding(), temporary);
    }

    /**
     * Adds a stream's chunks; those that do not reach into the table's days are left out.
     *
     * @throws IllegalArgumentException if its labels or the volume of a chunk are not known
     */
    @Override
    public void add(IndexedSeries series) throws IOException {
        parts.add(series, added);
    }

    /** By tenant; none of a tenant without chunks. Nothing can be added afterwards. To be called once. */
    @Override
    public List<BuiltFile> build() throws IOException {
        for (TenantId tenant : writer.tenants()) {
            outputs.tsdb(writer, tenant);
        }
        return outputs.complete();
    }

    @Override
    public void close() throws IOException {
        writer.close();
        outputs.close();
    }
}
