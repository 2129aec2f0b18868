package dev.lokistore.index.deletes;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** A gzipped object unpacked into a temporary file, which goes away on closing. Offsets are those of the unpacked file. */
final class UnpackedFile implements ByteSource, Closeable {
    private static final long MAX_UNPACKED_BYTES = 512L << 20;
    private static final int BUFFER = 64 << 10;

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
                unpack(key, stored, out);
            }
            return new UnpackedFile(key + " (unpacked)", path, FileChannel.open(path));
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw e;
        }
    }

    private static void unpack(String key, byte[] stored, OutputStream out) throws IOException {
        ByteArrayInputStream packed = new ByteArrayInputStream(stored);
        byte[] buffer = new byte[BUFFER];
        long total = 0;
        try (InputStream in = new GZIPInputStream(packed)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                total += count;
                if (total > MAX_UNPACKED_BYTES) {
                    throw new CorruptDataException(
                            key, 0, "size of the unpacked data", "at most " + MAX_UNPACKED_BYTES + " bytes", "more");
                }
                out.write(buffer, 0, count);
            }
        } catch (ZipException | EOFException e) {
            int offset = stored.length - packed.available();
            throw new CorruptDataException(key, offset, "no sound gzip stream: " + e.getMessage());
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
