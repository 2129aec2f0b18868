package dev.lokistore.index.report;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.StoredChunkCursor;
import dev.lokistore.index.coverage.Coverage;
import dev.lokistore.index.coverage.CoverageOptions;
import dev.lokistore.index.coverage.CoverageSubject;
import dev.lokistore.index.coverage.CoverageTally;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.util.List;

/** Which hours have chunks. */
final class CoverageReport {
    private final CoverageOptions options;
    private final CoverageTally tally;

    CoverageReport(CoverageOptions options, List<Table> tables, ReportQuery query) {
        this.options = options;
        this.tally = new CoverageTally(options, tables, query.range());
    }

    void run(ChunkWalk walk, ReportSink<Coverage> sink) throws IOException {
        walk.run(this::add, this::addObjects);
        for (CoverageSubject subject : tally.subjects()) {
            sink.accept(tally.coverage(subject));
        }
    }

    private void add(Sight sight) {
        boolean missing = sight.asked() && sight.object() == null;
        tally.addNamed(subject(sight), sight.table(), sight.chunk().ref(), sight.first(), missing);
    }

    private CoverageSubject subject(Sight sight) {
        TenantId tenant = sight.series().tenant();
        if (options.per() == CoverageOptions.Per.TENANT) {
            return CoverageSubject.of(tenant);
        }
        Labels labels = sight.series().labels();
        return new CoverageSubject(
                tenant, labels, labels == null ? sight.chunk().ref().fingerprint() : null);
    }

    private void addObjects(ChunkInventory inventory) throws IOException {
        try (StoredChunkCursor cursor = inventory.chunks()) {
            while (cursor.next()) {
                tally.addObject(cursor.chunk().ref());
            }
        }
        tally.endObjects();
    }
}
