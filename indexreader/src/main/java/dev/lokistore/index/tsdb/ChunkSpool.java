package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSink;
import dev.lokistore.chunk.ByteSource;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Chunk lists of many series in a temporary file, since only all series together tell the symbols that come first. */
final class ChunkSpool implements ByteSource, Closeable {
    private static final int BUFFERED = 256 << 10;

    private final Path path;
    private final FileChannel file;
    private final ByteSink pending = new ByteSink();
    private long flushed;

    ChunkSpool(Path folder) throws IOException {
        path = Files.createTempFile(folder, "chunks", ".spool");
        file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** Returns the offset of the first byte. */
    long append(ByteSink bytes) throws IOException {
        long start = flushed + pending.size();
        pending.write(bytes.array(), 0, bytes.size());
        if (pending.size() >= BUFFERED) {
            flush();
        }
        return start;
    }

    /** Makes what was appended readable. */
    void flush() throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(pending.array(), 0, pending.size());
        while (bytes.hasRemaining()) {
            file.write(bytes, flushed + bytes.position());
        }
        flushed += pending.size();
        pending.clear();
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public long size() {
        return flushed;
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(position, (long) length, flushed);
        ByteBuffer target = ByteBuffer.wrap(into, offset, length);
        while (target.hasRemaining()) {
            if (file.read(target, position + target.position() - offset) < 0) {
                throw new EOFException("the temporary file " + path + " became shorter");
            }
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
