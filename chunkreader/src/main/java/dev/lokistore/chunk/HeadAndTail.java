package dev.lokistore.chunk;

import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads the first and the last bytes of a source once and answers small reads from them, so that opening a remote chunk
 * costs two requests. A small object is read whole. Immutable, so safe for several threads.
 */
final class HeadAndTail implements ByteSource {
    private static final int WINDOW_BYTES = 8 << 10;

    private final ByteSource source;
    private final byte[] head;
    private final byte[] tail;

    private HeadAndTail(ByteSource source, byte[] head, byte[] tail) {
        this.source = source;
        this.head = head;
        this.tail = tail;
    }

    static ByteSource of(ByteSource source, ChunkLimits limits) throws IOException {
        if (source.array() != null || source.size() > limits.objectBytes()) {
            return source;
        }
        long size = source.size();
        if (size <= 2 * WINDOW_BYTES) {
            return ByteSource.of(source.name(), source.read(0, (int) size));
        }
        byte[] head = source.read(0, WINDOW_BYTES);
        byte[] tail = source.read(size - WINDOW_BYTES, WINDOW_BYTES);
        return new HeadAndTail(source, head, tail);
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public long size() {
        return source.size();
    }

    @Override
    public byte @Nullable [] array() {
        return source.array();
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(position, (long) length, size());
        long tailStart = size() - tail.length;
        if (position + length <= head.length) {
            System.arraycopy(head, (int) position, into, offset, length);
        } else if (position >= tailStart) {
            System.arraycopy(tail, (int) (position - tailStart), into, offset, length);
        } else {
            source.read(position, into, offset, length);
        }
    }
}
