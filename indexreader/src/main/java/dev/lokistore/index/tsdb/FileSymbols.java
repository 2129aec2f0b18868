package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSink;
import dev.lokistore.index.primitive.ByteStrings;
import java.util.BitSet;

/**
 * The symbols and label pairs of one of the files under construction, numbered by the order of their bytes. One for all
 * files, one after the other.
 */
final class FileSymbols {
    private final LabelPairs all;
    private final BitSet usedPairs = new BitSet(); // by rank
    private final int[] placeOfPair; // by rank among all
    private final int[] symbolOfString; // by rank among all
    private int[] pairs = {}; // ranks, ascending
    private final ByteSink content = new ByteSink();

    FileSymbols(LabelPairs all) {
        this.all = all;
        this.placeOfPair = new int[all.pairCount()];
        this.symbolOfString = new int[all.strings().size()];
    }

    /** @param sorted drafts, of which {@code [start, end)} are the file's */
    void use(SeriesDrafts drafts, int[] sorted, int start, int end) {
        usedPairs.clear();
        for (int i = start; i < end; i++) {
            for (int p = 0; p < drafts.pairCount(sorted[i]); p++) {
                usedPairs.set(all.rankOfPair(drafts.pair(sorted[i], p)));
            }
        }
        pairs = usedPairs.stream().toArray();
        BitSet usedStrings = new BitSet();
        for (int place = 0; place < pairs.length; place++) {
            placeOfPair[pairs[place]] = place;
            usedStrings.set(all.rankOfString(nameOf(place)));
            usedStrings.set(all.rankOfString(all.value(all.pairOfRank(pairs[place]))));
        }
        content.clear();
        content.u32be(usedStrings.cardinality());
        int symbol = 0;
        for (int rank = usedStrings.nextSetBit(0); rank >= 0; rank = usedStrings.nextSetBit(rank + 1)) {
            symbolOfString[rank] = symbol++;
            write(content, all.stringOfRank(rank));
        }
    }

    /** Length in bytes, then the bytes. */
    private void write(ByteSink to, int string) {
        ByteStrings strings = all.strings();
        to.uvarint(strings.length(string));
        strings.writeTo(to, string);
    }

    /** Of the section. */
    ByteSink content() {
        return content;
    }

    int pairCount() {
        return pairs.length;
    }

    /** The place of a pair's number among the file's, by name and value. */
    int placeOf(int pair) {
        return placeOfPair[all.rankOfPair(pair)];
    }

    private int nameOf(int place) {
        return all.name(all.pairOfRank(pairs[place]));
    }

    int nameSymbol(int place) {
        return symbolOfString[all.rankOfString(nameOf(place))];
    }

    int valueSymbol(int place) {
        return symbolOfString[all.rankOfString(all.value(all.pairOfRank(pairs[place])))];
    }

    void writeName(ByteSink to, int place) {
        write(to, nameOf(place));
    }

    void writeValue(ByteSink to, int place) {
        write(to, all.value(all.pairOfRank(pairs[place])));
    }
}
