package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.TableTally;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Unites TSDB files of one table as Loki's compactor does ({@code formats/index-tables.md#45-multi-tenant-files}): per tenant
 * and stream, chunks once. Up to 32 are read side by side in the order of their fingerprints, so that one stream is in memory
 * at a time. Labels are compared by their bytes.
 */
public final class TsdbMerge {
    /**
     * @param tenant whose folder the file is in; null at the table's root, where each series names its tenant
     */
    public record Input(TsdbFile file, @Nullable TenantId tenant) {}

    // each takes some memory for its symbols; the writer unites what files that are not read together have in common
    private static final int MOST_AT_ONCE = 32;

    private final TsdbWriter writer;
    private final SeriesEdits edits;
    private final TableTally tally;

    private TsdbMerge(TsdbWriter writer, SeriesEdits edits, TableTally tally) {
        this.writer = writer;
        this.edits = edits;
        this.tally = tally;
    }

    /**
     * Reads all files and puts their series, edited, into the writer.
     *
     * @param firstMillis of the table's days; what edits put in place of a row must overlap them
     * @param lastMillis of the table's days, inclusive
     * @param tally takes what becomes of rows, but for duplicates that only the writer finds
     * @throws CorruptDataException if anything in a file does not verify, its postings included
     */
    public static void run(
            List<Input> inputs, RowEdits edits, long firstMillis, long lastMillis, TsdbWriter writer, TableTally tally)
            throws IOException {
        SeriesEdits applied = new SeriesEdits(edits, firstMillis, lastMillis, writer);
        TsdbMerge merge = new TsdbMerge(writer, applied, tally);
        for (int start = 0; start < inputs.size(); start += MOST_AT_ONCE) {
            merge.run(inputs.subList(start, Math.min(start + MOST_AT_ONCE, inputs.size())));
        }
    }

    private void run(List<Input> inputs) throws IOException {
        PriorityQueue<SeriesScan> heads =
                new PriorityQueue<>(Comparator.comparing(SeriesScan::fingerprint, Long::compareUnsigned));
        for (Input input : inputs) {
            advance(SeriesScan.open(input.file(), input.tenant(), writer), heads);
        }
        FingerprintGroup group = new FingerprintGroup();
        for (SeriesScan head = heads.poll(); head != null; head = heads.poll()) {
            long fingerprint = head.fingerprint();
            group.clear();
            group.add(head);
            advance(head, heads);
            for (SeriesScan next = heads.peek();
                    next != null && next.fingerprint() == fingerprint;
                    next = heads.peek()) {
                heads.remove();
                group.add(next);
                advance(next, heads);
            }
            for (FingerprintGroup.Series series : group.series()) {
                write(fingerprint, series);
            }
        }
    }

    private static void advance(SeriesScan scan, PriorityQueue<SeriesScan> heads) throws IOException {
        if (scan.next()) {
            heads.add(scan);
        }
    }

    private void write(long fingerprint, FingerprintGroup.Series series) throws IOException {
        ChunkColumns chunks = series.chunks();
        TenantId tenant = writer.tenant(series.tenant());
        tally.read().add(tenant, chunks.digest(fingerprint));
        tally.duplicates().add(tenant, chunks.sortUnique(fingerprint));
        if (edits.concern(tenant)) {
            edits.edit(tenant, fingerprint, series, tally);
        }
        writer.add(series.tenant(), fingerprint, series.pairs(), series.pairCount(), chunks);
    }
}
