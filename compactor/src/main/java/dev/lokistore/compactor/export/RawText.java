package dev.lokistore.compactor.export;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.query.EntryStream;

/** Bare lines, byte for byte, each with a line feed. */
final class RawText implements EntryText {
    private static final OfStream NOTHING = new OfStream(new byte[0], new byte[] {'\n'});

    @Override
    public void head(TextBuffer out) {}

    @Override
    public OfStream stream(TenantId tenant, Labels labels) {
        return NOTHING;
    }

    @Override
    public void append(OfStream stream, EntryStream entry, TextBuffer out) {
        out.put(entry.buffer(), entry.lineOffset(), entry.lineLength()).put(stream.after());
    }
}
