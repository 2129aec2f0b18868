package dev.lokistore.compactor.header;

import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.StoredChunk;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What a chunk says of itself, as an index is made of it.
 *
 * @param labels of the stream
 * @param entries lines
 * @param rawBytes what Loki calls the uncompressed size: lines and structured metadata; null before format 3, whose block
 *     tables do not hold it
 * @param storedBytes size of the object
 */
public record ChunkFacts(
        ChunkRef ref, Labels labels, long entries, @Nullable Long rawBytes, long storedBytes) {
    private static final int FIRST_FORMAT_WITH_SIZES = 3;
    private static final int KILOBYTE = 1024;
    /** Logs in gzip, which is all that format 1 has and most of format 2. */
    private static final int USUAL_RATIO = 8;

    /** Reads the ends of a chunk's object, and of format 4 the strings of its structured metadata. */
    static ChunkFacts read(StoredChunk chunk, ChunkReader reader) throws IOException {
        reader.verifyHeader(chunk.ref());
        boolean sized = reader.formatVersion() >= FIRST_FORMAT_WITH_SIZES;
        return new ChunkFacts(
                chunk.ref(),
                reader.header().labels(),
                reader.entryCount(),
                sized ? (Long) (reader.rawBytes() + reader.symbolBytes()) : null,
                chunk.object().sizeBytes());
    }

    /** As Loki writes it into a TSDB index; of formats without sizes a guess by the stored size. */
    public ChunkVolume volume() {
        long raw = rawBytes == null ? storedBytes * USUAL_RATIO : rawBytes;
        return new ChunkVolume(Math.round((double) raw / KILOBYTE), entries);
    }
}
