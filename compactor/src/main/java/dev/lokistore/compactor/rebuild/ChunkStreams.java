package dev.lokistore.compactor.rebuild;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.header.ChunkFacts;
import dev.lokistore.compactor.header.ChunkHeaders;
import dev.lokistore.compactor.newtable.Oddities;
import dev.lokistore.compactor.newtable.TableStreams;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.TenantDigests;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes streams of chunks, by the chunks' headers; what cannot be read is told and left out. Not thread-safe. */
final class ChunkStreams {
    private record Stream(TenantId tenant, Labels labels) {}

    private final TableFolder table;
    private final ChunkHeaders headers;
    private final Oddities oddities;
    private final TableStreams.Sink sink;
    private final List<StoredChunk> waiting = new ArrayList<>();
    private final TenantDigests unreadable = new TenantDigests();

    ChunkStreams(TableFolder table, ChunkHeaders headers, Oddities oddities, TableStreams.Sink sink) {
        this.table = table;
        this.headers = headers;
        this.oddities = oddities;
        this.sink = sink;
    }

    void add(StoredChunk chunk) throws IOException {
        waiting.add(chunk);
        if (waiting.size() >= ChunkHeaders.BATCH) {
            flush();
        }
    }

    /** Hands on what waits. */
    void flush() throws IOException {
        Map<Stream, List<IndexedChunk>> streams = new LinkedHashMap<>();
        for (ChunkHeaders.Header header : headers.read(waiting)) {
            ChunkFacts facts = header.facts();
            if (facts == null) {
                oddities.add(header.chunk().object().key().value(), "it gets no row: " + header.fault());
                TableChunks.addRows(header.chunk().ref(), table, unreadable);
            } else {
                Stream stream = new Stream(facts.ref().tenant(), facts.labels());
                streams.computeIfAbsent(stream, added -> new ArrayList<>())
                        .add(new IndexedChunk(facts.ref(), facts.volume()));
            }
        }
        waiting.clear();
        for (Map.Entry<Stream, List<IndexedChunk>> stream : streams.entrySet()) {
            List<IndexedChunk> chunks = stream.getValue();
            chunks.sort(Comparator.comparing(IndexedChunk::ref));
            sink.add(new IndexedSeries(stream.getKey().tenant(), stream.getKey().labels(), chunks));
        }
    }

    /** Rows that were not made, since the chunks cannot be read. */
    TenantDigests unreadable() {
        return unreadable;
    }
}
