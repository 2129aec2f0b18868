package dev.lokistore.objectstore.tar;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file without a name, written once and then read at any place. Not a {@link java.nio.channels.FileChannel}: an
 * interrupted thread would close that for all.
 */
final class Spool implements Closeable {
    private final Path folder;
    private final RandomAccessFile file;
    private long length;

    Spool(Path folder, RandomAccessFile file) {
        this.folder = folder;
        this.file = file;
    }

    static Spool in(Path folder) throws IOException {
        Path path = Files.createTempFile(folder, "lokistore-", ".spool");
        try {
            return new Spool(folder, new RandomAccessFile(path.toFile(), "rw"));
        } finally {
            // an open file outlives its name, and a crash leaves nothing behind
            Files.delete(path);
        }
    }

    /** Where the file was made. */
    Path folder() {
        return folder;
    }

    long length() {
        return length;
    }

    synchronized void append(byte[] bytes, int count) throws IOException {
        file.seek(length);
        file.write(bytes, 0, count);
        length += count;
    }

    synchronized void read(long position, byte[] into, int offset, int count) throws IOException {
        if (count > 0) {
            file.seek(position);
            file.readFully(into, offset, count);
        }
    }

    InputStream stream(long from, long count) {
        return new InputStream() {
            private long position = from;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                int n = (int) Math.min(length, from + count - position);
                if (n <= 0) {
                    return length == 0 ? 0 : -1;
                }
                try {
                    Spool.this.read(position, into, offset, n);
                } catch (EOFException e) {
                    return -1;
                }
                position += n;
                return n;
            }
        };
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // nothing can be lost: the content is a copy
        }
    }
}
