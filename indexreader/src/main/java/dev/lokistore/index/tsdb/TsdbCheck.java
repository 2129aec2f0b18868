package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Fingerprints;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.check.FileFault;
import dev.lokistore.index.check.FileFault.Kind;
import dev.lokistore.index.primitive.LongList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks a whole file, record by record, and goes on behind what is wrong: checksums, orders and bounds, and that postings,
 * label indices and fingerprint table say what the series say ({@code formats/index-tables.md#7}). Memory: a bit for 16
 * bytes of the file and {@link PairTally}.
 */
public final class TsdbCheck {
    /** Takes the series that can be read, in the order of the file. */
    @FunctionalInterface
    public interface SeriesSink {
        /** @param offset of its record */
        void series(IndexedSeries series, long offset) throws IOException;
    }

    private final TsdbFile file;
    private final TsdbToc toc;
    private final @Nullable TenantId owner;
    private final Consumer<FileFault> faults;
    private final SeriesSink sink;
    private final SeriesRecords records;
    private final PairTally tally = new PairTally();
    private final SeriesOrder order;
    private final BitSet starts = new BitSet();
    private final LongList samples = new LongList(); // reference and fingerprint of every 1024th series
    private final ChunkColumns columns = new ChunkColumns();

    private long count;
    private long chunks;
    private long fromMillis = Long.MAX_VALUE;
    private long throughMillis = Long.MIN_VALUE;
    private boolean complete = true; // whether every series could be read

    private TsdbCheck(TsdbFile file, @Nullable TenantId owner, Consumer<FileFault> faults, SeriesSink sink) {
        this.file = file;
        this.toc = file.toc();
        this.owner = owner;
        this.faults = faults;
        this.sink = sink;
        // times are compared with the file's bounds when all are known
        this.records = file.records(Long.MIN_VALUE, Long.MAX_VALUE);
        this.order = new SeriesOrder(faults);
    }

    /**
     * Reads the file to its end, once.
     *
     * @param owner whose folder it lies in; null at the table's root, where each series names its tenant
     */
    public static void run(TsdbFile file, @Nullable TenantId owner, Consumer<FileFault> faults, SeriesSink series)
            throws IOException {
        new TsdbCheck(file, owner, faults, series).run();
    }

    private void run() throws IOException {
        scan();
        new PostingsCheck(file, complete ? tally : null, faults).run(starts);
        try {
            new LabelIndexCheck(file, complete ? tally : null).run();
        } catch (CorruptDataException e) {
            faults.accept(FileFault.of(Kind.TSDB_LABEL_INDEX, e));
        }
        if (complete) {
            checkFingerprints();
            checkBounds();
            if (chunks == 0) {
                faults.accept(new FileFault(Kind.NO_CHUNKS, toc.series(), "no series has a chunk"));
            }
        }
    }

    private void scan() throws IOException {
        PostingsList listed = allSeries();
        long end = toc.series();
        while (toc.labelIndices() - end >= (count == 0 && complete ? Padding.RECORD : 1)) {
            long reference = Padding.align(end, Padding.RECORD) / Padding.RECORD;
            if (reference * Padding.RECORD >= toc.labelIndices()) {
                faults.accept(FileFault.of(Kind.TSDB_LAYOUT, end, "end of the series", toc.labelIndices(), end));
                break;
            }
            try {
                records.moveTo(reference);
                end = records.recordEnd();
                starts.set((int) (reference - toc.series() / Padding.RECORD));
                if (listed != null && listed.seek(reference) != reference) {
                    faults.accept(new FileFault(
                            Kind.TSDB_POSTINGS,
                            reference * Padding.RECORD,
                            "the list of all series leaves this one out"));
                }
                take(reference);
            } catch (CorruptDataException e) {
                complete = false;
                faults.accept(FileFault.of(Kind.TSDB_SERIES, e));
                // on with the next one that is listed: lengths of records have no checksum
                long next = listed == null ? PostingsList.END : listed.seek(reference + 1);
                end = next == PostingsList.END ? toc.labelIndices() : next * Padding.RECORD;
            }
            count++;
        }
    }

    /** Null if the list is broken, which is told when lists are checked. */
    private @Nullable PostingsList allSeries() throws IOException {
        try {
            return PostingsList.open(file.source(), toc, file.postings().allSeries());
        } catch (CorruptDataException e) {
            return null;
        }
    }

    private void take(long reference) throws IOException {
        long at = records.recordOffset();
        int[] symbols = records.labelSymbols();
        for (int i = 0; i < records.labelCount(); i++) {
            tally.add(symbols[2 * i], symbols[2 * i + 1], reference);
        }
        if (count % FingerprintTable.STEP == 0) {
            samples.add(reference);
            samples.add(records.fingerprint());
        }
        order.next(at, records.fingerprint(), symbols, records.labelCount());
        Labels labels = records.labels();
        TenantId tenant = tenant(at);
        if (!Fingerprints.isPlausible(records.fingerprint(), labels)) {
            faults.accept(FileFault.of(
                    Kind.FINGERPRINT,
                    at,
                    "fingerprint of series " + Printable.of(labels.toString()),
                    Long.toHexString(Fingerprints.of(labels)) + ", the hash of its labels",
                    Long.toHexString(records.fingerprint())));
        }
        columns.clear();
        try {
            records.chunks(TimeRange.ALL, columns);
            checkOrder(at);
        } catch (CorruptDataException e) {
            complete = false;
            faults.accept(FileFault.of(Kind.TSDB_CHUNKS, e));
        }
        chunks += columns.size();
        if (tenant != null && columns.size() > 0) {
            List<IndexedChunk> list = new ArrayList<>(columns.size());
            for (int i = 0; i < columns.size(); i++) {
                list.add(columns.get(i, tenant, records.fingerprint()));
            }
            sink.series(new IndexedSeries(tenant, labels, list), at);
        }
    }

    /** Whose the series is; null if nobody can tell. */
    private @Nullable TenantId tenant(long at) throws IOException {
        String named = records.tenant();
        if (owner != null) {
            if (!named.isEmpty()) {
                faults.accept(FileFault.of(
                        Kind.TSDB_TENANT,
                        at,
                        "tenant label of a series in the folder of tenant " + owner,
                        "none",
                        "'" + Printable.of(named) + "'"));
            }
            return owner;
        }
        try {
            return TenantId.of(named);
        } catch (IllegalArgumentException e) {
            faults.accept(FileFault.of(
                    Kind.TSDB_TENANT,
                    at,
                    "tenant label of a series in a common file",
                    "a tenant, without which Loki drops the series",
                    named.isEmpty() ? "none" : "'" + Printable.of(named) + "'"));
            return null;
        }
    }

    private void checkOrder(long at) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.from(i) != 0) {
                // as when Loki computes the bounds: 0 counts as unset
                fromMillis = Math.min(fromMillis, columns.from(i));
            }
            throughMillis = Math.max(throughMillis, columns.through(i));
        }
        int wrong = columns.firstNotAscending();
        if (wrong > 0) {
            faults.accept(FileFault.of(
                    Kind.TSDB_CHUNKS,
                    at,
                    "chunk " + wrong + " of a series",
                    "one behind that before it, by from, through, checksum",
                    columns.from(wrong) + " to " + columns.through(wrong)));
        }
    }

    private void checkFingerprints() throws IOException {
        long entry = toc.fingerprintOffsets() + 8;
        for (int i = 0; i < samples.size(); i += 2) {
            byte[] bytes = file.source().read(entry, FingerprintTable.ENTRY);
            long reference = BigEndian.int64(bytes, 0);
            long fingerprint = BigEndian.int64(bytes, 8);
            if (reference != samples.get(i) || fingerprint != samples.get(i + 1)) {
                faults.accept(FileFault.of(
                        Kind.TSDB_FINGERPRINTS,
                        entry,
                        "fingerprint table",
                        samples.get(i) + " " + Long.toHexString(samples.get(i + 1)),
                        reference + " " + Long.toHexString(fingerprint)));
                return;
            }
            entry += FingerprintTable.ENTRY;
        }
    }

    private void checkBounds() {
        boolean narrow = toc.fromMillis() > fromMillis || toc.throughMillis() < throughMillis;
        boolean wide = toc.fromMillis() < fromMillis || toc.throughMillis() > throughMillis;
        if (chunks > 0 && (narrow || wide)) {
            faults.accept(FileFault.of(
                    narrow ? Kind.TSDB_BOUNDS : Kind.TSDB_WIDE_BOUNDS,
                    TsdbToc.boundsOffset(file.source().size()),
                    "bounds of the file",
                    fromMillis + " to " + throughMillis + ", as its chunks say",
                    toc.fromMillis() + " to " + toc.throughMillis()));
        }
    }
}
