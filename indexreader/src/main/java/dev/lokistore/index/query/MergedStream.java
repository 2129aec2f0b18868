package dev.lokistore.index.query;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.DecodePool;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TenantId;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The result of a query. A chunk joins the merge at its {@link OpeningTime}. Where that would keep too many open, the
 * open ones are merged to a temporary file first, which from then on is one source.
 */
final class MergedStream implements EntryStream {
    private static final int MAX_RUNS = 64;

    private final EntryQuery query;
    private final QueryOptions options;
    private final StreamTable streams;
    private final EntryOrder order;
    private final Prefetch chunks;
    private final EntryMerge merge;
    private final DecodePool pool;
    private final CopyCounter copies;
    private long left;
    private int runs;
    private @Nullable Entry current;

    MergedStream(
            EntryQuery query,
            QueryOptions options,
            Candidates candidates,
            ChunkLoader loader,
            StreamTable streams,
            DecodePool pool) {
        this.query = query;
        this.options = options;
        this.streams = streams;
        this.order = new EntryOrder(query.direction());
        this.chunks = new Prefetch(candidates, loader, new OpeningTime(query), options.prefetch());
        this.merge = new EntryMerge(order, loader);
        this.pool = pool;
        this.copies = new CopyCounter(query.duplicates());
        this.left = query.limit();
    }

    @Override
    public boolean next() throws IOException {
        current = null;
        while (left > 0) {
            Entry entry = poll();
            if (entry == null) {
                return false;
            }
            if (copies.isShown(entry)) {
                left--;
                current = entry;
                return true;
            }
        }
        return false;
    }

    private @Nullable Entry poll() throws IOException {
        while (true) {
            boolean chunkDue = !chunks.isEmpty() && (merge.isEmpty() || !order.isBehind(chunks.key(), merge.key()));
            if (chunkDue) {
                open();
                continue;
            }
            if (merge.isEmpty()) {
                return null;
            }
            Entry entry = merge.top();
            if (entry == null) {
                merge.decodeTop();
                continue;
            }
            // an entry's bytes never change, so that its source may go on
            merge.advanceTop();
            return entry;
        }
    }

    private void open() throws IOException {
        LoadedChunk chunk = chunks.take();
        if (chunk == null) {
            return;
        }
        boolean full = merge.openChunks() >= options.openChunks()
                || merge.openChunks() > 1 && merge.heldBytes() > options.memoryBytes();
        if (full) {
            spill(merge.split(order, source -> source.chunk() != null));
            if (runs >= MAX_RUNS) {
                EntryMerge all = merge.split(order, source -> source.chunk() == null);
                runs = 0;
                spill(all);
            }
        }
        merge.add(chunk);
    }

    private void spill(EntryMerge some) throws IOException {
        RunFile run = RunFile.write(options.temporary(), some, streams, new CopyCounter(query.duplicates()), left);
        if (run != null) {
            runs++;
            merge.add(run);
        }
    }

    private Entry current() {
        if (current == null) {
            throw new IllegalStateException("not at an entry");
        }
        return current;
    }

    @Override
    public TenantId tenant() {
        return current().stream().tenant();
    }

    @Override
    public Labels labels() {
        return current().stream().labels();
    }

    @Override
    public long timestampNanos() {
        return current().timestampNanos();
    }

    @Override
    public byte[] buffer() {
        return current().buffer();
    }

    @Override
    public int lineOffset() {
        return current().lineOffset();
    }

    @Override
    public int lineLength() {
        return current().lineLength();
    }

    @Override
    public StructuredMetadata metadata() {
        return current().metadata();
    }

    @Override
    public ChunkRef chunk() {
        return current().chunk();
    }

    @Override
    public int blockIndex() {
        return current().blockIndex();
    }

    @Override
    public void close() throws IOException {
        try (pool;
                chunks;
                merge) {
            current = null;
        }
    }
}
