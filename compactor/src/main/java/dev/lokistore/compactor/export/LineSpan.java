package dev.lokistore.compactor.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** Lines that follow each other in a file: there may be too many of them to have all in memory. */
record LineSpan(Path file, long offset, long bytes) {
    /** With the line that comes next in the file. */
    LineSpan plus(long moreBytes) {
        return new LineSpan(file, offset, bytes + moreBytes);
    }

    byte[] read() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream(Math.toIntExact(bytes));
        copyTo(all);
        return all.toByteArray();
    }

    void copyTo(OutputStream out) throws IOException {
        WritableByteChannel target = Channels.newChannel(out);
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(bytes, 64 << 10));
        try (FileChannel source = FileChannel.open(file)) {
            for (long position = offset, end = offset + bytes; position < end; ) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), end - position));
                int count = source.read(buffer, position);
                if (count < 0) {
                    throw new IOException(file + " was cut off while it was in use");
                }
                target.write(buffer.flip());
                position += count;
            }
        }
    }
}
