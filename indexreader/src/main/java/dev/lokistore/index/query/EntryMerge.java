package dev.lokistore.index.query;

import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Merges sources by {@link EntryOrder}; decodes a block when its turn comes. */
final class EntryMerge implements Closeable {
    private final SourceHeap heap;
    private final ChunkLoader loader;
    private int openChunks;
    private long heldBytes;

    EntryMerge(EntryOrder order, ChunkLoader loader) {
        this.heap = new SourceHeap(order);
        this.loader = loader;
    }

    int openChunks() {
        return openChunks;
    }

    long heldBytes() {
        return heldBytes;
    }

    boolean isEmpty() {
        return heap.isEmpty();
    }

    /** Of the first source; there must be one. */
    long key() {
        return heap.first().key();
    }

    void add(LoadedChunk chunk) {
        openChunks++;
        heldBytes += chunk.heldBytes();
        chunk.takeSources().forEach(this::add);
    }

    void add(MergeSource source) {
        heldBytes += source.heldBytes();
        heap.add(source);
    }

    /** The first source's entry; null if that source has to be decoded first. There must be one. */
    @Nullable
    Entry top() {
        return heap.first().entry();
    }

    void decodeTop() throws IOException {
        if (heap.remove() instanceof PendingBlock pending) {
            LoadedChunk chunk = pending.chunk();
            MergeSource entries = loader.decode(chunk, pending.block(), pending.key());
            heldBytes -= chunk.heldBytes();
            chunk.blockDecoded();
            heldBytes += chunk.heldBytes();
            if (entries == null) {
                sourceDone(chunk);
            } else {
                add(entries);
            }
        }
    }

    void advanceTop() throws IOException {
        MergeSource source = heap.first();
        if (source.advance()) {
            heap.firstMoved();
            return;
        }
        heap.remove();
        heldBytes -= source.heldBytes();
        source.close();
        LoadedChunk chunk = source.chunk();
        if (chunk != null) {
            sourceDone(chunk);
        }
    }

    private void sourceDone(LoadedChunk chunk) {
        if (chunk.sourceDone()) {
            openChunks--;
            heldBytes -= chunk.heldBytes();
        }
    }

    /** Takes sources out, whole chunks only, and gives a merge of them. */
    EntryMerge split(EntryOrder order, Predicate<MergeSource> which) {
        EntryMerge other = new EntryMerge(order, loader);
        heldBytes = 0;
        for (MergeSource source : heap.takeAll()) {
            (which.test(source) ? other : this).add(source);
        }
        countChunks();
        other.countChunks();
        return other;
    }

    private void countChunks() {
        Set<LoadedChunk> chunks = new HashSet<>();
        for (MergeSource source : heap.all()) {
            LoadedChunk chunk = source.chunk();
            if (chunk != null && chunks.add(chunk)) {
                heldBytes += chunk.heldBytes();
            }
        }
        openChunks = chunks.size();
    }

    /** Closes all sources. */
    @Override
    public void close() throws IOException {
        try {
            for (MergeSource source : heap.all()) {
                source.close();
            }
        } finally {
            heap.takeAll();
        }
    }
}
