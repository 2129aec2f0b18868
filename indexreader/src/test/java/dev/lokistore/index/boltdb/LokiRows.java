package dev.lokistore.index.boltdb;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.index.bolt.BoltFileBuilder;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;

/** Makes the rows that Loki writes for series and chunks ({@code formats/index-tables.md#32}). */
public final class LokiRows {
    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);

    private final int schema;
    private final int rowShards;
    private final SortedMap<byte[], byte[]> rows = BoltFileBuilder.rows();

    public LokiRows(int schema) {
        this(schema, 16);
    }

    public LokiRows(int schema, int rowShards) {
        this.schema = schema;
        this.rowShards = rowShards;
    }

    /** All rows of the chunk and its series in all of its days. */
    public LokiRows chunk(Labels labels, ChunkRef chunk) {
        for (long day = chunk.fromMillis() / DAY_MILLIS; day <= chunk.throughMillis() / DAY_MILLIS; day++) {
            chunk(labels, chunk, day);
        }
        return this;
    }

    /** All rows of the chunk and its series in one day. */
    public LokiRows chunk(Labels labels, ChunkRef chunk, long day) {
        series(labels, chunk.tenant().value(), day);
        return chunkRow(labels, chunk, day);
    }

    public LokiRows chunkRow(Labels labels, ChunkRef chunk, long day) {
        return chunkRow(labels, chunk, day, schema, Long.MAX_VALUE);
    }

    /**
     * As Loki writes it where periods meet.
     *
     * @param idSchema version of the period that ruled when the chunk began
     * @param lastMillis of the table's period
     */
    public LokiRows chunkRow(Labels labels, ChunkRef chunk, long day, int idSchema, long lastMillis) {
        long time = Math.min(DAY_MILLIS, Math.min(chunk.throughMillis(), lastMillis) - day * DAY_MILLIS);
        String id = chunk.tenant().value() + "/" + chunk.fingerprintHex() + (idSchema >= 12 ? "/" : ":")
                + Long.toHexString(chunk.fromMillis()) + ":" + Long.toHexString(chunk.throughMillis()) + ":"
                + chunk.checksumHex();
        String hash = chunk.tenant().value() + ":d" + day + ":" + SeriesId.of(labels);
        return row(hash, String.format("%08x", time), "", id, '3', schema == 9 ? "" : "-");
    }

    public LokiRows series(Labels labels, String tenant, long day) {
        String id = SeriesId.of(labels);
        String prefix = schema == 9 ? "" : String.format("%02d:", SeriesId.shard(id, rowShards));
        String metric = prefix + tenant + ":d" + day + ":logs";
        row(metric, id, "", "", '7', "-");
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < labels.size(); i++) {
            row(metric + ":" + labels.name(i), SeriesId.valueHash(labels.value(i)), id, "", '8', labels.value(i));
            names.append(i == 0 ? "\"" : ",\"").append(labels.name(i)).append('"');
        }
        if (schema >= 11) {
            row(id, "", "", "", '9', "[" + names + "]");
        }
        return this;
    }

    public LokiRows row(String hash, String first, String second, String third, char type, String value) {
        return raw(hash + "\0" + first + "\0" + second + "\0" + third + "\0" + type + "\0", value);
    }

    public LokiRows raw(String key, String value) {
        rows.put(key.getBytes(UTF_8), value.getBytes(UTF_8));
        return this;
    }

    /** Takes a row out. */
    public LokiRows without(String keyPart) {
        rows.keySet().removeIf(key -> new String(key, ISO_8859_1).contains(keyPart));
        return this;
    }

    public SortedMap<byte[], byte[]> rows() {
        return rows;
    }

    /** A file with these rows in bucket {@code index}. */
    public byte[] file() {
        return new BoltFileBuilder(4096).bucket("index", rows).build();
    }
}
