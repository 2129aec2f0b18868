package dev.lokistore.index.deletes;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.table.Gunzip;
import dev.lokistore.index.table.TableOptions;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** A gzipped object unpacked into a temporary file, which goes away on closing. Offsets are those of the unpacked file. */
final class UnpackedFile implements ByteSource, Closeable {
    private static final TableOptions LIMITS = TableOptions.DEFAULT.withUnpackedBytes(512L << 20);

    private final String name;
    private final Path path;
    private final FileChannel channel;
    private final long size;

    private UnpackedFile(String name, Path path, FileChannel channel) throws IOException {
        this.name = name;
        this.path = path;
        this.channel = channel;
        this.size = channel.size();
    }

    /** @throws CorruptDataException if it is no gzip stream or unpacks to too much */
    static UnpackedFile unpack(String key, byte[] stored, Path folder) throws IOException {
        // the name is ours: nothing of the key gets near the local file system
        Path path = Files.createTempFile(folder, "lokistore-deletes-", ".tmp");
        try {
            try (OutputStream out = Files.newOutputStream(path)) {
                Gunzip.unpack(key, new ByteArrayInputStream(stored), LIMITS, out::write);
            }
            return new UnpackedFile(key + " (unpacked)", path, FileChannel.open(path));
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    Path path() {
        return path;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(position, (long) length, size);
        ByteBuffer target = ByteBuffer.wrap(into, offset, length);
        while (target.hasRemaining()) {
            if (channel.read(target, position + target.position() - offset) < 0) {
                throw new EOFException("the temporary file of " + name + " was cut");
            }
        }
    }

    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(path);
        }
    }
}
