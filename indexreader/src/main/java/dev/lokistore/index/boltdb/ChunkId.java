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
    private static final byte[] DIGITS = digits();

    private static byte[] digits() {
        byte[] digits = new byte[256];
        for (int i = 0; i < digits.length; i++) {
            digits[i] = (byte) (i < 0x80 ? Character.digit(i, 16) : -1);
        }
        return digits;
    }

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
            byte[] bytes = key.bytes();
            int start = at;
            int last = Math.min(end, start + maxDigits);
            long number = 0;
            int digit = 0;
            int i = start;
            while (i < last && (digit = DIGITS[bytes[i] & 0xff]) >= 0) {
                number = number << 4 | digit;
                i++;
            }
            at = i;
            if (i == start || i == last && i < end && DIGITS[bytes[i] & 0xff] >= 0) {
                throw key.bad(what + " of a chunk id", "1 to " + maxDigits + " hex digits", i == start ? 0 : "more");
            }
            return number;
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
        time(key);
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

    /**
     * The time component, ms from the day's start. Chunks are found without it, since it is clipped to day and period; only
     * its form is checked.
     */
    static long time(RowKey key) throws CorruptDataException {
        int from = key.componentStart(0);
        int end = key.componentEnd(0);
        if (end - from != TIME_LENGTH) {
            throw key.bad("time of a chunk row", TIME_LENGTH + " hex digits", (end - from) + " bytes");
        }
        Digits digits = new Digits(key, from, end);
        long time = digits.number("time", TIME_LENGTH);
        if (digits.at != end) {
            throw key.bad("time of a chunk row", TIME_LENGTH + " hex digits", key.text(from, end));
        }
        if (time > MAX_TIME) {
            throw key.bad("time of a chunk row", "at most a day, " + MAX_TIME + " ms", time);
        }
        return time;
    }
}
