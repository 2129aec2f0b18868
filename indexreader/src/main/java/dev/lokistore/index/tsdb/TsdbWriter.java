package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSink;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.ReferenceDigest;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Collects streams of any number of tenants and writes a TSDB index file for each, formats 2 and 3, byte for byte as
 * Loki's compactor does ({@code formats/index-tables.md#47-writing-algorithm}). Streams come in any order and in any number
 * of parts; a chunk that comes twice is written once. Unlike in Loki's compactor, equal labels under two fingerprints stay
 * two series: a chunk's key holds the fingerprint that its ingester gave the stream, so that under another one it would not
 * be found. Memory grows with series and label pairs, about 50 bytes and 4 for each label of a series; chunks wait in a
 * temporary file. Not thread-safe.
 */
public final class TsdbWriter implements Closeable {
    private static final int OLDEST = 2;
    private static final int NEWEST = 3;
    private static final int HEADER = 5;

    private final int version;
    private final ChunkSpool spool;
    private final ChunkListWriter chunkLists;
    private final LabelPairs pairs = new LabelPairs();
    private final SeriesDrafts drafts = new SeriesDrafts();
    private final List<TenantId> tenants = new ArrayList<>();
    private final Map<TenantId, Integer> tenantNumbers = new HashMap<>();
    private final List<ReferenceDigest> duplicates = new ArrayList<>(); // by tenant's number
    private final ByteSink run = new ByteSink();
    private final ChunkColumns columns = new ChunkColumns();
    private boolean complete;

    // from the first file on
    private FileSymbols symbols = new FileSymbols(pairs);
    private int[] sorted = {};
    private int[] ends = {}; // by tenant's number, of its drafts in the sorted ones

    /**
     * @param version 2 for readers from Loki 2.7 on, 3 for those from 2.9 on
     * @param temporary an existing folder for the chunk lists, some 20 bytes for a chunk
     */
    public TsdbWriter(int version, Path temporary) throws IOException {
        if (version < OLDEST || version > NEWEST) {
            throw new IllegalArgumentException("version of a TSDB index: " + version);
        }
        this.version = version;
        this.chunkLists = new ChunkListWriter(version);
        this.spool = new ChunkSpool(temporary);
    }

    /**
     * Adds chunks of a stream; without chunks nothing.
     *
     * @param fingerprint as the chunks' keys have it, which need not be the labels' hash
     * @throws IllegalArgumentException if the volume of a chunk is not known
     */
    public void add(TenantId tenant, long fingerprint, Labels labels, List<IndexedChunk> chunks) throws IOException {
        columns.clear();
        chunks.forEach(columns::add);
        int[] numbers = new int[labels.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = pairs.pairOf(
                    pairs.strings().numberOf(labels.name(i)), pairs.strings().numberOf(labels.value(i)));
        }
        add(tenantNumber(tenant), fingerprint, numbers, numbers.length, columns);
    }

    /** What labels are numbered by. */
    LabelPairs pairs() {
        return pairs;
    }

    int tenantNumber(TenantId tenant) {
        return tenantNumbers.computeIfAbsent(tenant, added -> {
            tenants.add(added);
            duplicates.add(ReferenceDigest.NONE);
            return tenants.size() - 1;
        });
    }

    TenantId tenant(int number) {
        return tenants.get(number);
    }

    /** As the public method; the chunks are put in order and made unique. */
    void add(int tenant, long fingerprint, int[] pairNumbers, int pairCount, ChunkColumns chunks) throws IOException {
        if (complete) {
            throw new IllegalStateException("files are being written already");
        }
        if (chunks.size() == 0) {
            return;
        }
        leftOut(tenant, chunks.sortUnique(fingerprint));
        run.clear();
        RunHeader.of(chunks, fingerprint).write(run);
        chunkLists.write(chunks, run);
        drafts.add(tenant, fingerprint, pairNumbers, pairCount, spool.append(run), run.size());
    }

    private void leftOut(int tenant, ReferenceDigest more) {
        duplicates.set(tenant, duplicates.get(tenant).and(more));
    }

    /** Those that have a series. */
    public SortedSet<TenantId> tenants() {
        SortedSet<TenantId> found = new TreeSet<>();
        for (int draft = 0; draft < drafts.size(); draft++) {
            found.add(tenants.get(drafts.tenant(draft)));
        }
        return found;
    }

    /**
     * What was written for a tenant.
     *
     * @param toc what the file's name is made of, among others
     * @param duplicates chunks that came more than once, without the one that was written of each
     */
    public record Written(TsdbToc toc, long series, ReferenceDigest chunks, ReferenceDigest duplicates) {}

    /**
     * Writes a tenant's file, after which nothing can be added.
     *
     * @throws IllegalArgumentException if the tenant has no series: such a file must not be put into a store
     */
    public Written write(TenantId tenant, OutputStream out) throws IOException {
        complete();
        Integer number = tenantNumbers.get(tenant);
        if (number == null || ends[number] == start(number)) {
            throw new IllegalArgumentException("tenant " + tenant + " has no series");
        }
        return write(start(number), ends[number], new IndexOutput(out));
    }

    private void complete() throws IOException {
        if (complete) {
            return;
        }
        complete = true;
        spool.flush();
        pairs.rank();
        symbols = new FileSymbols(pairs);
        sorted = drafts.sorted(pairs);
        ends = new int[tenants.size()];
        for (int place = 0; place < sorted.length; place++) {
            ends[drafts.tenant(sorted[place])] = place + 1;
        }
        for (int number = 1; number < ends.length; number++) {
            ends[number] = Math.max(ends[number], ends[number - 1]);
        }
    }

    private int start(int tenant) {
        return tenant == 0 ? 0 : ends[tenant - 1];
    }

    private Written write(int start, int end, IndexOutput file) throws IOException {
        symbols.use(drafts, sorted, start, end);
        ByteSink part = new ByteSink();
        part.u32be(TsdbFile.MAGIC);
        part.u8(version);
        file.write(part);
        file.section(symbols.content());
        long seriesOffset = file.position();
        SeriesSection records = new SeriesSection(file, symbols);
        RunHeader total = writeRecords(records, start, end);
        PostingsSection lists = new PostingsSection(file, symbols);
        long labelIndices = file.position();
        lists.writeLabelIndices();
        long postings = file.position();
        lists.writePostings(records, drafts);
        long labelIndicesTable = file.position();
        file.section(lists.labelIndicesTable());
        long postingsTable = file.position();
        file.section(lists.postingsTable());
        long fingerprints = file.position();
        file.section(records.fingerprintTable());
        TsdbToc toc = new TsdbToc(
                        HEADER,
                        seriesOffset,
                        labelIndices,
                        labelIndicesTable,
                        postings,
                        postingsTable,
                        fingerprints,
                        total.fromMillis(),
                        total.throughMillis(),
                        0)
                .checked();
        toc.write(file);
        file.flush();
        return new Written(toc, records.count(), total.digest(), duplicates.get(drafts.tenant(sorted[start])));
    }

    private RunHeader writeRecords(SeriesSection records, int start, int end) throws IOException {
        RunHeader total = RunHeader.NONE;
        RunReader reader = new RunReader(spool, version);
        int next;
        for (int i = start; i < end; i = next) {
            int draft = sorted[i];
            next = i + 1;
            while (next < end && drafts.sameSeries(draft, sorted[next])) {
                next++;
            }
            byte[] bytes;
            int from;
            int length;
            RunHeader header;
            if (next == i + 1) {
                header = reader.load(drafts.offset(draft), drafts.length(draft));
                bytes = reader.buffer();
                from = reader.listStart();
                length = reader.listLength();
            } else {
                ChunkColumns chunks = union(reader, i, next);
                header = RunHeader.of(chunks, drafts.fingerprint(draft));
                run.clear();
                chunkLists.write(chunks, run);
                bytes = run.array();
                from = 0;
                length = run.size();
            }
            records.write(drafts, draft, bytes, from, length);
            total = total.and(header);
        }
        return total;
    }

    private ChunkColumns union(RunReader reader, int start, int end) throws IOException {
        columns.clear();
        for (int i = start; i < end; i++) {
            reader.load(drafts.offset(sorted[i]), drafts.length(sorted[i]));
            reader.decode(columns);
        }
        leftOut(drafts.tenant(sorted[start]), columns.sortUnique(drafts.fingerprint(sorted[start])));
        return columns;
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
