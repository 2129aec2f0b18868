package dev.lokistore.compactor.dump;

import dev.lokistore.chunk.CorruptDataException;
import org.jspecify.annotations.Nullable;

/**
 * What is wrong with a dumped object.
 *
 * @param id {@code fault} (outside of blocks), {@code gap}, {@code checksum} (the object's, by its key), {@code identity}
 *     (header and key differ), {@code metadata-lost}, {@code no-chunk}, {@code missing}
 * @param offset in the object, bytes; null where there is no such place
 */
record DumpFinding(String id, @Nullable Long offset, String message) {
    static DumpFinding of(CorruptDataException fault) {
        return new DumpFinding("fault", fault.offset(), fault.problem());
    }
}
