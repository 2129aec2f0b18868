package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSink;
import java.io.IOException;
import java.util.List;

/**
 * Writes label indices and postings lists, and collects the tables of where they are
 * ({@code formats/index-tables.md#42-layout}).
 */
final class PostingsSection {
    private static final int ALIGNMENT = 4;

    private final IndexOutput file;
    private final List<LabelPairs.Pair> pairs;
    private final SymbolNumbers symbols;
    private final ByteSink section = new ByteSink();
    private final ByteSink labelIndicesTable = new ByteSink();
    private final ByteSink postingsTable = new ByteSink();

    PostingsSection(IndexOutput file, List<LabelPairs.Pair> pairs, SymbolNumbers symbols) {
        this.file = file;
        this.pairs = pairs;
        this.symbols = symbols;
    }

    void writeLabelIndices() throws IOException {
        labelIndicesTable.u32be(
                (int) pairs.stream().map(LabelPairs.Pair::name).distinct().count());
        int end;
        for (int start = 0; start < pairs.size(); start = end) {
            String name = pairs.get(start).name();
            end = start;
            while (end < pairs.size() && pairs.get(end).name().equals(name)) {
                end++;
            }
            file.pad(ALIGNMENT);
            labelIndicesTable.uvarint(1);
            SymbolNumbers.writeString(labelIndicesTable, name);
            labelIndicesTable.uvarint(file.position());
            section.clear();
            section.u32be(1);
            section.u32be(end - start);
            for (int pair = start; pair < end; pair++) {
                section.u32be(symbols.ofValue(pair));
            }
            file.section(section);
        }
    }

    /** @param references {@code u32be} of each series */
    void writePostings(List<SeriesDraft> series, ByteSink references) throws IOException {
        int[] ends = new int[pairs.size()];
        for (SeriesDraft one : series) {
            for (int pair : one.pairs) {
                ends[pair]++;
            }
        }
        for (int pair = 1; pair < ends.length; pair++) {
            ends[pair] = Math.addExact(ends[pair], ends[pair - 1]);
        }
        int[] lists = new int[ends.length == 0 ? 0 : ends[ends.length - 1]];
        // from the last series on, so that an end becomes its list's start and lists ascend
        for (int i = series.size() - 1; i >= 0; i--) {
            int reference = BigEndian.int32(references.array(), i * Integer.BYTES);
            for (int pair : series.get(i).pairs) {
                lists[--ends[pair]] = reference;
            }
        }
        file.pad(ALIGNMENT);
        postingsTable.u32be(pairs.size() + 1);
        begin("", "", series.size());
        section.write(references.array(), 0, references.size());
        file.section(section);
        for (int pair = 0; pair < ends.length; pair++) {
            int end = pair + 1 < ends.length ? ends[pair + 1] : lists.length;
            begin(pairs.get(pair).name(), pairs.get(pair).value(), end - ends[pair]);
            for (int i = ends[pair]; i < end; i++) {
                section.u32be(lists[i]);
            }
            file.section(section);
        }
    }

    private void begin(String name, String value, int count) throws IOException {
        file.pad(ALIGNMENT);
        postingsTable.uvarint(2);
        SymbolNumbers.writeString(postingsTable, name);
        SymbolNumbers.writeString(postingsTable, value);
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
