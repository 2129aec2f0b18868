package dev.lokistore.chunk;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bytes that can be read at any place: an object, a file, an array. Safe for use by several threads. Whoever made it
 * releases what is behind it.
 */
public interface ByteSource {
    /** What errors call it: an object's key or a file's name. */
    String name();

    long size();

    /**
     * Reads exactly {@code length} bytes.
     *
     * @throws IndexOutOfBoundsException if the range is not inside {@code [0, size())}: a caller checks what it read
     *     from untrusted bytes before it asks
     */
    void read(long position, byte[] into, int offset, int length) throws IOException;

    default byte[] read(long position, int length) throws IOException {
        byte[] bytes = new byte[length];
        read(position, bytes, 0, length);
        return bytes;
    }

    /** The whole content where it is in memory anyway, not to be modified; else null. Spares a reader the copies. */
    default byte @Nullable [] array() {
        return null;
    }

    /** A view of an array; the array must not change afterwards. */
    static ByteSource of(String name, byte[] bytes) {
        return new ByteSource() {
            @Override
            public String name() {
                return name;
            }

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
            public byte[] array() {
                return bytes;
            }
        };
    }
}
