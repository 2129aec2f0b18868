package dev.lokistore.compactor.conversion;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.Labels;
import dev.lokistore.compactor.header.ChunkFacts;
import dev.lokistore.compactor.header.ChunkHeaders;
import dev.lokistore.compactor.newtable.Oddities;
import dev.lokistore.compactor.newtable.ReadStore;
import dev.lokistore.compactor.newtable.TableStreams;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import dev.lokistore.index.IndexedSeries;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a boltdb index does not hold of its streams: how much is in each chunk, and labels where their rows are lost.
 * Works on many streams at once, so that requests go side by side. Not thread-safe.
 */
final class ChunkVolumes {
    private static final ChunkVolume NOTHING = new ChunkVolume(0, 0);

    private final ReadStore store;
    private final ChunkHeaders headers;
    private final Set<ChunkRef> missing;
    private final @Nullable VolumeGuess guess;
    private final Oddities oddities;
    private final TableStreams.Sink sink;
    private final List<IndexedSeries> waiting = new ArrayList<>();
    private int waitingChunks;

    /**
     * @param missing chunks that have no object, and that are kept
     * @param guess instead of looking into each chunk; null to look
     * @param oddities told of chunks that cannot be read
     */
    ChunkVolumes(
            ReadStore store,
            Set<ChunkRef> missing,
            @Nullable VolumeGuess guess,
            Oddities oddities,
            TableStreams.Sink sink) {
        this.store = store;
        this.headers = store.headers();
        this.missing = missing;
        this.guess = guess;
        this.oddities = oddities;
        this.sink = sink;
    }

    void add(IndexedSeries series) throws IOException {
        waiting.add(series);
        waitingChunks += series.chunks().size();
        if (waitingChunks >= ChunkHeaders.BATCH) {
            flush();
        }
    }

    /** Hands on what waits. */
    void flush() throws IOException {
        Map<ChunkRef, ObjectInfo> objects = objects();
        Map<ChunkRef, ChunkHeaders.Header> read = read(objects);
        for (IndexedSeries series : waiting) {
            List<IndexedChunk> chunks = new ArrayList<>();
            for (IndexedChunk chunk : series.chunks()) {
                chunks.add(new IndexedChunk(chunk.ref(), volume(chunk.ref(), objects, read)));
            }
            sink.add(new IndexedSeries(series.tenant(), labels(series, read), chunks));
        }
        waiting.clear();
        waitingChunks = 0;
    }

    private Map<ChunkRef, ObjectInfo> objects() throws IOException {
        Map<ChunkRef, ObjectInfo> objects = new HashMap<>();
        for (IndexedSeries series : waiting) {
            for (IndexedChunk chunk : series.chunks()) {
                if (!missing.contains(chunk.ref())) {
                    objects.put(chunk.ref(), object(chunk.ref()));
                }
            }
        }
        return objects;
    }

    private ObjectInfo object(ChunkRef chunk) throws IOException {
        Optional<ObjectInfo> object = store.chunks().find(chunk);
        if (object.isEmpty()) {
            throw new StoreException(
                    StoreException.Kind.NO_SUCH_OBJECT,
                    store.loki().keyOf(chunk) + " has gone since the plan was made: make it anew",
                    null);
        }
        return object.get();
    }

    private Map<ChunkRef, ChunkHeaders.Header> read(Map<ChunkRef, ObjectInfo> objects) throws IOException {
        List<StoredChunk> wanted = new ArrayList<>();
        for (IndexedSeries series : waiting) {
            for (IndexedChunk chunk : series.chunks()) {
                ObjectInfo object = objects.get(chunk.ref());
                if (object != null && (guess == null || series.labels() == null)) {
                    wanted.add(new StoredChunk(chunk.ref(), object));
                }
            }
        }
        Map<ChunkRef, ChunkHeaders.Header> read = new HashMap<>();
        for (ChunkHeaders.Header header : headers.read(wanted)) {
            read.put(header.chunk().ref(), header);
        }
        return read;
    }

    private ChunkVolume volume(
            ChunkRef chunk, Map<ChunkRef, ObjectInfo> objects, Map<ChunkRef, ChunkHeaders.Header> read)
            throws IOException {
        ObjectInfo object = objects.get(chunk);
        if (object == null) {
            return NOTHING;
        }
        ChunkHeaders.Header header = read.get(chunk);
        ChunkFacts facts = header == null ? null : header.facts();
        if (facts != null) {
            return facts.volume();
        }
        if (header != null) {
            oddities.add(object.key().value(), "its row is kept, with a guessed size: " + header.fault());
        }
        return (guess == null ? VolumeGuess.USUAL : guess).of(object.sizeBytes());
    }

    private Labels labels(IndexedSeries series, Map<ChunkRef, ChunkHeaders.Header> read) throws IOException {
        Labels known = series.labels();
        if (known != null) {
            return known;
        }
        for (IndexedChunk chunk : series.chunks()) {
            ChunkHeaders.Header header = read.get(chunk.ref());
            ChunkFacts facts = header == null ? null : header.facts();
            if (facts != null) {
                return facts.labels();
            }
        }
        throw new CorruptDataException(
                store.loki().keyOf(series.chunks().get(0).ref()).value(),
                0,
                "labels of its stream",
                "in the index or in one of " + series.chunks().size() + " chunks",
                "none");
    }
}
