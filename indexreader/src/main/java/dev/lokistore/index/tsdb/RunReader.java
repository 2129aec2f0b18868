package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.TimeRange;
import java.io.IOException;

/** Reads chunk lists back from the spool. */
final class RunReader {
    private final Window window;
    private final Fields fields;
    private final ChunkList list;
    private int start;
    private int length;

    RunReader(ChunkSpool spool, int version) {
        this.window = new Window(spool, 64 << 10, 256 << 10);
        this.fields = new Fields(spool.name());
        this.list = new ChunkList(fields, 0, Long.MAX_VALUE, version);
    }

    /** @param runLength with the header */
    RunHeader load(long offset, int runLength) throws IOException {
        window.load(offset, runLength);
        int at = window.index(offset);
        start = at + RunHeader.LENGTH;
        length = runLength - RunHeader.LENGTH;
        fields.reset(window.buffer(), start, start + length, offset - at);
        return RunHeader.read(window.buffer(), at);
    }

    /** Holds the list until the next one is loaded. */
    byte[] buffer() {
        return window.buffer();
    }

    int listStart() {
        return start;
    }

    int listLength() {
        return length;
    }

    /** Adds the list's chunks. */
    void decode(ChunkColumns into) throws IOException {
        list.read(TimeRange.ALL, into);
    }
}
