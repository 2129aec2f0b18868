package dev.lokistore.index.report;

import dev.lokistore.chunk.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** One tenant's streams and what counts them. */
final class TenantStreams {
    private final List<LabelTally> together = new ArrayList<>();
    private final Map<String, LabelTally> labels = new TreeMap<>(Labels::compareUtf8);
    private final Map<List<String>, LabelShape> shapes = new HashMap<>();
    private final LabelHashes hashes = new LabelHashes();
    private final LongPairNumbers numbers = new LongPairNumbers();
    private final List<LabelStream> streams = new ArrayList<>();
    private TenantTable table = new TenantTable();

    /** @param drops labels that are dropped together */
    TenantStreams(List<List<String>> drops) {
        drops.forEach(names -> together.add(new LabelTally(names)));
    }

    List<LabelStream> streams() {
        return streams;
    }

    /** Of the table at hand. */
    TenantTable table() {
        return table;
    }

    /** The stream whose labels have that hash; null if there is none. */
    @Nullable
    LabelStream find(long high, long low) {
        int number = numbers.find(high, low);
        return number == LongPairNumbers.NONE ? null : streams.get(number);
    }

    /** A stream of the table at hand. */
    LabelStream enter(Labels ofStream) {
        hashes.of(ofStream);
        int number = numbers.number(hashes.high(), hashes.low());
        if (number == streams.size()) {
            streams.add(added(ofStream));
        }
        LabelStream stream = streams.get(number);
        table.enter(stream);
        return stream;
    }

    private LabelStream added(Labels ofStream) {
        List<String> names = new ArrayList<>(ofStream.size());
        for (int i = 0; i < ofStream.size(); i++) {
            names.add(ofStream.name(i));
        }
        LabelShape shape = shapes.computeIfAbsent(names, this::shape);
        for (int tally = 0; tally < shape.tallies().size(); tally++) {
            long high = 0;
            long low = 0;
            for (int label : shape.drops().get(tally)) {
                high += hashes.high(label);
                low += hashes.low(label);
            }
            shape.tallies().get(tally).addValue(high, low);
        }
        return new LabelStream(shape, hashes);
    }

    private LabelShape shape(List<String> names) {
        List<LabelTally> tallies = new ArrayList<>();
        List<int[]> drops = new ArrayList<>();
        for (LabelTally tally : together) {
            int[] places = IntStream.range(0, names.size())
                    .filter(label -> tally.names().contains(names.get(label)))
                    .toArray();
            if (places.length > 0) {
                tallies.add(tally);
                drops.add(places);
            }
        }
        for (int label = 0; label < names.size(); label++) {
            tallies.add(labels.computeIfAbsent(names.get(label), name -> new LabelTally(List.of(name))));
            drops.add(new int[] {label});
        }
        return new LabelShape(List.copyOf(names), tallies, drops);
    }

    /** @param targetBytes up to which chunks of merged streams grow */
    void leaveTable(long targetBytes) {
        if (table.streams().isEmpty()) {
            return;
        }
        for (LabelStream stream : table.streams()) {
            List<LabelTally> tallies = stream.shape().tallies();
            for (int tally = 0; tally < tallies.size(); tally++) {
                tallies.get(tally).enter(stream, tally);
            }
        }
        Merger merger = new Merger(table, targetBytes);
        LongPairNumbers groups = new LongPairNumbers();
        tallies().forEach(tally -> tally.leave(table, this, merger, groups));
        table = new TenantTable();
    }

    /** What is dropped together in the order asked for, then each label by name. */
    List<LabelTally> tallies() {
        List<LabelTally> all = new ArrayList<>(together);
        all.addAll(labels.values());
        return all;
    }
}
