package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.bolt.BoltCursor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The label rows of one tenant, day and shard in one bucket, ordered by label, hash of the value, series' id. Each
 * move returns false when there is no row left.
 */
final class LabelRows {
    /** Behind all keys that go on with a zero byte. */
    private static final String AFTER_ZERO = "\u0001";

    private final BoltCursor cursor;
    private final String prefix;
    private final byte[] prefixBytes;
    private final RowKey key = new RowKey();
    private byte[] labelBytes = new byte[0];
    private byte[] valueBytes = new byte[0];
    private byte[] valueHashBytes = new byte[0];
    private String label = "";
    private String valueHash = "";
    private String value = "";
    private String seriesId = "";

    /** @param metricPrefix {@link RowHash#metricPrefix} */
    LabelRows(BoltCursor cursor, String metricPrefix) {
        this.cursor = cursor;
        this.prefix = metricPrefix + ":";
        this.prefixBytes = prefix.getBytes(StandardCharsets.UTF_8);
    }

    boolean first() throws IOException {
        return settle(cursor.seek(prefixBytes));
    }

    boolean next() throws IOException {
        return settle(cursor.next());
    }

    /** To the first row of the label, or behind where it would be. */
    boolean seekLabel(String wantedLabel) throws IOException {
        return seek(wantedLabel + "\0");
    }

    /** To the first row of the label with the value of that hash, or behind where it would be. */
    boolean seekValue(String wantedLabel, String wantedHash) throws IOException {
        return seek(wantedLabel + "\0" + wantedHash + "\0");
    }

    /** To the row of the series with the current label and value, or behind where it would be. */
    boolean seekSeries(String wantedId) throws IOException {
        return seek(label + "\0" + valueHash + "\0" + wantedId + "\0");
    }

    boolean skipValue() throws IOException {
        return seek(label + "\0" + valueHash + AFTER_ZERO);
    }

    boolean skipLabel() throws IOException {
        return seek(label + AFTER_ZERO);
    }

    private boolean seek(String suffix) throws IOException {
        return settle(cursor.seek((prefix + suffix).getBytes(StandardCharsets.UTF_8)));
    }

    private boolean settle(boolean found) throws CorruptDataException {
        if (!found || !cursor.keyStartsWith(prefixBytes)) {
            return false;
        }
        RowType type = key.parse(cursor);
        if (type != RowType.LABEL) {
            throw key.bad("type of a row of label values", RowType.LABEL, type);
        }
        int labelStart = key.hashStart() + prefixBytes.length;
        boolean sameLabel = Arrays.equals(key.bytes(), labelStart, key.hashEnd(), labelBytes, 0, labelBytes.length);
        if (!sameLabel || label.isEmpty()) {
            label = key.text(labelStart, key.hashEnd());
            if (label.isEmpty() || label.indexOf(':') >= 0) {
                throw key.bad("label of a row", "a label's name", "'" + label + "'");
            }
            labelBytes = Arrays.copyOfRange(key.bytes(), labelStart, key.hashEnd());
        }
        settleValue();
        seriesId = key.digestComponent("series id of a label row", 1);
        return true;
    }

    private void settleValue() throws CorruptDataException {
        int from = cursor.valueOffset();
        int to = from + cursor.valueLength();
        int hashFrom = key.componentStart(0);
        int hashTo = key.componentEnd(0);
        boolean sameValue = hashTo > hashFrom
                && Arrays.equals(key.bytes(), hashFrom, hashTo, valueHashBytes, 0, valueHashBytes.length)
                && Arrays.equals(cursor.buffer(), from, to, valueBytes, 0, valueBytes.length);
        if (sameValue) {
            return;
        }
        String hash = key.digestComponent("hash of a label value", 0);
        byte[] bytes = Arrays.copyOfRange(cursor.buffer(), from, to);
        String computed = SeriesId.digest(bytes);
        if (!computed.equals(hash)) {
            throw key.bad("value of label " + label, "one with the hash " + hash, "one with the hash " + computed);
        }
        valueHash = hash;
        valueHashBytes = Arrays.copyOfRange(key.bytes(), hashFrom, hashTo);
        valueBytes = bytes;
        // not strict: a label value that is no UTF-8 is Loki's to refuse, and its row is sound
        value = new String(bytes, StandardCharsets.UTF_8);
    }

    String label() {
        return label;
    }

    String value() {
        return value;
    }

    String valueHash() {
        return valueHash;
    }

    String seriesId() {
        return seriesId;
    }

    CorruptDataException bad(String what, Object expected, Object found) {
        return key.bad(what, expected, found);
    }
}
