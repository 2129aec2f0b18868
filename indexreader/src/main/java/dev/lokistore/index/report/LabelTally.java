package dev.lokistore.index.report;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.report.TenantTable.Stream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one label of a tenant, or several together, come to. */
final class LabelTally {
    private static final int ALONE = -1;

    /** Streams that become one. */
    private static final class Group {
        private final List<Stream> streams = new ArrayList<>(1);
    }

    private final List<String> names;
    private final LongPairSet values = new LongPairSet();
    private final LongPairSet rests = new LongPairSet();
    private long streams;
    private long chunks;
    private long missingChunks;
    private long storedBytes;
    private double chunksSaved;
    private double entriesSaved;
    /** Of the table that is being read, those that have one of the labels. */
    private final List<Stream> table = new ArrayList<>();

    LabelTally(List<String> names) {
        this.names = names;
    }

    boolean isOf(StreamLabels labels) {
        return labels.of(names) != null;
    }

    private Hash128 own(StreamLabels labels) {
        Hash128 own = labels.of(names);
        return own == null ? Hash128.ZERO : own;
    }

    private Hash128 rest(StreamLabels labels) {
        return labels.all().minus(own(labels));
    }

    /** A stream that was in no table before. */
    void addStream(StreamLabels labels) {
        streams++;
        values.add(own(labels).high(), own(labels).low());
        rests.add(rest(labels).high(), rest(labels).low());
    }

    /** A chunk that was in no table before. */
    void addChunk(Sight sight) {
        chunks++;
        missingChunks += sight.object() == null ? 1 : 0;
        storedBytes += sight.storedBytes();
    }

    /** Before {@link #leave}, for every stream of the table that has one of the labels. */
    void enter(Stream stream) {
        table.add(stream);
    }

    /** Of the table's streams those that became one. */
    void leave(TenantTable all, Merger merger) {
        Map<Hash128, Group> merged = new HashMap<>();
        for (Stream stream : table) {
            entriesSaved += stream.labels().count(names);
            merged.computeIfAbsent(rest(stream.labels()), rest -> new Group())
                    .streams
                    .add(stream);
        }
        table.clear();
        merged.forEach((rest, group) -> {
            Stream without = all.withLabels(rest);
            if (without != null) {
                group.streams.add(without);
            }
        });
        List<Group> groups = merged.values().stream()
                .filter(group -> group.streams.size() > 1)
                .toList();
        if (groups.isEmpty()) {
            return;
        }
        int[] groupOf = new int[all.streams().size()];
        Arrays.fill(groupOf, ALONE);
        for (int group = 0; group < groups.size(); group++) {
            for (Stream stream : groups.get(group).streams) {
                groupOf[stream.number()] = group;
            }
        }
        double[] fewer = merger.chunksSaved(groupOf, groups.size());
        for (int group = 0; group < groups.size(); group++) {
            List<Stream> streamsOfGroup = groups.get(group).streams;
            StreamLabels first = streamsOfGroup.get(0).labels();
            int entries = IndexEntries.ofStream(first.size() - first.count(names));
            chunksSaved += fewer[group];
            entriesSaved += (streamsOfGroup.size() - 1.0) * entries + fewer[group];
        }
    }

    /** @param all the tenant's streams by their labels */
    CardinalityRow row(TenantId tenant, LongPairSet all, double bytesPerEntry) {
        return new CardinalityRow(
                tenant,
                names,
                values.size(),
                streams,
                all.size(),
                chunks,
                missingChunks,
                storedBytes,
                streams - (rests.size() - rests.countIn(all)),
                Math.round(chunksSaved),
                Math.round(entriesSaved * bytesPerEntry));
    }
}
