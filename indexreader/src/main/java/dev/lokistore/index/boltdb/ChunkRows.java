package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.bolt.BoltCursor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The chunk rows of one tenant and day in one bucket, ordered by series' id, clipped end of the chunk, chunk id. Each
 * move returns false when there is no row left.
 */
final class ChunkRows {
    private final BoltCursor cursor;
    private final TenantId tenant;
    private final String prefix;
    private final byte[] prefixBytes;
    private final byte[] idPrefix;
    private final RowKey key = new RowKey();
    private byte[] seriesIdBytes = {};
    private String seriesId = "";

    ChunkRows(BoltCursor cursor, TenantId tenant, long day) {
        this.cursor = cursor;
        this.tenant = tenant;
        this.prefix = RowHash.dayPrefix(tenant, day) + ":";
        this.prefixBytes = prefix.getBytes(StandardCharsets.UTF_8);
        this.idPrefix = ChunkId.prefix(tenant);
    }

    boolean first() throws IOException {
        return settle(cursor.seek(prefixBytes));
    }

    /** To the first row of the series, or behind where it would be. */
    boolean seek(String wantedId) throws IOException {
        return settle(seekSuffix(wantedId + "\0"));
    }

    /** Behind the rows of the current series. */
    boolean skipSeries() throws IOException {
        return settle(seekSuffix(seriesId + "\u0001"));
    }

    boolean next() throws IOException {
        return settle(cursor.next());
    }

    private boolean settle(boolean found) throws IOException {
        boolean more = found;
        while (more && cursor.keyStartsWith(prefixBytes)) {
            switch (key.parse(cursor)) {
                case CHUNK -> {
                    readSeriesId();
                    return true;
                }
                // in v9 the series and label rows lie between the chunks', and ids may lie between those two
                case SERIES -> more = leap("logs\0", "logs\u0001");
                case LABEL -> more = leap("logs:", "logs;");
                case LABEL_NAMES -> throw key.bad("hash of a row of label names", "a series id", key.hash());
            }
        }
        return false;
    }

    /** Rows of one series come one behind the other and share the string. */
    private void readSeriesId() throws CorruptDataException {
        int from = key.hashStart() + prefixBytes.length;
        int to = key.hashEnd();
        if (to == from || !Arrays.equals(key.bytes(), from, to, seriesIdBytes, 0, seriesIdBytes.length)) {
            seriesId = key.digest("series id of a chunk row", from, to);
            seriesIdBytes = Arrays.copyOfRange(key.bytes(), from, to);
        }
    }

    /** Behind the rows that begin with {@code where}; elsewhere such a row is wrong, and the leap would go back. */
    private boolean leap(String where, String behind) throws IOException {
        if (!cursor.keyStartsWith((prefix + where).getBytes(StandardCharsets.UTF_8))) {
            throw key.bad("type of a row among chunk rows", RowType.CHUNK, "another");
        }
        return seekSuffix(behind);
    }

    private boolean seekSuffix(String suffix) throws IOException {
        return cursor.seek((prefix + suffix).getBytes(StandardCharsets.UTF_8));
    }

    String seriesId() {
        return seriesId;
    }

    ChunkId chunk() throws IOException {
        return ChunkId.parse(key, tenant, idPrefix);
    }

    String file() {
        return key.file();
    }

    long position() {
        return key.position();
    }
}
