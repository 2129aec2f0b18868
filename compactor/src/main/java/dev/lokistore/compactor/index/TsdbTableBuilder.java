package dev.lokistore.compactor.index;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.tsdb.TsdbWriter;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds the TSDB files of a table, one for each tenant, from streams that come from elsewhere: in any order, in any number of
 * parts, chunks twice or not. The same streams give the same bytes. Not thread-safe.
 */
public final class TsdbTableBuilder implements Closeable {
    private final Table table;
    private final TsdbWriter writer;
    private final Outputs outputs;

    /**
     * @param table whose days count; it may have no files yet
     * @param temporary an existing folder, in which the files stay
     */
    public TsdbTableBuilder(Table table, MergeOptions options, Path temporary) throws IOException {
        this.table = table;
        this.writer = new TsdbWriter(options.tsdbFormat(), temporary);
        this.outputs = new Outputs(options.time(), options.boltdbEnding(), temporary);
    }

    /**
     * Adds a stream's chunks; those that do not reach into the table's days are left out.
     *
     * @throws IllegalArgumentException if its labels or the volume of a chunk are not known
     */
    public void add(IndexedSeries series) throws IOException {
        TenantId tenant = series.tenant();
        Labels labels = series.labels();
        if (labels == null) {
            throw new IllegalArgumentException("a stream of tenant " + tenant + " without labels");
        }
        // ingesters resolve collisions each for itself, so that one stream may have several
        Map<Long, List<IndexedChunk>> fingerprints = new LinkedHashMap<>();
        for (IndexedChunk chunk : series.chunks()) {
            if (table.range()
                    .overlapsMillis(chunk.ref().fromMillis(), chunk.ref().throughMillis())) {
                fingerprints
                        .computeIfAbsent(chunk.ref().fingerprint(), added -> new ArrayList<>())
                        .add(chunk);
            }
        }
        for (Map.Entry<Long, List<IndexedChunk>> chunks : fingerprints.entrySet()) {
            writer.add(tenant, chunks.getKey(), labels, chunks.getValue());
        }
    }

    /** By tenant; none of a tenant without chunks. Nothing can be added afterwards. To be called once. */
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
