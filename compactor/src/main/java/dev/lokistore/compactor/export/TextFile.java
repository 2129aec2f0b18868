package dev.lokistore.compactor.export;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.query.EntryStream;
import java.io.IOException;

/** A text file. */
final class TextFile extends ExportFile {
    private static final int FLUSH_BYTES = 256 << 10;

    private final EntryText text;
    private final TextBuffer buffer = new TextBuffer();

    TextFile(String path, PartFile part, OpenFiles open, EntryText text) {
        super(path, part, open);
        this.text = text;
        text.head(buffer);
    }

    @Override
    StreamSink stream(TenantId tenant, Labels labels) {
        EntryText.OfStream stream = text.stream(tenant, labels);
        return new StreamSink(this) {
            @Override
            void append(EntryStream entry) throws IOException {
                text.append(stream, entry, buffer);
                if (buffer.size() >= FLUSH_BYTES) {
                    flush();
                }
            }
        };
    }

    @Override
    long heldBytes() {
        return buffer.size();
    }

    @Override
    long allocatedBytes() {
        return buffer.allocatedBytes();
    }

    @Override
    void flush() throws IOException {
        if (buffer.size() > 0) {
            put(buffer.array(), 0, buffer.size());
            buffer.clear();
        }
    }

    @Override
    void release() throws IOException {
        flush();
        buffer.release();
    }
}
