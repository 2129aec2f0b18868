package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.UnsupportedFormatException;
import dev.lokistore.index.bolt.Row;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The key under a cursor, taken apart: {@code hash 00 c0 00 c1 00 c2 00 type 00} ({@code formats/index-tables.md#31}).
 * Reused from row to row; valid until the cursor moves.
 */
final class RowKey {
    private static final int ZEROS = 5;
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final int[] zeros = new int[ZEROS];
    private String file = "";
    private long position;
    private byte[] bytes = new byte[0];
    private int start;

    /**
     * @return the row's type, which alone tells what it is: never its prefix
     * @throws UnsupportedFormatException if it is a row of the schemas before v9
     */
    RowType parse(Row cursor) throws CorruptDataException {
        file = cursor.file();
        position = cursor.position();
        bytes = cursor.buffer();
        start = cursor.keyOffset();
        int end = start + cursor.keyLength();
        int found = findZeros(end);
        if (found != ZEROS || zeros[ZEROS - 1] != end - 1 || length(3) != 1) {
            throw bad("components of a key", "3 and a type of one byte, all ended by 00", "others");
        }
        byte digit = bytes[zeros[3] + 1];
        RowType type = RowType.of(digit);
        if (type == null) {
            throw new UnsupportedFormatException(
                    file, position, "type of a row", "3, 7, 8 or 9 (schema v9 to v13)", (char) (digit & 0xff));
        }
        requireEmpty(type);
        return type;
    }

    /** Eight bytes at a time: of all work on rows, this and hex numbers are most. */
    private int findZeros(int end) throws CorruptDataException {
        int found = 0;
        int at = start;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            long eight = (long) EIGHT.get(bytes, at);
            // the highest bit of each byte that is zero
            long hits = ~((eight & LOW_BITS) + LOW_BITS | eight | LOW_BITS);
            for (; hits != 0; hits &= hits - 1) {
                found = note(found, at + Long.numberOfTrailingZeros(hits) / Byte.SIZE);
            }
        }
        for (; at < end; at++) {
            if (bytes[at] == 0) {
                found = note(found, at);
            }
        }
        return found;
    }

    private int note(int found, int at) throws CorruptDataException {
        if (found == ZEROS) {
            throw bad("components of a key", "4 behind the hash", "more");
        }
        zeros[found] = at;
        return found + 1;
    }

    private void requireEmpty(RowType type) throws CorruptDataException {
        boolean empty = switch (type) {
            case CHUNK -> length(1) == 0;
            case SERIES -> length(1) == 0 && length(2) == 0;
            case LABEL -> length(2) == 0;
            case LABEL_NAMES -> length(0) == 0 && length(1) == 0 && length(2) == 0;
        };
        if (!empty) {
            throw bad("unused component of a " + type + " row", "empty", "something");
        }
    }

    private int length(int component) {
        return zeros[component + 1] - zeros[component] - 1;
    }

    byte[] bytes() {
        return bytes;
    }

    int hashStart() {
        return start;
    }

    int hashEnd() {
        return zeros[0];
    }

    int componentStart(int component) {
        return zeros[component] + 1;
    }

    int componentEnd(int component) {
        return zeros[component + 1];
    }

    String hash() throws CorruptDataException {
        return text(start, zeros[0]);
    }

    /** Strictly decoded: what stands in keys is sought again by its text. */
    String text(int from, int to) throws CorruptDataException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw bad("text in a key", "UTF-8", "other bytes");
        }
    }

    /** A SHA-256 in base64, which series' ids and values' hashes are. */
    String digest(String what, int from, int to) throws CorruptDataException {
        requireDigest(what, from, to);
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    void requireDigest(String what, int from, int to) throws CorruptDataException {
        if (to - from != SeriesId.LENGTH) {
            throw bad(what, SeriesId.LENGTH + " characters", to - from);
        }
        for (int i = from; i < to; i++) {
            if (!SeriesId.isDigit(bytes[i])) {
                throw bad(what, "base64", "byte " + Integer.toHexString(bytes[i] & 0xff));
            }
        }
    }

    String digestComponent(String what, int component) throws CorruptDataException {
        return digest(what, componentStart(component), componentEnd(component));
    }

    String file() {
        return file;
    }

    long position() {
        return position;
    }

    CorruptDataException bad(String what, Object expected, Object found) {
        return new CorruptDataException(file, position, what, expected, found);
    }
}
