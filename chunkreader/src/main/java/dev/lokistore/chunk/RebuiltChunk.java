package dev.lokistore.chunk;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was made of a damaged chunk's sound entries.
 *
 * @param encoded null if there is no sound entry
 * @param gaps what is not in it
 * @param withoutMetadata entries whose structured metadata is lost
 */
public record RebuiltChunk(@Nullable EncodedChunk encoded, List<Salvaged.Gap> gaps, long withoutMetadata) {
    public RebuiltChunk {
        gaps = List.copyOf(gaps);
    }

    /** Empty if there is no sound entry. */
    public Optional<EncodedChunk> chunk() {
        return Optional.ofNullable(encoded);
    }
}
