package dev.lokistore.compactor.export;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.query.EntryStream;
import java.io.IOException;

/** A file that entries are written to. What it holds back, and when it writes, depends on the entries only. */
abstract class ExportFile {
    private final String path;
    private final PartFile part;
    private final OpenFiles open;
    private long entries;
    private long lineBytes;
    private long firstNanos;
    private long lastNanos;

    /** @param path that it will have in the folder */
    ExportFile(String path, PartFile part, OpenFiles open) {
        this.path = path;
        this.part = part;
        this.open = open;
    }

    /** Where the entries of one stream go into the file. */
    abstract static class StreamSink {
        private final ExportFile file;

        StreamSink(ExportFile file) {
            this.file = file;
        }

        /** The entry that the stream stands at. */
        final void write(EntryStream entry) throws IOException {
            file.count(entry);
            append(entry);
        }

        abstract void append(EntryStream entry) throws IOException;
    }

    private void count(EntryStream entry) {
        lastNanos = entry.timestampNanos();
        if (entries++ == 0) {
            firstNanos = lastNanos;
        }
        lineBytes += entry.lineLength();
    }

    final long entries() {
        return entries;
    }

    abstract StreamSink stream(TenantId tenant, Labels labels);

    /** What waits in memory. */
    abstract long heldBytes();

    /** What memory it takes for what waits, or has waited. */
    abstract long allocatedBytes();

    /** Writes what waits in memory. */
    abstract void flush() throws IOException;

    /** As {@link #flush}, and gives the memory back. */
    abstract void release() throws IOException;

    /** What ends the file, after the last {@link #flush}. */
    void end() throws IOException {}

    /** Where the next byte comes to stand, of a file that is not compressed as a whole. */
    final long position() {
        return part.bytes();
    }

    final void put(byte[] from, int offset, int length) throws IOException {
        open.write(part, from, offset, length);
    }

    final PartFile part() {
        return part;
    }

    /** Ends the file. */
    final ExportedFile finish() throws IOException {
        flush();
        end();
        open.finish(part);
        return new ExportedFile(path, part.bytes(), entries, lineBytes, firstNanos, lastNanos, part.sha256());
    }
}
