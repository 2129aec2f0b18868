package dev.lokistore.index.table;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Collects a file in memory and moves it to a temporary file once it is too large for that. */
final class LocalFileWriter implements Closeable {
    private final Path folder;
    private final int memoryLimit;
    private final AtomicLong memoryLeft;
    private ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private @Nullable FileChannel channel;
    private long size;
    private boolean finished;

    /** @param memoryLeft shared by all files of a table; what this file takes of it is given back unless it finishes */
    LocalFileWriter(Path folder, int memoryLimit, AtomicLong memoryLeft) {
        this.folder = folder;
        this.memoryLimit = memoryLimit;
        this.memoryLeft = memoryLeft;
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        if (channel == null && !reserve(length)) {
            spill();
        }
        if (channel == null) {
            memory.write(bytes, offset, length);
        } else {
            writeAll(channel, ByteBuffer.wrap(bytes, offset, length));
        }
        size += length;
    }

    /** Bytes so far. */
    long size() {
        return size;
    }

    private boolean reserve(int length) {
        if (size + length > memoryLimit) {
            return false;
        }
        if (memoryLeft.addAndGet(-length) >= 0) {
            return true;
        }
        memoryLeft.addAndGet(length);
        return false;
    }

    private void spill() throws IOException {
        // the name is ours: nothing of a listed name gets near the local file system
        Path file = Files.createTempFile(folder, "lokistore-index-", ".tmp");
        FileChannel opened;
        try {
            opened = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        channel = opened;
        writeAll(opened, ByteBuffer.wrap(memory.toByteArray()));
        memoryLeft.addAndGet(size);
        memory = new ByteArrayOutputStream(0);
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    LocalFile finish(String name) {
        finished = true;
        return channel == null
                ? new LocalFile.InMemory(name, memory.toByteArray())
                : new LocalFile.OnDisk(name, channel, size);
    }

    /** Drops what was written, unless it was finished. */
    @Override
    public void close() throws IOException {
        if (finished) {
            return;
        }
        finished = true;
        if (channel == null) {
            memoryLeft.addAndGet(size);
        } else {
            channel.close();
        }
    }
}
