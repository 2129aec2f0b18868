package dev.lokistore.index.report;

import dev.lokistore.chunk.TenantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What one label of a tenant, or several together, come to. */
final class LabelTally {
    private static final int ALONE = -1;

    /** A stream that has one of the labels, and the place of this tally in its shape. */
    private record Member(LabelStream stream, int tally) {
        int restSize() {
            return stream.restSize(tally);
        }
    }

    private final List<String> names;
    private final LongPairSet values = new LongPairSet();
    private double chunksSaved;
    private double entriesSaved;
    /** Of the table that is being read. */
    private final List<Member> table = new ArrayList<>();

    LabelTally(List<String> names) {
        this.names = names;
    }

    List<String> names() {
        return names;
    }

    /** The hash of the labels of a stream that was in no table before. */
    void addValue(long high, long low) {
        values.add(high, low);
    }

    /** Before {@link #leave}, for every stream of the table that has one of the labels. */
    void enter(LabelStream stream, int tally) {
        table.add(new Member(stream, tally));
        entriesSaved += stream.shape().drops().get(tally).length;
    }

    /**
     * Adds up what there would be less of in the table.
     *
     * @param streams of the tenant, by their labels
     * @param numbers for use, cleared
     */
    void leave(TenantTable all, TenantStreams streams, Merger merger, LongPairNumbers numbers) {
        int[] groupOf = new int[all.streams().size()];
        Arrays.fill(groupOf, ALONE);
        for (Member member : table) {
            int group = numbers.number(member.stream.restHigh(member.tally), member.stream.restLow(member.tally));
            groupOf[member.stream.number()] = group;
        }
        int[] sizes = new int[numbers.size()];
        int[] restSizes = new int[numbers.size()];
        for (Member member : table) {
            int group = groupOf[member.stream.number()];
            if (sizes[group]++ == 0) {
                restSizes[group] = member.restSize();
                LabelStream without =
                        streams.find(member.stream.restHigh(member.tally), member.stream.restLow(member.tally));
                if (without != null && without.isIn(all)) {
                    groupOf[without.number()] = group;
                    sizes[group]++;
                }
            }
        }
        if (Arrays.stream(sizes).anyMatch(size -> size > 1)) {
            double[] fewer = merger.chunksSaved(groupOf, sizes.length);
            for (int group = 0; group < sizes.length; group++) {
                if (sizes[group] > 1) {
                    chunksSaved += fewer[group];
                    entriesSaved += (sizes[group] - 1.0) * IndexEntries.ofStream(restSizes[group]) + fewer[group];
                }
            }
        }
        table.clear();
        numbers.clear();
    }

    CardinalityRow row(TenantId tenant, TenantStreams all, double bytesPerEntry) {
        LongPairSet rests = new LongPairSet();
        long streams = 0;
        long newStreams = 0;
        long chunks = 0;
        long missingChunks = 0;
        long storedBytes = 0;
        for (LabelStream stream : all.streams()) {
            int tally = stream.shape().tallies().indexOf(this);
            if (tally < 0) {
                continue;
            }
            streams++;
            chunks += stream.chunks();
            missingChunks += stream.missingChunks();
            storedBytes += stream.storedBytes();
            boolean another = rests.add(stream.restHigh(tally), stream.restLow(tally));
            newStreams += another && all.find(stream.restHigh(tally), stream.restLow(tally)) == null ? 1 : 0;
        }
        return new CardinalityRow(
                tenant,
                names,
                values.size(),
                streams,
                all.streams().size(),
                chunks,
                missingChunks,
                storedBytes,
                streams - newStreams,
                Math.round(chunksSaved),
                Math.round(entriesSaved * bytesPerEntry));
    }
}
