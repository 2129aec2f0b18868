package dev.lokistore.index.report;

import dev.lokistore.index.LokiStore;
import dev.lokistore.index.query.GoldenStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** A golden store that remembers what is read of it, and what reading all of it would tell. */
record GoldenReports(GoldenStore golden, RecordingReader reader, LokiStore store, List<KnownChunk> known) {
    /** A question to the store. */
    interface Report<T> {
        void run(StoreReports reports, ReportSink<T> sink) throws IOException;
    }

    static GoldenReports of(String name, Path temporary) throws IOException {
        GoldenStore golden = GoldenStore.load(name);
        RecordingReader reader = new RecordingReader(golden.objects());
        return new GoldenReports(
                golden, reader, GoldenStore.open(reader, temporary), KnownChunk.all(golden.open(temporary)));
    }

    <T> List<T> rows(Report<T> report) throws IOException {
        List<T> rows = new ArrayList<>();
        report.run(new StoreReports(store, 3), rows::add);
        return rows;
    }

    Set<String> chunkKeys() {
        return known.stream()
                .map(chunk -> store.layout().root() + chunk.objectKey())
                .collect(Collectors.toSet());
    }
}
