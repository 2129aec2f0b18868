package dev.lokistore.index.layout;

import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds out which character stands for {@code :} in the name of a chunk. */
final class Delimiters {
    // the checksum and what stands before it: every chunk's key ends so
    private static final Pattern END = Pattern.compile("[0-9a-f]([^0-9a-f/])[0-9a-f]{1,8}$");
    /** Before 1978 no chunk began; shorter numbers with a free choice of delimiter would match dates and versions. */
    private static final long PLAUSIBLE_MILLIS = 1L << 38;

    private Delimiters() {}

    /** @param key relative to the store's root; empty if it is no plain chunk key with whatever delimiter */
    static OptionalInt of(String key) {
        Matcher end = END.matcher(key);
        if (!end.find() || end.group(1).charAt(0) > 0x7f) {
            return OptionalInt.empty();
        }
        char delimiter = end.group(1).charAt(0);
        Optional<ChunkRef> ref = ChunkKeyScheme.tryParse(key, delimiter);
        boolean chunk = ref.isPresent()
                && (delimiter == ChunkKeyScheme.DELIMITER
                        || ref.get().fromMillis() >= PLAUSIBLE_MILLIS
                                && ref.get().throughMillis() >= ref.get().fromMillis());
        return chunk ? OptionalInt.of(delimiter) : OptionalInt.empty();
    }
}
