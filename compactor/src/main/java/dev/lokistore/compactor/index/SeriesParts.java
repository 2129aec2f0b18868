package dev.lokistore.compactor.index;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.ReferenceDigest;
import dev.lokistore.index.TenantDigests;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.tsdb.TsdbWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts streams from elsewhere into a table's TSDB files: what reaches into its days, by fingerprint. */
final class SeriesParts {
    private final Table table;
    private final TsdbWriter writer;

    SeriesParts(Table table, TsdbWriter writer) {
        this.table = table;
        this.writer = writer;
    }

    /**
     * @param added counts the chunks
     * @throws IllegalArgumentException if labels or the volume of a chunk are not known
     */
    void add(IndexedSeries series, TenantDigests added) throws IOException {
        TenantId tenant = series.tenant();
        Labels labels = series.labels();
        if (labels == null) {
            throw new IllegalArgumentException("a stream of tenant " + tenant + " without labels");
        }
        // ingesters resolve collisions each for itself, so that one stream may have several
        Map<Long, List<IndexedChunk>> fingerprints = new LinkedHashMap<>();
        for (IndexedChunk chunk : series.chunks()) {
            ChunkRef ref = chunk.ref();
            if (table.range().overlapsMillis(ref.fromMillis(), ref.throughMillis())) {
                fingerprints
                        .computeIfAbsent(ref.fingerprint(), found -> new ArrayList<>())
                        .add(chunk);
                added.add(tenant, ReferenceDigest.hash(ref));
            }
        }
        for (Map.Entry<Long, List<IndexedChunk>> chunks : fingerprints.entrySet()) {
            writer.add(tenant, chunks.getKey(), labels, chunks.getValue());
        }
    }
}
