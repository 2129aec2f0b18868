package dev.lokistore.index.tsdb;

import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.IndexedChunk;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Chunk lists of many series in a temporary file, since only all series together tell the symbols that come first. */
final class ChunkSpool implements Closeable {
    private static final int ROW = 28;
    private static final int BUFFERED = 64 << 10;

    private final FileChannel file;
    private final ByteBuffer pending = ByteBuffer.allocate(BUFFERED / ROW * ROW);
    private long rows;

    ChunkSpool(Path folder) throws IOException {
        Path path = Files.createTempFile(folder, "chunks", ".spool");
        file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** Returns the number of the first row. */
    long append(List<IndexedChunk> chunks) throws IOException {
        long first = rows;
        for (IndexedChunk chunk : chunks) {
            ChunkVolume volume = chunk.volume();
            if (volume == null) {
                throw new IllegalArgumentException("a TSDB index needs the size and the entries of " + chunk.ref());
            }
            if (!pending.hasRemaining()) {
                flush();
            }
            pending.putLong(chunk.ref().fromMillis())
                    .putLong(chunk.ref().throughMillis())
                    .putInt(chunk.ref().checksum())
                    .putInt(u32(volume.rawKilobytes()))
                    .putInt(u32(volume.entries()));
            rows++;
        }
        return first;
    }

    private static int u32(long value) {
        if (value < 0 || value > 0xffffffffL) {
            throw new IllegalArgumentException("not an unsigned 32 bit number: " + value);
        }
        return (int) value;
    }

    /** Adds rows to a list. */
    void read(long first, int count, List<SpooledChunk> to) throws IOException {
        flush();
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(count, ROW));
        while (bytes.hasRemaining()) {
            if (file.read(bytes, first * ROW + bytes.position()) < 0) {
                throw new EOFException("the temporary file became shorter");
            }
        }
        bytes.flip();
        while (bytes.hasRemaining()) {
            to.add(new SpooledChunk(bytes.getLong(), bytes.getLong(), bytes.getInt(), bytes.getInt(), bytes.getInt()));
        }
    }

    private void flush() throws IOException {
        pending.flip();
        while (pending.hasRemaining()) {
            file.write(pending, file.size());
        }
        pending.clear();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
