package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;

/** Padding is always zero and always short; nothing else protects it ({@code formats/index-tables.md#7-validation-and-hostile-input}). */
final class Padding {
    static final int RECORD = 16;

    private Padding() {}

    static long align(long position, int multiple) {
        return (position + multiple - 1) / multiple * multiple;
    }

    static void check(ByteSource source, long from, long to, String where) throws IOException {
        if (to - from >= RECORD) {
            throw new CorruptDataException(
                    source.name(), from, "padding " + where, "fewer than " + RECORD + " bytes", (to - from) + " bytes");
        }
        if (to > from) {
            byte[] padding = source.read(from, (int) (to - from));
            check(source.name(), padding, 0, padding.length, from, where);
        }
    }

    static void check(String source, byte[] bytes, int from, int to, long offset, String where)
            throws CorruptDataException {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                throw new CorruptDataException(
                        source, offset + i - from, "padding " + where, 0, "%02x".formatted(bytes[i]));
            }
        }
    }
}
