package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSink;
import dev.lokistore.index.ReferenceDigest;

/**
 * What stands before a chunk list in the spool.
 *
 * @param fromMillis smallest time of a chunk
 * @param throughMillis largest time of a chunk
 */
record RunHeader(long fromMillis, long throughMillis, ReferenceDigest digest) {
    static final RunHeader NONE = new RunHeader(Long.MAX_VALUE, 0, ReferenceDigest.NONE);

    static final int LENGTH = 4 * Long.BYTES;

    /** @param chunks in order, each once */
    static RunHeader of(ChunkColumns chunks, long fingerprint) {
        long through = 0;
        for (int i = 0; i < chunks.size(); i++) {
            through = Math.max(through, chunks.through(i));
        }
        return new RunHeader(chunks.from(0), through, chunks.digest(fingerprint));
    }

    static RunHeader read(byte[] bytes, int at) {
        return new RunHeader(
                BigEndian.int64(bytes, at),
                BigEndian.int64(bytes, at + 8),
                new ReferenceDigest(BigEndian.int64(bytes, at + 16), BigEndian.int64(bytes, at + 24)));
    }

    void write(ByteSink to) {
        to.u64be(fromMillis);
        to.u64be(throughMillis);
        to.u64be(digest.count());
        to.u64be(digest.sum());
    }

    RunHeader and(RunHeader other) {
        return new RunHeader(
                Math.min(fromMillis, other.fromMillis),
                Math.max(throughMillis, other.throughMillis),
                digest.and(other.digest));
    }
}
