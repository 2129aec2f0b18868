package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSink;
import dev.lokistore.chunk.Labels;
import dev.lokistore.index.IndexedChunk;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes one tenant's TSDB index file, formats 2 and 3, byte for byte as Loki's compactor does
 * ({@code formats/index-tables.md#47-writing-algorithm}). Series come in any order; those with equal labels become one,
 * with the first one's fingerprint, and a chunk that comes twice is written once. Memory grows with series and label
 * pairs; chunks wait in a temporary file. Not thread-safe.
 */
public final class TsdbWriter implements Closeable {
    private static final int OLDEST = 2;
    private static final int NEWEST = 3;
    private static final int HEADER = 5;

    private final int version;
    private final ChunkSpool spool;
    private final LabelPairs pairs = new LabelPairs();
    private final Map<PairSet, SeriesDraft> series = new LinkedHashMap<>();

    /** Label sets as keys, without keeping their strings twice. */
    private record PairSet(int[] numbers) {
        @Override
        public boolean equals(Object other) {
            return other instanceof PairSet set && Arrays.equals(numbers, set.numbers);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(numbers);
        }
    }

    /**
     * @param version 2 for readers from Loki 2.6 on, 3 for those from 2.9 on
     * @param temporary an existing folder for the chunk lists, 28 bytes for a chunk
     */
    public TsdbWriter(int version, Path temporary) throws IOException {
        if (version < OLDEST || version > NEWEST) {
            throw new IllegalArgumentException("version of a TSDB index: " + version);
        }
        this.version = version;
        this.spool = new ChunkSpool(temporary);
    }

    /**
     * Adds chunks of a stream; without chunks nothing.
     *
     * @param fingerprint as the chunks' keys have it, which need not be the labels' hash
     * @throws IllegalArgumentException if the volume of a chunk is not known
     */
    public void add(long fingerprint, Labels labels, List<IndexedChunk> chunks) throws IOException {
        if (chunks.isEmpty()) {
            return;
        }
        int[] numbers = pairs.numbersOf(labels);
        SeriesDraft draft =
                series.computeIfAbsent(new PairSet(numbers), set -> new SeriesDraft(fingerprint, set.numbers()));
        draft.chunks = new SeriesDraft.Run(spool.append(chunks), chunks.size(), draft.chunks);
    }

    /** Series so far. A file without any must not be put into a store. */
    public int seriesCount() {
        return series.size();
    }

    /**
     * Writes the file, after which nothing can be added.
     *
     * @return what the file's name is made of, among others
     */
    public TsdbToc writeTo(OutputStream out) throws IOException {
        List<LabelPairs.Pair> ranked = pairs.ranked();
        List<SeriesDraft> sorted = sorted(ranked);
        SymbolNumbers symbols = new SymbolNumbers(ranked);

        IndexOutput file = new IndexOutput(out);
        ByteSink part = new ByteSink();
        part.u32be(TsdbFile.MAGIC);
        part.u8(version);
        file.write(part);
        file.section(symbols.content());
        long seriesOffset = file.position();
        SeriesSection records = new SeriesSection(file, version, symbols, spool);
        for (SeriesDraft one : sorted) {
            records.write(one);
        }
        PostingsSection lists = new PostingsSection(file, ranked, symbols);
        long labelIndices = file.position();
        lists.writeLabelIndices();
        long postings = file.position();
        lists.writePostings(sorted, records.references());
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
                        records.fromMillis(),
                        records.throughMillis(),
                        0)
                .checked();
        toc.write(file);
        return toc;
    }

    private List<SeriesDraft> sorted(List<LabelPairs.Pair> ranked) {
        int[] ranks = pairs.ranks(ranked);
        Collection<SeriesDraft> drafts = series.values();
        drafts.forEach(draft -> draft.pairs =
                Arrays.stream(draft.pairs).map(pair -> ranks[pair]).toArray());
        List<SeriesDraft> sorted = new ArrayList<>(drafts);
        sorted.sort(Comparator.<SeriesDraft, Long>comparing(draft -> draft.fingerprint, Long::compareUnsigned)
                .thenComparing(draft -> draft.pairs, Arrays::compare));
        return sorted;
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
