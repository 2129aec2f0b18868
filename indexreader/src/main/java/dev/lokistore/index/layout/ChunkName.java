package dev.lokistore.index.layout;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import java.util.Optional;

/** A chunk object's key, taken apart. */
public record ChunkName(ChunkRef ref, ChunkForm form) {
    /**
     * Parses a key relative to the store's root, in any form; empty if it is no chunk's.
     *
     * @param delimiter what stands for {@code :} in keys that are not those of a filesystem store
     */
    public static Optional<ChunkName> tryParse(String key, char delimiter) {
        Optional<ChunkRef> plain = ChunkKeyScheme.tryParse(key, delimiter);
        if (plain.isPresent()) {
            return plain.map(ref -> new ChunkName(ref, ChunkForm.of(ChunkKeyScheme.formOf(key), false)));
        }
        return ChunkKeyScheme.tryParseFilesystem(key)
                .map(ref -> new ChunkName(ref, ChunkForm.of(filesystemScheme(key, ref), true)));
    }

    private static ChunkKeyScheme filesystemScheme(String key, ChunkRef ref) {
        return ChunkKeyScheme.NESTED.formatFilesystem(ref).equals(key) ? ChunkKeyScheme.NESTED : ChunkKeyScheme.FLAT;
    }
}
