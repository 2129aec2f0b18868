package dev.lokistore.chunk;

import java.io.Closeable;
import java.io.IOException;
import java.util.Arrays;

/**
 * Entries of a chunk, one at a time. The accessors describe the entry that {@link #next()} moved to and are undefined
 * before the first and after the last. Not thread-safe; whoever opened it closes it; closing twice is harmless.
 */
public interface EntryCursor extends Closeable {
    /**
     * Moves to the next entry.
     *
     * @return false at the end
     * @throws CorruptDataException if the bytes are wrong; the cursor is then at its end
     */
    boolean next() throws IOException;

    /** ns since the epoch. */
    long timestampNanos();

    /**
     * Holds the line from {@link #lineOffset()} on for {@link #lineLength()} bytes. Not to be modified; changes with any
     * call of {@link #next()}.
     */
    byte[] buffer();

    int lineOffset();

    int lineLength();

    /** A copy of the line. */
    default byte[] line() {
        return Arrays.copyOfRange(buffer(), lineOffset(), lineOffset() + lineLength());
    }

    /** Whether the line holds the bytes; as fast as it gets for callers that go through many lines. */
    default boolean lineContains(ByteSearch needle) {
        return needle.isIn(buffer(), lineOffset(), lineOffset() + lineLength());
    }

    /** Resolved on demand; {@link StructuredMetadata#EMPTY} if the entry has none. The result stays valid. */
    StructuredMetadata metadata();

    /** Whether {@link #metadata()} would not be empty; cheap. */
    boolean hasMetadata();

    /** The {@link BlockMeta#index()} of the block that the entry is in. */
    int blockIndex();

    @Override
    void close();
}
