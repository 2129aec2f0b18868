package dev.lokistore.compactor.header;

/** Adds up what {@link ChunkHeaders} will ask for, as far as the sizes of objects tell. Not thread-safe. */
public final class HeaderReads {
    private static final int WHOLE = 16 << 10;

    private long requests;
    private long bytes;

    public void add(long objectBytes) {
        requests += objectBytes <= WHOLE ? 1 : 2;
        bytes += Math.min(objectBytes, WHOLE);
    }

    public long requests() {
        return requests;
    }

    public long bytes() {
        return bytes;
    }
}
