package dev.lokistore.index.table;

import dev.lokistore.chunk.ByteSource;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** An index file that was unpacked from a stream, in memory or as a temporary file that goes when this is closed. */
public final class UnpackedFile implements ByteSource, Closeable {
    private final LocalFile file;

    private UnpackedFile(LocalFile file) {
        this.file = file;
    }

    /**
     * Reads the gzip stream to its end; does not close it.
     *
     * @param name what errors call it
     * @throws dev.lokistore.chunk.CorruptDataException if the stream is broken or unpacks to too much
     */
    public static UnpackedFile of(String name, InputStream packed, Path temporary, TableOptions options)
            throws IOException {
        AtomicLong memory = new AtomicLong(options.memoryBytes());
        try (LocalFileWriter writer = new LocalFileWriter(temporary, options.memoryFileBytes(), memory)) {
            Gunzip.unpack(name, packed, options, writer::write);
            return new UnpackedFile(writer.finish(name + Downloads.UNPACKED));
        }
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public long size() {
        return file.size();
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) throws IOException {
        file.read(position, into, offset, length);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
