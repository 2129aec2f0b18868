package dev.lokistore.shell.command;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.Salvaged;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.query.EntryStream;
import java.util.List;

/** What was salvaged of one chunk as an entry stream, so that it prints as the entries of {@code cat}. */
final class SalvagedEntries implements EntryStream {
    private final ChunkRef ref;
    private final Labels labels;
    private final List<Salvaged.Entry> entries;
    private int position = -1;

    SalvagedEntries(ChunkRef ref, Labels labels, List<Salvaged.Entry> entries) {
        this.ref = ref;
        this.labels = labels;
        this.entries = entries;
    }

    private Salvaged.Entry current() {
        return entries.get(position);
    }

    @Override
    public boolean next() {
        return ++position < entries.size();
    }

    @Override
    public TenantId tenant() {
        return ref.tenant();
    }

    @Override
    public Labels labels() {
        return labels;
    }

    @Override
    public long timestampNanos() {
        return current().timestampNanos();
    }

    @Override
    public byte[] buffer() {
        return current().line();
    }

    @Override
    public int lineOffset() {
        return 0;
    }

    @Override
    public int lineLength() {
        return current().line().length;
    }

    @Override
    public StructuredMetadata metadata() {
        StructuredMetadata metadata = current().metadata();
        return metadata == null ? StructuredMetadata.EMPTY : metadata;
    }

    @Override
    public ChunkRef chunk() {
        return ref;
    }

    @Override
    public int blockIndex() {
        return current().block();
    }

    @Override
    public void close() {}
}
