package dev.lokistore.compactor.rebuild;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.header.ChunkFacts;
import dev.lokistore.compactor.header.ChunkHeaders;
import dev.lokistore.compactor.newtable.TableStreams;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.StoredChunk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes streams of chunks, by the chunks' headers; what cannot be read is told and left out. Where labels are enough for a row,
 * chunks of streams whose labels are known are not read, and of other streams one is. Not thread-safe.
 */
final class ChunkStreams {
    /** Takes chunks that cannot be read. */
    interface Unreadable {
        void add(ChunkHeaders.Header header) throws IOException;
    }

    private record Stream(TenantId tenant, Labels labels) {}

    private final ChunkHeaders headers;
    private final @Nullable StreamLabels known;
    private final Unreadable unreadable;
    private final TableStreams.Sink sink;
    private final List<StoredChunk> waiting = new ArrayList<>();
    private Map<Stream, List<IndexedChunk>> streams = new LinkedHashMap<>();

    /** @param known of streams whose labels are enough; null if each chunk is to be read */
    ChunkStreams(ChunkHeaders headers, @Nullable StreamLabels known, Unreadable unreadable, TableStreams.Sink sink) {
        this.headers = headers;
        this.known = known;
        this.unreadable = unreadable;
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
        if (known == null) {
            for (ChunkHeaders.Header header : headers.read(waiting)) {
                take(header);
            }
        } else {
            byLabels(known);
        }
        waiting.clear();
        for (Map.Entry<Stream, List<IndexedChunk>> stream : streams.entrySet()) {
            List<IndexedChunk> chunks = stream.getValue();
            chunks.sort(Comparator.comparing(IndexedChunk::ref));
            sink.add(new IndexedSeries(stream.getKey().tenant(), stream.getKey().labels(), chunks));
        }
        streams = new LinkedHashMap<>();
    }

    private void take(ChunkHeaders.Header header) throws IOException {
        ChunkFacts facts = header.facts();
        if (facts == null) {
            unreadable.add(header);
        } else {
            row(facts.ref(), facts.labels(), facts.volume());
        }
    }

    private void row(ChunkRef chunk, Labels labels, @Nullable ChunkVolume volume) {
        streams.computeIfAbsent(new Stream(chunk.tenant(), labels), added -> new ArrayList<>())
                .add(new IndexedChunk(chunk, volume));
    }

    /** First one chunk of each stream that nothing is known of, then what that has not told. */
    private void byLabels(StreamLabels labels) throws IOException {
        Set<StreamLabels.Stream> asked = new HashSet<>();
        List<StoredChunk> first = new ArrayList<>();
        List<StoredChunk> others = new ArrayList<>();
        for (StoredChunk chunk : waiting) {
            ChunkRef ref = chunk.ref();
            boolean needless = labels.of(ref) != null || labels.isTold(ref) && !asked.add(StreamLabels.Stream.of(ref));
            (needless ? others : first).add(chunk);
        }
        List<ChunkHeaders.Header> broken = read(first, labels);
        List<StoredChunk> rest = new ArrayList<>();
        for (StoredChunk chunk : others) {
            if (!rowByLabels(chunk.ref(), labels)) {
                rest.add(chunk);
            }
        }
        broken.addAll(read(rest, labels));
        for (ChunkHeaders.Header header : broken) {
            // by now another chunk of its stream may have told
            if (header.gone() || !rowByLabels(header.chunk().ref(), labels)) {
                unreadable.add(header);
            }
        }
    }

    private List<ChunkHeaders.Header> read(List<StoredChunk> chunks, StreamLabels labels) throws IOException {
        List<ChunkHeaders.Header> broken = new ArrayList<>();
        for (ChunkHeaders.Header header : headers.read(chunks)) {
            ChunkFacts facts = header.facts();
            if (facts == null) {
                broken.add(header);
            } else {
                labels.learn(facts.ref(), facts.labels());
                take(header);
            }
        }
        return broken;
    }

    private boolean rowByLabels(ChunkRef chunk, StreamLabels labels) {
        Labels found = labels.of(chunk);
        if (found != null) {
            row(chunk, found, null);
        }
        return found != null;
    }
}
