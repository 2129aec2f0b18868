package dev.lokistore.index.query;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.DecodePool;
import dev.lokistore.chunk.Defect;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.SeriesQuery;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * Runs {@link EntryQuery}s on a store. Safe for use by several threads.
 *
 * <p>Entries come by time stamp, then labels, tenant, line bytes, metadata; backward exactly the other way round.
 * Loki has written chunks whose first lines are empty and older than the chunk's stated start. Such a line comes if the
 * chunk overlaps the wanted time and its own time stamp is inside; in its place, if it is at most two hours older. A query
 * that wants empty lines therefore reads chunks of the next two hours before it gives its first entry.
 *
 * <p>Memory: the matching chunks' names of about two days, the labels of the matching streams, and what {@link
 * QueryOptions} allow. A chunk is read once, when the result gets to its start or, for empty lines, two hours before
 * that, and let go when its last block is decoded.
 */
public final class EntrySearch {
    private static final int CANDIDATES_IN_MEMORY = 500_000;

    private final LokiStore store;
    private final QueryOptions options;

    public EntrySearch(LokiStore store, QueryOptions options) {
        this.store = store;
        this.options = options;
    }

    /** As {@link #run(EntryQuery, Problems, Consumer)}, where nobody wants to know of harmless defects. */
    public EntryStream run(EntryQuery query, Problems problems) throws IOException {
        return run(query, problems, defect -> {});
    }

    /**
     * Starts a query. The caller closes the stream.
     *
     * @param problems told of chunks and index files that are missing, broken, or at odds with each other; the rest goes
     *     on. A chunk of another tenant than its key says is left out; of one whose labels, fingerprint, times or
     *     checksum are not those of its key or of the index, the entries come under the labels that the chunk names
     * @param harmless told of defects that cost no entry, such as an entry outside the bounds of its block; called by
     *     several threads
     */
    public EntryStream run(EntryQuery query, Problems problems, Consumer<Defect> harmless) throws IOException {
        store.requireChunkContent();
        StreamTable streams = new StreamTable();
        DecodePool pool = new DecodePool();
        ChunkLoader loader = new ChunkLoader(chunks(), query, problems, harmless, streams, pool);
        return new MergedStream(query, options, candidates(query, problems), loader, streams, pool);
    }

    /**
     * Starts on one slice of a query. As {@link #run(EntryQuery, Problems, Consumer)} otherwise; the problems are also told
     * of wanted lines so far before their chunk that their own slice cannot have them.
     *
     * @param query that the slice was cut from
     */
    public EntryStream run(EntrySlice slice, EntryQuery query, Problems problems, Consumer<Defect> harmless) {
        StreamTable streams = new StreamTable();
        DecodePool pool = new DecodePool();
        EntryQuery part = query.withRange(slice.range());
        ChunkLoader loader = new ChunkLoader(chunks(), part, query.range(), problems, harmless, streams, pool);
        return new MergedStream(part, options, new ListedCandidates(slice.candidates()), loader, streams, pool);
    }

    private Candidates candidates(EntryQuery query, Problems problems) throws IOException {
        if (query.source() == EntryQuery.Source.OBJECTS) {
            return new ObjectCandidates(
                    store.inventory(query.tenants(), problems), query.range(), query.direction(), CANDIDATES_IN_MEMORY);
        }
        SeriesQuery series = new SeriesQuery(query.tenants(), query.selector().matchers(), query.range());
        return new IndexCandidates(store, series, query.direction(), query.damage(), problems);
    }

    private ChunkSource chunks() {
        return new ChunkSource() {
            @Override
            public String key(ChunkRef ref) throws IOException {
                return store.logicalKey(ref);
            }

            @Override
            public ByteSource chunk(ChunkRef ref) throws IOException {
                return store.chunk(ref);
            }
        };
    }
}
