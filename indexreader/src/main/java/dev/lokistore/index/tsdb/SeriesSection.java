package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Writes series records and keeps what the parts behind them need. */
final class SeriesSection {
    private static final long LARGEST_REFERENCE = 0xffffffffL;

    private final IndexOutput file;
    private final SymbolNumbers symbols;
    private final ChunkSpool spool;
    private final ChunkListWriter chunkLists;
    private final List<SpooledChunk> chunks = new ArrayList<>();
    private final ByteSink body = new ByteSink();
    private final ByteSink references = new ByteSink();
    private final ByteSink fingerprints = new ByteSink();
    private long from;
    private long through;

    SeriesSection(IndexOutput file, int version, SymbolNumbers symbols, ChunkSpool spool) {
        this.file = file;
        this.symbols = symbols;
        this.spool = spool;
        this.chunkLists = new ChunkListWriter(version);
    }

    void write(SeriesDraft series) throws IOException {
        file.pad(Padding.RECORD);
        long reference = file.position() / Padding.RECORD;
        if (reference > LARGEST_REFERENCE) {
            throw new IOException("a TSDB index file cannot hold more than 64 GiB of series");
        }
        if (references.size() / Integer.BYTES % FingerprintTable.STEP == 0) {
            fingerprints.u64be(reference);
            fingerprints.u64be(series.fingerprint);
        }
        references.u32be((int) reference);
        readChunks(series);
        body.clear();
        body.u64be(series.fingerprint);
        body.uvarint(series.pairs.length);
        for (int pair : series.pairs) {
            body.uvarint(symbols.ofName(pair));
            body.uvarint(symbols.ofValue(pair));
        }
        chunkLists.write(chunks, body);
        file.record(body);
    }

    /** Leaves the chunks in order, each once. */
    private void readChunks(SeriesDraft series) throws IOException {
        chunks.clear();
        for (SeriesDraft.Run run = series.chunks; run != null; run = run.before()) {
            spool.read(run.first(), run.count(), chunks);
        }
        chunks.sort(null);
        int kept = 0;
        for (SpooledChunk chunk : chunks) {
            if (kept == 0 || !chunk.sameChunk(chunks.get(kept - 1))) {
                chunks.set(kept++, chunk);
                // 0 counts as unset
                from = from == 0 ? chunk.from() : Math.min(from, chunk.from());
                through = Math.max(through, chunk.through());
            }
        }
        chunks.subList(kept, chunks.size()).clear();
    }

    /** {@code u32be} of each series, in the order of the records. */
    ByteSink references() {
        return references;
    }

    /** Content of the section. */
    ByteSink fingerprintTable() {
        ByteSink table = new ByteSink();
        table.u32be(fingerprints.size() / FingerprintTable.ENTRY);
        table.write(fingerprints.array(), 0, fingerprints.size());
        return table;
    }

    long fromMillis() {
        return from;
    }

    long throughMillis() {
        return through;
    }
}
