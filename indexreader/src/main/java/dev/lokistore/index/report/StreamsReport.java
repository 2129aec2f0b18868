package dev.lokistore.index.report;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** What each stream has. */
final class StreamsReport {
    /** @param fingerprint tells streams without known labels apart; 0 otherwise */
    private record Stream(TenantId tenant, Labels labels, boolean labelsKnown, long fingerprint) {
        private static final Comparator<Stream> ORDER = Comparator.comparing(Stream::tenant)
                .thenComparing(Stream::labels)
                .thenComparing(Stream::labelsKnown)
                .thenComparing(Stream::fingerprint, Long::compareUnsigned);
    }

    private static final class State {
        private final Totals totals = new Totals();
        private long fingerprint = -1; // the largest, unsigned
    }

    private final Map<Stream, State> streams = new TreeMap<>(Stream.ORDER);

    void run(ChunkWalk walk, ReportSink<StreamRow> sink) throws IOException {
        walk.run(this::add);
        for (Map.Entry<Stream, State> entry : streams.entrySet()) {
            Stream stream = entry.getKey();
            Totals totals = entry.getValue().totals;
            Instant from = totals.from();
            Instant through = totals.through();
            if (from == null || through == null) {
                continue; // only repetitions of chunks that count elsewhere
            }
            sink.accept(new StreamRow(
                    stream.tenant(),
                    Long.toHexString(entry.getValue().fingerprint),
                    stream.labels(),
                    stream.labelsKnown(),
                    totals.chunks(),
                    totals.storedBytes(),
                    totals.entries(),
                    totals.rawBytes(),
                    totals.estimated(),
                    from,
                    through));
        }
    }

    private void add(Sight sight) {
        Labels labels = sight.series().labels();
        long fingerprint = sight.chunk().ref().fingerprint();
        Stream stream = labels == null
                ? new Stream(sight.series().tenant(), Labels.EMPTY, false, fingerprint)
                : new Stream(sight.series().tenant(), labels, true, 0);
        State state = streams.computeIfAbsent(stream, key -> new State());
        if (Long.compareUnsigned(fingerprint, state.fingerprint) < 0) {
            state.fingerprint = fingerprint;
        }
        if (sight.first()) {
            state.totals.add(sight);
        }
    }
}
