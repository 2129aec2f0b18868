package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.bolt.Row;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;

/**
 * Takes rows apart that come in order of their keys, and checks them; what a row has in common with the one before is not
 * parsed again. Valid until the cursor moves.
 */
final class RowParser {
    private final RowKey key = new RowKey();
    private final MessageDigest sha256 = SeriesId.sha256();
    private RowType type = RowType.LABEL_NAMES;

    // what rows of one kind, tenant, day (and label) share
    private RowHash hash = new RowHash(RowHash.PLAIN, TenantId.of("-"), 0, "", "");
    private RowType hashType = RowType.LABEL_NAMES;
    private byte[] shared = {};
    private byte[] idPrefix = {};

    private int seriesIdStart;
    private final byte[] seriesId = new byte[SeriesId.LENGTH]; // the last one that was checked

    // the last label value that was checked
    private byte[] valueHash = {};
    private byte[] value = {};

    RowType parse(Row row) throws CorruptDataException {
        type = key.parse(row);
        switch (type) {
            case CHUNK -> {
                seriesIdStart = key.hashEnd() - SeriesId.LENGTH;
                parseHash(Math.max(key.hashStart(), seriesIdStart));
            }
            case SERIES -> {
                seriesIdStart = key.componentStart(0);
                requireLength(0);
                parseHash(key.hashEnd());
            }
            case LABEL -> {
                seriesIdStart = key.componentStart(1);
                requireLength(1);
                parseHash(key.hashEnd());
                checkValue(row);
            }
            case LABEL_NAMES -> {
                seriesIdStart = key.hashStart();
                key.requireDigest("series id of a row of label names", key.hashStart(), key.hashEnd());
            }
        }
        if (type != RowType.LABEL_NAMES) {
            checkSeriesId();
        }
        return type;
    }

    private void checkSeriesId() throws CorruptDataException {
        byte[] bytes = key.bytes();
        int end = seriesIdStart + SeriesId.LENGTH;
        if (!Arrays.equals(bytes, seriesIdStart, end, seriesId, 0, seriesId.length)) {
            key.requireDigest("series id of a " + type + " row", seriesIdStart, end);
            System.arraycopy(bytes, seriesIdStart, seriesId, 0, SeriesId.LENGTH);
        }
    }

    private void requireLength(int component) throws CorruptDataException {
        int length = key.componentEnd(component) - key.componentStart(component);
        if (length != SeriesId.LENGTH) {
            throw key.bad("series id of a " + type + " row", SeriesId.LENGTH + " characters", length);
        }
    }

    private void parseHash(int end) throws CorruptDataException {
        byte[] bytes = key.bytes();
        int start = key.hashStart();
        if (type == hashType && Arrays.equals(bytes, start, end, shared, 0, shared.length)) {
            return;
        }
        hash = RowHash.parse(key, type);
        if (type == RowType.CHUNK && hash.last().length() != SeriesId.LENGTH) {
            throw key.bad(
                    "series id of a chunk row",
                    SeriesId.LENGTH + " characters",
                    hash.last().length());
        }
        hashType = type;
        shared = Arrays.copyOfRange(bytes, start, end);
        idPrefix = ChunkId.prefix(hash.tenant());
    }

    /** The key holds the hash of the value. */
    private void checkValue(Row row) throws CorruptDataException {
        int hashFrom = key.componentStart(0);
        int hashTo = key.componentEnd(0);
        int from = row.valueOffset();
        int to = from + row.valueLength();
        byte[] bytes = key.bytes();
        if (hashTo > hashFrom
                && Arrays.equals(bytes, hashFrom, hashTo, valueHash, 0, valueHash.length)
                && Arrays.equals(bytes, from, to, value, 0, value.length)) {
            return;
        }
        sha256.update(bytes, from, to - from);
        byte[] computed = Base64.getEncoder().withoutPadding().encode(sha256.digest());
        if (!Arrays.equals(bytes, hashFrom, hashTo, computed, 0, computed.length)) {
            throw key.bad("value of label " + hash.last(), "one with the hash in its key", "another");
        }
        valueHash = computed;
        value = Arrays.copyOfRange(bytes, from, to);
    }

    /** Of any row but one of label names. */
    TenantId tenant() {
        return hash.tenant();
    }

    /** Of any row but one of label names; days since the epoch. */
    long day() {
        return hash.day();
    }

    RowHash hash() {
        return hash;
    }

    int seriesIdStart() {
        return seriesIdStart;
    }

    byte[] bytes() {
        return key.bytes();
    }

    /** Of a chunk row. */
    ChunkId chunk() throws CorruptDataException {
        return ChunkId.parse(key, hash.tenant(), idPrefix);
    }

    CorruptDataException bad(String what, Object expected, Object found) {
        return key.bad(what, expected, found);
    }
}
