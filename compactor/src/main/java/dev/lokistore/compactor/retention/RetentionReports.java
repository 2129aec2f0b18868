package dev.lokistore.compactor.retention;

import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.report.ChunkRow;
import dev.lokistore.index.report.ChunkVisitor;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.index.report.ReportSink;
import dev.lokistore.index.report.StoreReports;
import dev.lokistore.index.report.StoreReports.Verification;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableReader;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What retention policies say of the chunks of a store, from its index and listings. Streams whose labels the index has
 * lost count as streams without labels.
 */
public final class RetentionReports {
    private static final long MILLIS_PER_DAY = 86_400_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final LokiStore store;
    private final StoreReports reports;
    private final Instant now;

    public RetentionReports(LokiStore store, StoreReports reports, Instant now) {
        this.store = store;
        this.reports = reports;
        this.now = now;
    }

    /**
     * Adds up what each rule does.
     *
     * @param days to look ahead, 0 or more; today is the first
     */
    public List<RetentionRow> totals(RetentionPolicy policy, int days, ReportQuery query, Problems problems)
            throws IOException {
        RetentionTally tally = new RetentionTally(policy, now, days);
        add(query, problems, (tenant, labels) -> tally.series(tenant, labels)::chunk);
        return tally.rows();
    }

    /** What the policy does to each stream; by tenant, then labels. State: the labels of all streams. */
    public List<StreamRetentionRow> streams(RetentionPolicy policy, ReportQuery query, Problems problems)
            throws IOException {
        StreamTally tally = new StreamTally(policy, now);
        add(query, problems, (tenant, labels) -> tally.stream(tenant, labels)::chunk);
        return tally.rows();
    }

    /** Adds up what a proposed policy would change. */
    public PolicyComparison compare(
            RetentionPolicy present, RetentionPolicy proposed, ReportQuery query, Problems problems)
            throws IOException {
        PolicyComparison comparison = new PolicyComparison(present, proposed, now);
        add(query, problems, (tenant, labels) -> comparison.series(tenant, labels)::chunk);
        return comparison;
    }

    /** A sum that chunks of one stream are added to. */
    private interface Sum {
        void add(Instant through, long storedBytes);
    }

    /** Asks for a stream's sum once in each table: which rule decides takes longer to find than a chunk to add. */
    private void add(ReportQuery query, Problems problems, BiFunction<TenantId, Labels, Sum> sums) throws IOException {
        reports.eachChunk(query, problems, new ChunkVisitor() {
            private @Nullable IndexedSeries current;
            private Sum sum = (through, storedBytes) -> {};

            @Override
            public void chunk(IndexedSeries series, ChunkRef ref, long storedBytes) {
                if (series != current) {
                    current = series;
                    sum = sums.apply(series.tenant(), labels(series.labels()));
                }
                sum.add(Instant.ofEpochMilli(ref.throughMillis()), storedBytes);
            }
        });
    }

    /** Explains chunks, in the order of {@link StoreReports#chunks}. */
    public void explain(RetentionPolicy policy, ReportQuery query, Problems problems, ReportSink<ExplainedChunk> sink)
            throws IOException {
        Explainer explainer = new Explainer(policy, now);
        Map<String, NamingTable> tables = new HashMap<>();
        for (Table table : store.tables()) {
            tables.put(table.name(), naming(table));
        }
        reports.chunks(query, Verification.LISTING, problems, row -> {
            List<NamingTable> naming = row.tables().stream()
                    .map(tables::get)
                    .map(RetentionReports::known)
                    .toList();
            boolean exists = row.state() != ChunkRow.State.MISSING;
            sink.accept(explained(explainer, row.ref(), labels(row.labels()), exists, naming));
        });
    }

    private static NamingTable known(@Nullable NamingTable table) {
        if (table == null) {
            throw new IllegalStateException("a table that was not listed names a chunk");
        }
        return table;
    }

    /**
     * Explains one chunk, whether or not the index knows it: then its own header, which is read, says its labels.
     *
     * @return empty if there is neither an object nor an entry in the index
     */
    public Optional<ExplainedChunk> explain(RetentionPolicy policy, ChunkRef ref, Problems problems)
            throws IOException {
        TimeRange range =
                new TimeRange(nanos(ref.fromMillis()), nanos(Math.min(ref.throughMillis(), Long.MAX_VALUE - 1) + 1));
        List<NamingTable> naming = new ArrayList<>();
        Labels labels = null;
        for (Table table : store.tables()) {
            if (!range.overlaps(table.range().fromNanos(), table.range().toNanos() - 1)) {
                continue;
            }
            Optional<IndexedSeries> series = seriesOf(ref, table, range, problems);
            if (series.isPresent()) {
                naming.add(naming(table));
                labels = series.get().labels() == null ? labels : series.get().labels();
            }
        }
        Optional<ObjectInfo> object = store.locate(ref);
        if (naming.isEmpty() && object.isEmpty()) {
            return Optional.empty();
        }
        if (naming.isEmpty() && object.isPresent()) {
            labels = ChunkReader.open(store.ranged(object.get()), ReadOptions.DEFAULT)
                    .header()
                    .labels();
        }
        return Optional.of(explained(new Explainer(policy, now), ref, labels(labels), object.isPresent(), naming));
    }

    private Optional<IndexedSeries> seriesOf(ChunkRef ref, Table table, TimeRange range, Problems problems)
            throws IOException {
        SeriesQuery query = new SeriesQuery(Set.of(ref.tenant()), List.of(), range);
        try (TableReader reader = store.openTable(table, problems);
                SeriesCursor cursor = reader.series(query)) {
            while (cursor.next()) {
                for (IndexedChunk chunk : cursor.series().chunks()) {
                    if (chunk.ref().equals(ref)) {
                        return Optional.of(cursor.series());
                    }
                }
            }
        }
        return Optional.empty();
    }

    private ExplainedChunk explained(
            Explainer explainer, ChunkRef ref, Labels labels, boolean exists, List<NamingTable> naming)
            throws IOException {
        Instant through = Instant.ofEpochMilli(ref.throughMillis());
        Explanation explanation = explainer.explain(new ExistingChunk(ref.tenant(), labels, through, naming));
        return new ExplainedChunk(
                ref,
                store.logicalKey(ref),
                labels,
                exists,
                naming.stream().map(NamingTable::name).toList(),
                exists ? explanation : new Explanation(explanation.decision(), List.of()));
    }

    private NamingTable naming(Table table) throws IOException {
        StoreSchema schema = store.schemaByIndex();
        long start = millis(table.firstDay());
        boolean inPeriod = schema.periodAt(start)
                .filter(period -> period.indexPrefix().equals(table.prefix()))
                .isPresent();
        return new NamingTable(
                table.name(),
                Instant.ofEpochMilli(start),
                Instant.ofEpochMilli(millis(table.lastDay()) + MILLIS_PER_DAY - 1),
                table.compacted(),
                inPeriod);
    }

    // hostile names and keys say any number: what is beyond 64 bits is as good as the end
    private static long millis(long day) {
        long limit = Long.MAX_VALUE / MILLIS_PER_DAY - 1;
        return Math.max(-limit, Math.min(day, limit)) * MILLIS_PER_DAY;
    }

    private static long nanos(long epochMillis) {
        long limit = Long.MAX_VALUE / NANOS_PER_MILLI;
        return Math.max(-limit, Math.min(epochMillis, limit)) * NANOS_PER_MILLI;
    }

    private static Labels labels(@Nullable Labels labels) {
        return labels == null ? Labels.EMPTY : labels;
    }
}
