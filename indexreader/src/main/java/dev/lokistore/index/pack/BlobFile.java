package dev.lokistore.index.pack;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Byte strings in a temporary file, 8 bytes of memory each. Closing it removes the file. */
public final class BlobFile implements Blobs, BlobSink, Closeable {
    private final Path file;
    private final FileChannel channel;
    private long[] ends = new long[64];
    private int count;

    private BlobFile(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** @param directory exists */
    public static BlobFile create(Path directory) throws IOException {
        return new BlobFile(Files.createTempFile(directory, "segments", ".tmp"));
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public synchronized int count() {
        return count;
    }

    private long end(int blobs) {
        return blobs == 0 ? 0 : ends[blobs - 1];
    }

    @Override
    public synchronized void add(byte[] blob) throws IOException {
        long start = end(count);
        ByteBuffer buffer = ByteBuffer.wrap(blob);
        while (buffer.hasRemaining()) {
            channel.write(buffer, start + buffer.position());
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
        }
        ends[count++] = start + blob.length;
    }

    @Override
    public synchronized byte[] read(int index) throws IOException {
        long start = end(index);
        ByteBuffer buffer = ByteBuffer.allocate((int) (ends[index] - start));
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, start + buffer.position()) < 0) {
                throw new EOFException(file + " was cut off while it was in use");
            }
        }
        return buffer.array();
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(file);
        }
    }
}
