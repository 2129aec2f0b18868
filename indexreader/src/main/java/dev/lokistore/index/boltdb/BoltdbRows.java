package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.ByteSink;
import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Makes the rows of a schema version, v9 to v13 ({@code formats/index-tables.md#32-rows}). */
public final class BoltdbRows {
    /** Takes rows, whose arrays change afterwards. */
    interface Sink {
        void row(byte[] key, int keyLength, byte[] value, int valueLength) throws IOException;
    }

    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);
    private static final int FIRST_SHARDED = 10;
    private static final int FIRST_WITH_LABEL_NAMES = 11;
    private static final byte[] NOTHING = {};
    private static final byte[] DASH = {'-'};

    private final int version;
    private final int rowShards;
    private final long lastMillis;
    private final LongFunction<ChunkKeyScheme> idForm;
    private final ByteSink key = new ByteSink();
    private final ByteSink value = new ByteSink();

    /**
     * @param version of the table's schema period, 9 to 13
     * @param rowShards of the period, positive from v10 on
     * @param lastMillis of the period: rows of chunks that end later are clipped to it; {@link Long#MAX_VALUE} if no other
     *     period follows
     * @param idForm what the ids of chunks that begin then are like, by the period that ruled then; ms since the epoch
     */
    public BoltdbRows(int version, int rowShards, long lastMillis, LongFunction<ChunkKeyScheme> idForm) {
        if (version < 9 || version > 13) {
            throw new IllegalArgumentException("schema version is " + version + " but must be 9 to 13");
        }
        if (version >= FIRST_SHARDED && rowShards < 1) {
            throw new IllegalArgumentException("row_shards is " + rowShards + " but must be > 0");
        }
        this.version = version;
        this.rowShards = rowShards;
        this.lastMillis = lastMillis;
        this.idForm = idForm;
    }

    /** The chunk's row of a day. */
    void chunk(ChunkRef chunk, long day, String seriesId, Sink sink) throws IOException {
        long through = Math.min(chunk.throughMillis(), lastMillis);
        long time = Math.max(0, Math.min(DAY_MILLIS, through - day * DAY_MILLIS));
        begin(RowHash.dayPrefix(chunk.tenant(), day));
        key.u8(':');
        text(seriesId);
        key.u8(0);
        String hex = Long.toHexString(time);
        text("0".repeat(8 - hex.length()));
        component(hex);
        component("");
        component(idForm.apply(chunk.fromMillis()).format(chunk));
        end(RowType.CHUNK);
        byte[] dash = version < FIRST_SHARDED ? NOTHING : DASH;
        sink.row(key.array(), key.size(), dash, dash.length);
    }

    /**
     * The rows of a series and day, but for its chunks'.
     *
     * @param labels those known
     * @param names of all labels, in order; null if they are not known, and then there is no row of them
     */
    void series(
            TenantId tenant,
            long day,
            String seriesId,
            Map<String, String> labels,
            @Nullable Collection<String> names,
            Sink sink)
            throws IOException {
        int shard = version < FIRST_SHARDED ? RowHash.PLAIN : SeriesId.shard(seriesId, rowShards);
        String metric = RowHash.metricPrefix(shard, tenant, day);
        begin(metric);
        key.u8(0);
        component(seriesId);
        component("");
        component("");
        end(RowType.SERIES);
        sink.row(key.array(), key.size(), DASH, DASH.length);
        for (Map.Entry<String, String> label : labels.entrySet()) {
            begin(metric);
            key.u8(':');
            text(label.getKey());
            key.u8(0);
            component(SeriesId.valueHash(label.getValue()));
            component(seriesId);
            component("");
            end(RowType.LABEL);
            byte[] bytes = label.getValue().getBytes(StandardCharsets.UTF_8);
            sink.row(key.array(), key.size(), bytes, bytes.length);
        }
        if (names != null && version >= FIRST_WITH_LABEL_NAMES) {
            labelNames(seriesId, names, sink);
        }
    }

    private void labelNames(String seriesId, Collection<String> names, Sink sink) throws IOException {
        begin(seriesId);
        key.u8(0);
        component("");
        component("");
        component("");
        end(RowType.LABEL_NAMES);
        value.clear();
        LabelNames.write(names, value);
        sink.row(key.array(), key.size(), value.array(), value.size());
    }

    private void begin(String hash) {
        key.clear();
        text(hash);
    }

    private void text(String text) {
        key.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void component(String text) {
        text(text);
        key.u8(0);
    }

    private void end(RowType type) {
        key.u8(type.digit());
        key.u8(0);
    }
}
