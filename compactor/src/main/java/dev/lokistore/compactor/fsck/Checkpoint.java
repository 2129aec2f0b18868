package dev.lokistore.compactor.fsck;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.compactor.check.Finding;
import java.io.IOException;
import java.util.function.Consumer;

/** Remembers how far chunks were decoded, so that a check that is cut off goes on there. */
public interface Checkpoint {
    /** Remembers nothing. */
    Checkpoint NONE = new Checkpoint() {
        @Override
        public long decoded() {
            return 0;
        }

        @Override
        public long decodedBytes() {
            return 0;
        }

        @Override
        public boolean isPassed(ChunkRef chunk) {
            return false;
        }

        @Override
        public void replay(Consumer<Finding> earlier) {}

        @Override
        public void found(Finding finding) {}

        @Override
        public void read(ChunkRef chunk) {}

        @Override
        public void unread(ChunkRef chunk) {}

        @Override
        public void reached(ChunkRef chunk, long decoded, long decodedBytes) {}
    };

    /** What an earlier run had decoded. */
    long decoded();

    long decodedBytes();

    /** Whether an earlier run has done this one. */
    boolean isPassed(ChunkRef chunk);

    /** Tells what an earlier run had found in chunks. */
    void replay(Consumer<Finding> earlier) throws IOException;

    /** Takes a finding in a chunk. */
    void found(Finding finding) throws IOException;

    /** A chunk was decoded. */
    void read(ChunkRef chunk) throws IOException;

    /** A chunk was not handed out by the store: the next run asks for it again. */
    void unread(ChunkRef chunk) throws IOException;

    /** Takes how far this run is: everything up to this chunk is done, and its findings were told. */
    void reached(ChunkRef chunk, long decoded, long decodedBytes) throws IOException;
}
