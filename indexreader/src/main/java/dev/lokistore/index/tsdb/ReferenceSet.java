package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.UnsupportedFormatException;
import java.io.IOException;
import java.util.BitSet;

/** Series references as bits: 1/128 of the size of the series region, whatever the number of lists that go in. */
final class ReferenceSet {
    private final BitSet bits = new BitSet();
    private final ByteSource source;
    private final TsdbToc toc;
    private final long first;

    ReferenceSet(ByteSource source, TsdbToc toc) throws IOException {
        this.source = source;
        this.toc = toc;
        this.first = toc.series() / Padding.RECORD;
        if (toc.labelIndices() / Padding.RECORD - first >= Integer.MAX_VALUE) {
            throw new UnsupportedFormatException(
                    source.name(),
                    toc.series(),
                    "size of the series region",
                    "at most 32 GiB",
                    (toc.labelIndices() - toc.series()) + " bytes");
        }
    }

    /** Adds all references of a list, which is verified on the way. */
    void addList(long offset) throws IOException {
        PostingsList.visit(source, toc, offset, reference -> bits.set((int) (reference - first)));
    }

    void addAll(ReferenceSet other) {
        bits.or(other.bits);
    }

    void retainAll(ReferenceSet other) {
        bits.and(other.bits);
    }

    void removeAll(ReferenceSet other) {
        bits.andNot(other.bits);
    }

    boolean contains(long reference) {
        return bits.get((int) (reference - first));
    }

    /** The first reference not below {@code from}, or {@link PostingsList#END}. */
    long next(long from) {
        int bit = bits.nextSetBit((int) Math.max(0, from - first));
        return bit < 0 ? PostingsList.END : first + bit;
    }
}
