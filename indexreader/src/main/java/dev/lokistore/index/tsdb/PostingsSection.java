package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSink;
import java.io.IOException;

/**
 * Writes label indices and postings lists, and collects the tables of where they are
 * ({@code formats/index-tables.md#42-layout}).
 */
final class PostingsSection {
    private static final int ALIGNMENT = 4;

    private final IndexOutput file;
    private final FileSymbols symbols;
    private final ByteSink section = new ByteSink();
    private final ByteSink labelIndicesTable = new ByteSink();
    private final ByteSink postingsTable = new ByteSink();

    PostingsSection(IndexOutput file, FileSymbols symbols) {
        this.file = file;
        this.symbols = symbols;
    }

    void writeLabelIndices() throws IOException {
        int names = 0;
        ByteSink entries = new ByteSink();
        int end;
        for (int start = 0; start < symbols.pairCount(); start = end) {
            end = start + 1;
            while (end < symbols.pairCount() && symbols.nameSymbol(end) == symbols.nameSymbol(start)) {
                end++;
            }
            names++;
            file.pad(ALIGNMENT);
            entries.uvarint(1);
            symbols.writeName(entries, start);
            entries.uvarint(file.position());
            section.clear();
            section.u32be(1);
            section.u32be(end - start);
            for (int pair = start; pair < end; pair++) {
                section.u32be(symbols.valueSymbol(pair));
            }
            file.section(section);
        }
        labelIndicesTable.u32be(names);
        labelIndicesTable.write(entries.array(), 0, entries.size());
    }

    /** @param records that were written */
    void writePostings(SeriesSection records, SeriesDrafts drafts) throws IOException {
        int[] ends = new int[symbols.pairCount()];
        for (int record = 0; record < records.count(); record++) {
            int draft = records.draft(record);
            for (int i = 0; i < drafts.pairCount(draft); i++) {
                ends[symbols.placeOf(drafts.pair(draft, i))]++;
            }
        }
        for (int pair = 1; pair < ends.length; pair++) {
            ends[pair] = Math.addExact(ends[pair], ends[pair - 1]);
        }
        int[] lists = new int[ends.length == 0 ? 0 : ends[ends.length - 1]];
        ByteSink references = records.references();
        // from the last record on, so that an end becomes its list's start and lists ascend
        for (int record = records.count() - 1; record >= 0; record--) {
            int draft = records.draft(record);
            for (int i = 0; i < drafts.pairCount(draft); i++) {
                int list = symbols.placeOf(drafts.pair(draft, i));
                lists[--ends[list]] = BigEndian.int32(references.array(), record * Integer.BYTES);
            }
        }
        file.pad(ALIGNMENT);
        postingsTable.u32be(ends.length + 1);
        postingsTable.uvarint(2);
        postingsTable.uvarint(0);
        postingsTable.uvarint(0);
        begin(records.count());
        section.write(references.array(), 0, references.size());
        file.section(section);
        for (int pair = 0; pair < ends.length; pair++) {
            int end = pair + 1 < ends.length ? ends[pair + 1] : lists.length;
            file.pad(ALIGNMENT);
            postingsTable.uvarint(2);
            symbols.writeName(postingsTable, pair);
            symbols.writeValue(postingsTable, pair);
            begin(end - ends[pair]);
            for (int i = ends[pair]; i < end; i++) {
                section.u32be(lists[i]);
            }
            file.section(section);
        }
    }

    private void begin(int count) {
        postingsTable.uvarint(file.position());
        section.clear();
        section.u32be(count);
    }

    /** Content of the section. */
    ByteSink labelIndicesTable() {
        return labelIndicesTable;
    }

    /** Content of the section. */
    ByteSink postingsTable() {
        return postingsTable;
    }
}
