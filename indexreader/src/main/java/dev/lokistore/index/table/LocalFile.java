package dev.lokistore.index.table;

import dev.lokistore.chunk.ByteSource;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;

/** A downloaded and unpacked file, in memory or as a temporary file that goes away when this is closed. */
sealed interface LocalFile extends ByteSource, Closeable {
    /** In memory. */
    record InMemory(String name, byte[] bytes) implements LocalFile {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void read(long position, byte[] into, int offset, int length) {
            Objects.checkFromIndexSize(position, (long) length, bytes.length);
            System.arraycopy(bytes, (int) position, into, offset, length);
        }

        @Override
        public void close() {}
    }

    /** On disk; the channel was opened to delete the file when it is closed. */
    record OnDisk(String name, FileChannel channel, long size) implements LocalFile {
        @Override
        public void read(long position, byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(position, (long) length, size);
            ByteBuffer target = ByteBuffer.wrap(into, offset, length);
            long at = position;
            while (target.hasRemaining()) {
                int count = channel.read(target, at);
                if (count < 0) {
                    throw new EOFException("the temporary file of " + name + " was cut to " + at + " bytes");
                }
                at += count;
            }
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
