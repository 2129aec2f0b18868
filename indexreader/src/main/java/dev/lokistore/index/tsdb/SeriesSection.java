package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSink;
import dev.lokistore.index.primitive.IntList;
import java.io.IOException;

/** Writes series records and keeps what the parts behind them need. */
final class SeriesSection {
    private static final long LARGEST_REFERENCE = 0xffffffffL;

    private final IndexOutput file;
    private final FileSymbols symbols;
    private final ByteSink body = new ByteSink();
    private final ByteSink references = new ByteSink();
    private final ByteSink fingerprints = new ByteSink();
    private final IntList written = new IntList();

    SeriesSection(IndexOutput file, FileSymbols symbols) {
        this.file = file;
        this.symbols = symbols;
    }

    /** @param chunkList {@code length} bytes of an encoded list */
    void write(SeriesDrafts drafts, int draft, byte[] chunkList, int offset, int length) throws IOException {
        file.pad(Padding.RECORD);
        long reference = file.position() / Padding.RECORD;
        if (reference > LARGEST_REFERENCE) {
            throw new IOException("a TSDB index file cannot hold more than 64 GiB of series");
        }
        long fingerprint = drafts.fingerprint(draft);
        if (count() % FingerprintTable.STEP == 0) {
            fingerprints.u64be(reference);
            fingerprints.u64be(fingerprint);
        }
        references.u32be((int) reference);
        body.clear();
        body.u64be(fingerprint);
        body.uvarint(drafts.pairCount(draft));
        for (int i = 0; i < drafts.pairCount(draft); i++) {
            int place = symbols.placeOf(drafts.pair(draft, i));
            body.uvarint(symbols.nameSymbol(place));
            body.uvarint(symbols.valueSymbol(place));
        }
        body.write(chunkList, offset, length);
        file.record(body);
        written.add(draft);
    }

    /** Records so far. */
    int count() {
        return written.size();
    }

    /** What a record was written from. */
    int draft(int record) {
        return written.get(record);
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
}
