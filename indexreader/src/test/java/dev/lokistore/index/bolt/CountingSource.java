package dev.lokistore.index.bolt;

import dev.lokistore.chunk.ByteSource;
import java.io.IOException;
import java.util.Objects;

/** Counts reads and bytes of an array. */
public final class CountingSource implements ByteSource {
    private final String name;
    private final byte[] bytes;
    private long bytesRead;
    private long reads;

    public CountingSource(String name, byte[] bytes) {
        this.name = name;
        this.bytes = bytes;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public synchronized void read(long position, byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(position, (long) length, bytes.length);
        System.arraycopy(bytes, (int) position, into, offset, length);
        bytesRead += length;
        reads++;
    }

    public synchronized long bytesRead() {
        return bytesRead;
    }

    public synchronized long reads() {
        return reads;
    }

    public synchronized void reset() {
        bytesRead = 0;
        reads = 0;
    }
}
