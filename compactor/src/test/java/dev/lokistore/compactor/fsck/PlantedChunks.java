package dev.lokistore.compactor.fsck;

import dev.lokistore.chunk.Labels;

/** Streams beside those of {@link PlantedStore}. */
final class PlantedChunks {
    /** One without a chunk. */
    static final Labels GONE = Labels.of("app", "gone");

    private PlantedChunks() {}
}
