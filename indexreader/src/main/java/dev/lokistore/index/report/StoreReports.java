package dev.lokistore.index.report;

import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.coverage.Coverage;
import dev.lokistore.index.coverage.CoverageOptions;
import dev.lokistore.index.deletes.DeleteRequest;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The reports that an index and listings answer. Index files are read one table at a time, in order of their days; what
 * cannot be read is told to {@link Problems} and left out. No chunk object is read unless
 * {@link ReportQuery.Detail#EXACT} asks for it. Safe for use by several threads.
 */
public final class StoreReports {
    private final LokiStore store;
    private final int concurrency;

    /** @param concurrency requests at the same time, where chunks' headers are read; 1 or more */
    public StoreReports(LokiStore store, int concurrency) {
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency is " + concurrency + " but must be 1 or more");
        }
        this.store = store;
        this.concurrency = concurrency;
    }

    /** By tenant. State: a few numbers a tenant, 16 bytes a stream. */
    public void tenants(ReportQuery query, Problems problems, ReportSink<TenantRow> sink) throws IOException {
        new TenantsReport(query).run(walk(query, problems), sink);
    }

    /** By day, then name; also tables without any stream, unless tenants or matchers select;
     * the period as {@link LokiStore#schemaByIndex()} tells it. State: 16 bytes a stream of one table. */
    public void tables(ReportQuery query, Problems problems, ReportSink<TableRow> sink) throws IOException {
        new TableWalk(store, query, problems).run(new TablesReport(query, store.schemaByIndex(), store.strays(), sink));
    }

    /** By tenant, then labels. State: the labels of all matching streams and a few numbers for each. */
    public void streams(ReportQuery query, Problems problems, ReportSink<StreamRow> sink) throws IOException {
        new StreamsReport().run(walk(query, problems), sink);
    }

    /** By tenant, then label. State: all distinct values, 16 bytes a stream. */
    public void labels(ReportQuery query, Problems problems, ReportSink<LabelNameRow> sink) throws IOException {
        LabelsReport report = new LabelsReport();
        new TableWalk(store, query, problems).run(report);
        report.rows(sink);
    }

    /** By tenant, then value. State: all distinct values of the label, 16 bytes a stream. */
    public void labelValues(String label, ReportQuery query, Problems problems, ReportSink<LabelValueRow> sink)
            throws IOException {
        LabelValuesReport report = new LabelValuesReport(label);
        new TableWalk(store, query, problems).run(report);
        report.rows(sink);
    }

    /**
     * By day, chunks that reach into another day with that day; within it by tenant, fingerprint, from. State: the
     * matching chunks of one table.
     */
    public void chunks(ReportQuery query, Verification verification, Problems problems, ReportSink<ChunkRow> sink)
            throws IOException {
        ChunksReport report = new ChunksReport(store, sink);
        if (verification == Verification.HEAD) {
            walk(query, problems).runWithHeads(report::add);
        } else {
            walk(query, problems).run(report::add);
        }
        report.finish();
    }

    /**
     * Each matching chunk once, without what {@link #chunks} takes to list them: table by table, in the order of their days,
     * series by series. State: the chunks that reach into a next table.
     */
    public void eachChunk(ReportQuery query, Problems problems, ChunkVisitor visitor) throws IOException {
        walk(query, problems).run(sight -> {
            if (sight.first()) {
                visitor.chunk(sight.series(), sight.chunk().ref(), sight.storedBytes());
            }
        });
    }

    /** How a chunk's object is looked for. */
    public enum Verification {
        /** In the listing that also tells its size. */
        LISTING,
        /** By a HEAD request each. */
        HEAD
    }

    /**
     * In the order that the options name. State: a few numbers a group, 16 to 64 bytes a stream and group, the chunks that
     * reach into a next table.
     *
     * @return what {@link UsageOptions#top()} leaves out
     */
    public UsageRest usage(UsageOptions options, ReportQuery query, Problems problems, ReportSink<UsageRow> sink)
            throws IOException {
        List<Table> tables = new TableWalk(store, query, problems).tables();
        UsageReport report = new UsageReport(options, tables);
        ReportQuery detailed = options.readsHeaders() ? query.withDetail(ReportQuery.Detail.EXACT) : query;
        walk(detailed, problems).run(report::add);
        return report.rows(sink);
    }

    /**
     * By tenant: what would be dropped together as asked for, then each label by name. State: 16 bytes for each label of each
     * stream and about 150 for the stream, as much as that again for distinct values; the chunks of one table. For what an entry of the index costs the streams of
     * all tenants are read where a table keeps them in one file.
     */
    public void cardinality(
            CardinalityOptions options, ReportQuery query, Problems problems, ReportSink<CardinalityRow> sink)
            throws IOException {
        CardinalityReport report = new CardinalityReport(options);
        IndexEntries entries = new IndexEntries(query.tenants());
        ReportQuery byIndex = query.withDetail(ReportQuery.Detail.INDEX);
        new ChunkWalk(store, concurrency, byIndex, problems, entries).run(report::add);
        report.rows(entries.bytesPerEntry(), sink);
    }

    /**
     * How many chunks there are of each class of a figure: kind by kind, classes ascending. Each chunk counts once. State:
     * a few numbers a class.
     */
    public void histograms(
            Set<HistogramKind> kinds,
            ChunkGoals goals,
            ReportQuery query,
            Problems problems,
            ReportSink<HistogramRow> sink)
            throws IOException {
        List<Histogram> histograms =
                kinds.stream().sorted().map(kind -> new Histogram(kind, goals)).toList();
        walk(query, problems).run(sight -> {
            if (sight.first()) {
                histograms.forEach(histogram -> histogram.add(sight));
            }
        });
        for (Histogram histogram : histograms) {
            histogram.rows(sink);
        }
    }

    /**
     * Which hours or days have chunks, by tenant, then stream. With matchers, objects that no table names are not looked
     * for, since nobody knows their labels. State: four bytes a cell on each subject's days with a chunk, two cells more
     * a tenant.
     */
    public void coverage(CoverageOptions options, ReportQuery query, Problems problems, ReportSink<Coverage> sink)
            throws IOException {
        ReportQuery byIndex = query.withDetail(ReportQuery.Detail.INDEX);
        List<Table> tables = new TableWalk(store, byIndex, problems).tables();
        new CoverageReport(options, tables, byIndex).run(walk(byIndex, problems), sink);
    }

    /**
     * What delete requests match in the index, in the order given. Reads the tables between the first and the last of
     * their instants once for all. State: a few numbers a request, the chunks of one table.
     */
    public void deletes(List<DeleteRequest> requests, Problems problems, ReportSink<DeleteRow> sink)
            throws IOException {
        DeletesReport report = new DeletesReport(requests);
        Optional<ReportQuery> query = report.query();
        if (query.isPresent()) {
            chunks(query.get(), Verification.LISTING, problems, report::add);
        }
        report.rows(sink);
    }

    private ChunkWalk walk(ReportQuery query, Problems problems) throws StoreException {
        if (query.detail() == ReportQuery.Detail.EXACT) {
            store.requireChunkContent();
        }
        return new ChunkWalk(store, concurrency, query, problems);
    }
}
