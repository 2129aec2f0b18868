package dev.lokistore.shell.command;

import dev.lokistore.chunk.ChunkHeader;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.EntryCursor;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.query.EntryStream;
import java.io.IOException;

/** The entries of one chunk as an entry stream, in stored order, so that they print as those of {@code cat}. */
final class ChunkEntries implements EntryStream {
    private final ChunkHeader header;
    private final ChunkRef ref;
    private final EntryCursor cursor;

    private ChunkEntries(ChunkHeader header, ChunkRef ref, EntryCursor cursor) {
        this.header = header;
        this.ref = ref;
        this.cursor = cursor;
    }

    static void print(Run run, ChunkSubject chunk) throws IOException {
        ChunkReader reader = chunk.open(run);
        ChunkRef ref = chunk.ref(reader.header());
        try (EntryStream entries = new ChunkEntries(reader.header(), ref, reader.entries(run.range()));
                EntryWriter writer = EntryWriter.of(run, Selector.ALL)) {
            run.stopProgress();
            while (entries.next()) {
                writer.write(entries);
            }
        }
    }

    @Override
    public boolean next() throws IOException {
        return cursor.next();
    }

    @Override
    public TenantId tenant() {
        return header.tenant();
    }

    @Override
    public Labels labels() {
        return header.labels();
    }

    @Override
    public long timestampNanos() {
        return cursor.timestampNanos();
    }

    @Override
    public byte[] buffer() {
        return cursor.buffer();
    }

    @Override
    public int lineOffset() {
        return cursor.lineOffset();
    }

    @Override
    public int lineLength() {
        return cursor.lineLength();
    }

    @Override
    public StructuredMetadata metadata() {
        return cursor.metadata();
    }

    @Override
    public ChunkRef chunk() {
        return ref;
    }

    @Override
    public int blockIndex() {
        return cursor.blockIndex();
    }

    @Override
    public void close() {
        cursor.close();
    }
}
