package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.logql.LabelMatcher;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The selected series of one tenant in one file. Series of one fingerprint are held together and sorted, since the file
 * orders them with the tenant label among the others.
 */
final class TenantCursor implements TsdbSeriesCursor {
    // ingesters give colliding streams other numbers, so more than a few come only from a hostile file
    private static final int MOST_WITH_ONE_FINGERPRINT = 1024;
    // together; a single series is bounded by the size of its record
    private static final int MOST_CHUNKS_WITH_ONE_FINGERPRINT = 1 << 18;

    /** Whether each record must carry the tenant's label, as in files from a table's root. */
    enum TenantLabel {
        REQUIRED,
        IGNORED
    }

    private final String source;
    private final TsdbToc toc;
    private final SeriesRecords records;
    private final Selection selection;
    private final TenantId tenant;
    private final TenantLabel tenantLabel;
    private final TimeRange range;
    private final ArrayDeque<IndexedSeries> ready = new ArrayDeque<>();
    private final List<IndexedSeries> group = new ArrayList<>();

    private int groupChunks;
    private long readyFingerprint;
    private long currentFingerprint;
    private @Nullable IndexedSeries current;

    // where reading is
    private boolean begun;
    private boolean ended;
    private long lastFingerprint;
    private long lastRecordEnd;

    TenantCursor(
            String source,
            TsdbToc toc,
            SeriesRecords records,
            Selection selection,
            TenantId tenant,
            TenantLabel tenantLabel,
            TimeRange range) {
        this.source = source;
        this.toc = toc;
        this.records = records;
        this.selection = selection;
        this.tenant = tenant;
        this.tenantLabel = tenantLabel;
        this.range = range;
    }

    @Override
    public boolean next() throws IOException {
        while (ready.isEmpty() && !ended) {
            readGroup();
        }
        current = ready.poll();
        currentFingerprint = readyFingerprint;
        return current != null;
    }

    @Override
    public IndexedSeries series() {
        return Objects.requireNonNull(current, "no current series");
    }

    @Override
    public long fingerprint() {
        return currentFingerprint;
    }

    @Override
    public void close() {
        ended = true;
        ready.clear();
    }

    /** Reads on until a record has another fingerprint, and hands out the group before it. */
    private void readGroup() throws IOException {
        while (true) {
            long reference = selection.next();
            if (reference == PostingsList.END) {
                finish();
                release(lastFingerprint);
                return;
            }
            records.moveTo(reference);
            checkPlace();
            long fingerprint = records.fingerprint();
            if (begun && Long.compareUnsigned(fingerprint, lastFingerprint) < 0) {
                throw corrupt(
                        "order of fingerprints",
                        "at least " + Long.toHexString(lastFingerprint),
                        Long.toHexString(fingerprint));
            }
            boolean another = begun && fingerprint != lastFingerprint;
            if (another) {
                release(lastFingerprint);
            }
            begun = true;
            lastFingerprint = fingerprint;
            take();
            if (another && !ready.isEmpty()) {
                return;
            }
        }
    }

    /** In a scan of everything, each record begins where the one before ended. */
    private void checkPlace() throws CorruptDataException {
        if (selection.whole()) {
            long expected = Padding.align(begun ? lastRecordEnd : toc.series(), Padding.RECORD);
            if (records.recordOffset() != expected) {
                throw corrupt("the list of all series", "a record at " + expected, records.recordOffset());
            }
        }
        lastRecordEnd = records.recordEnd();
    }

    private void finish() throws CorruptDataException {
        ended = true;
        long end = begun ? lastRecordEnd : toc.series();
        // without any record there may be padding for the one that did not come
        if (selection.whole() && toc.labelIndices() - end >= (begun ? 1 : Padding.RECORD)) {
            throw new CorruptDataException(
                    source, end, "the list of all series", "records up to " + toc.labelIndices(), "its end");
        }
    }

    private void take() throws IOException {
        Labels labels = records.labels();
        if (tenantLabel == TenantLabel.REQUIRED && !records.tenant().equals(tenant.value())) {
            throw corrupt("tenant of a series", tenant, "'" + Printable.of(records.tenant()) + "'");
        }
        for (LabelMatcher matcher : selection.resolved()) {
            if (!matcher.matches(labels.valueOrEmpty(matcher.name()))) {
                throw corrupt("series listed under " + matcher, "one that has it", Printable.of(labels.toString()));
            }
        }
        for (LabelMatcher matcher : selection.unresolved()) {
            if (!matcher.matches(labels.valueOrEmpty(matcher.name()))) {
                return;
            }
        }
        List<IndexedChunk> chunks = records.chunks(tenant, range);
        if (chunks.isEmpty()) {
            return;
        }
        if (group.size() == MOST_WITH_ONE_FINGERPRINT) {
            throw corrupt("series of one fingerprint", "at most " + MOST_WITH_ONE_FINGERPRINT, "more");
        }
        groupChunks += chunks.size();
        if (!group.isEmpty() && groupChunks > MOST_CHUNKS_WITH_ONE_FINGERPRINT) {
            throw corrupt("chunks of one fingerprint", "at most " + MOST_CHUNKS_WITH_ONE_FINGERPRINT, groupChunks);
        }
        group.add(new IndexedSeries(tenant, labels, chunks));
    }

    private void release(long fingerprint) throws CorruptDataException {
        group.sort(Comparator.comparing(series -> Objects.requireNonNull(series.labels())));
        for (int i = 0; i < group.size(); i++) {
            if (i > 0 && Objects.equals(group.get(i).labels(), group.get(i - 1).labels())) {
                throw corrupt(
                        "labels of a series",
                        "a set that no other record has",
                        group.get(i).labels());
            }
            ready.add(group.get(i));
        }
        readyFingerprint = fingerprint;
        group.clear();
        groupChunks = 0;
    }

    private CorruptDataException corrupt(String what, Object expected, @Nullable Object found) {
        return new CorruptDataException(source, records.recordOffset(), what, expected, String.valueOf(found));
    }
}
