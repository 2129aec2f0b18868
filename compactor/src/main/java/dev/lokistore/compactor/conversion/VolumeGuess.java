package dev.lokistore.compactor.conversion;

import dev.lokistore.compactor.header.ChunkFacts;
import dev.lokistore.compactor.header.ChunkHeaders;
import dev.lokistore.index.ChunkVolume;
import dev.lokistore.index.StoredChunk;
import java.io.IOException;
import java.util.List;

/**
 * How much chunks hold, guessed by the sizes of their objects.
 *
 * @param rawPerStored uncompressed bytes for a stored one
 * @param rawPerEntry uncompressed bytes of an entry
 */
record VolumeGuess(double rawPerStored, double rawPerEntry) {
    /** Logs in gzip. */
    static final VolumeGuess USUAL = new VolumeGuess(8, 200);

    private static final int KILOBYTE = 1024;

    /** By the headers of a few chunks; the usual one if none of them can be read. */
    static VolumeGuess of(List<StoredChunk> sample, ChunkHeaders headers) throws IOException {
        double raw = 0;
        double stored = 0;
        double entries = 0;
        for (ChunkHeaders.Header header : headers.read(sample)) {
            ChunkFacts facts = header.facts();
            if (facts != null && facts.rawBytes() != null) {
                raw += facts.rawBytes();
                stored += facts.storedBytes();
                entries += facts.entries();
            }
        }
        return raw == 0 || entries == 0 ? USUAL : new VolumeGuess(raw / stored, raw / entries);
    }

    /** An entry at least: Loki leaves streams without any out of its statistics. */
    ChunkVolume of(long storedBytes) {
        double raw = storedBytes * rawPerStored;
        return new ChunkVolume(Math.round(raw / KILOBYTE), Math.max(1, Math.round(raw / rawPerEntry)));
    }
}
