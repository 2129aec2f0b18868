package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import java.io.IOException;

/**
 * Random access to a source through one buffer. Reads little while positions jump and ever more while they go on from
 * where the last read ended, so that a lookup costs few bytes and a scan few reads.
 */
final class Window {
    private static final int LARGEST_KEPT = 1 << 20;

    private final ByteSource source;
    private final int smallestRead;
    private final int largestRead;
    private byte[] buffer = new byte[0];
    private long start;
    private int length;
    private int nextRead;

    Window(ByteSource source, int smallestRead, int largestRead) {
        this.source = source;
        this.smallestRead = smallestRead;
        this.largestRead = largestRead;
        this.nextRead = smallestRead;
    }

    /** Makes {@code [position, position + count)}, which must be inside the source, available in {@link #buffer()}. */
    void load(long position, int count) throws IOException {
        if (position >= start && position + count <= start + length) {
            return;
        }
        boolean goesOn = length > 0 && position >= start && position <= start + length;
        nextRead = goesOn ? Math.min(nextRead * 2, largestRead) : smallestRead;
        int size = (int) Math.min(Math.max(count, nextRead), source.size() - position);
        if (buffer.length < size || buffer.length > LARGEST_KEPT) {
            buffer = new byte[Math.max(size, largestRead)];
        }
        length = 0; // nothing is valid if the read fails
        source.read(position, buffer, 0, size);
        start = position;
        length = size;
    }

    /** Valid until the next {@link #load}. */
    byte[] buffer() {
        return buffer;
    }

    /** Where a loaded position is in {@link #buffer()}. */
    int index(long position) {
        return (int) (position - start);
    }
}
