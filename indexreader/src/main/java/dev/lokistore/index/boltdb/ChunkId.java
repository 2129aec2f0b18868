package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The chunk id of a chunk row, in either form. Its numbers count, never its text: the form follows the schema of the
 * chunk's start, or an older one ({@code formats/index-tables.md#31}).
 *
 * @param nested {@code tenant/fp/from:through:crc} (v12 and later); else {@code tenant/fp:from:through:crc}
 */
record ChunkId(ChunkRef ref, boolean nested) {
    /** Reads hex numbers from a key. */
    private static final class Digits {
        private final RowKey key;
        private final int end;
        private int at;

        Digits(RowKey key, int from, int end) {
            this.key = key;
            this.at = from;
            this.end = end;
        }

        long number(String what, int maxDigits) throws CorruptDataException {
            long number = 0;
            int digits = 0;
            byte[] bytes = key.bytes();
            for (; at < end; at++, digits++) {
                int digit = digit(bytes[at]);
                if (digit < 0 || digits == maxDigits) {
                    break;
                }
                number = number << 4 | digit;
            }
            if (digits == 0 || (at < end && digit(bytes[at]) >= 0)) {
                throw key.bad(what + " of a chunk id", "1 to " + maxDigits + " hex digits", digits == 0 ? 0 : "more");
            }
            return number;
        }

        private static int digit(byte character) {
            if (character >= '0' && character <= '9') {
                return character - '0';
            }
            int letter = character | 0x20;
            return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
        }

        byte separator() throws CorruptDataException {
            if (at == end) {
                throw key.bad("chunk id", "tenant/fp:from:through:crc or tenant/fp/from:through:crc", "its end");
            }
            return key.bytes()[at++];
        }
    }

    private static final int TIME_DIGITS = 15;
    private static final int TIME_LENGTH = 8;
    private static final int MAX_TIME = 0x05265c00;

    /** What the ids of a tenant's chunks begin with. */
    static byte[] prefix(TenantId tenant) {
        return (tenant.value() + "/").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Of the chunk row that {@code key} holds, whose hash names the tenant.
     *
     * @param prefix of the tenant's ids
     */
    static ChunkId parse(RowKey key, TenantId tenant, byte[] prefix) throws CorruptDataException {
        checkTime(key);
        int from = key.componentStart(2);
        int end = key.componentEnd(2);
        if (end - from < prefix.length
                || !Arrays.equals(key.bytes(), from, from + prefix.length, prefix, 0, prefix.length)) {
            throw key.bad("tenant of a chunk id", tenant + "/", key.text(from, end));
        }
        Digits digits = new Digits(key, from + prefix.length, end);
        long fingerprint = digits.number("fingerprint", 16);
        byte form = digits.separator();
        if (form != ':' && form != '/') {
            throw key.bad("separator behind the fingerprint of a chunk id", ": or /", (char) (form & 0xff));
        }
        long fromMillis = digits.number("from", TIME_DIGITS);
        requireColon(key, digits.separator());
        long throughMillis = digits.number("through", TIME_DIGITS);
        requireColon(key, digits.separator());
        int checksum = (int) digits.number("checksum", 8);
        if (digits.at != end) {
            throw key.bad("chunk id", "its end behind the checksum", "more");
        }
        if (fromMillis > throughMillis) {
            throw key.bad("through of a chunk id", "not before from, " + fromMillis, throughMillis);
        }
        return new ChunkId(new ChunkRef(tenant, fingerprint, fromMillis, throughMillis, checksum), form == '/');
    }

    private static void requireColon(RowKey key, byte separator) throws CorruptDataException {
        if (separator != ':') {
            throw key.bad("separator of a chunk id", ":", (char) (separator & 0xff));
        }
    }

    /** Chunks are found without the time component, which is clipped to day and period; only its form is checked. */
    private static void checkTime(RowKey key) throws CorruptDataException {
        int from = key.componentStart(0);
        int end = key.componentEnd(0);
        if (end - from != TIME_LENGTH) {
            throw key.bad("time of a chunk row", TIME_LENGTH + " hex digits", (end - from) + " bytes");
        }
        long time = new Digits(key, from, end).number("time", TIME_LENGTH);
        if (time > MAX_TIME) {
            throw key.bad("time of a chunk row", "at most a day, " + MAX_TIME + " ms", time);
        }
    }
}
