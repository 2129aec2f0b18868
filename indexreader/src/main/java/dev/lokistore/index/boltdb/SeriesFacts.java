package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.ByteSink;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What rows say of series, sorted by the series' id, tenant and day, whatever files they are from: the row of label names
 * first, then of each tenant and day the series row, the label rows, the chunk rows. In temporary files when they are many.
 */
final class SeriesFacts implements Closeable {
    private static final byte NAMES = 0;
    private static final byte ROWS = 1;
    private static final int PLACE = Integer.BYTES + Long.BYTES;
    private static final int REF = 3 * Long.BYTES + Integer.BYTES;
    private static final byte SOUND = 1;

    private final RowSorter sorter;
    private final ByteSink key = new ByteSink();
    private final ByteSink value = new ByteSink();

    SeriesFacts(Path temporary) {
        this.sorter = new RowSorter(temporary, RowSorter.MEMORY_BYTES);
    }

    /** @param file number of the file the row is in */
    void names(String seriesId, int file, long position, byte[] bytes, int offset, int length) throws IOException {
        key.clear();
        text(seriesId);
        key.u8(NAMES);
        value.clear();
        value.write(bytes, offset, length);
        add(file, position);
    }

    void series(RowHash hash, String seriesId, int file, long position) throws IOException {
        begin(hash, seriesId, RowType.SERIES);
        add(file, position);
    }

    /** @param sound whether the value is the one of the key */
    void label(RowHash hash, String seriesId, int file, long position, String labelValue, boolean sound)
            throws IOException {
        begin(hash, seriesId, RowType.LABEL);
        text(hash.last());
        key.u8(0);
        value.u8(sound ? SOUND : 0);
        value.write(labelValue.getBytes(StandardCharsets.UTF_8));
        add(file, position);
    }

    void chunk(RowHash hash, String seriesId, int file, long position, ChunkRef ref) throws IOException {
        begin(hash, seriesId, RowType.CHUNK);
        key.u64be(ref.fingerprint());
        key.u64be(ref.fromMillis());
        key.u64be(ref.throughMillis());
        key.u32be(ref.checksum());
        add(file, position);
    }

    private void begin(RowHash hash, String seriesId, RowType type) {
        key.clear();
        text(seriesId);
        key.u8(ROWS);
        text(hash.tenant().value());
        key.u8(0);
        key.u64be(hash.day());
        // the chunks' rows last
        key.u8(type == RowType.CHUNK ? Byte.MAX_VALUE : type.digit());
        value.clear();
    }

    private void text(String text) {
        key.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void add(int file, long position) throws IOException {
        key.u32be(file);
        key.u64be(position);
        sorter.add(key.array(), key.size(), value.array(), value.size());
    }

    /** Nothing can be added afterwards. */
    Cursor sorted() throws IOException {
        return new Cursor(new RowMerge(sorter.sorted()));
    }

    @Override
    public void close() throws IOException {
        sorter.close();
    }

    /** The facts, one at a time. */
    static final class Cursor {
        private final RowMerge rows;
        private byte[] bytes = {};
        private int end;
        private String seriesId = "";
        private boolean names;
        private TenantId tenant = TenantId.of("-");
        private long day;
        private RowType type = RowType.LABEL_NAMES;
        private int at;

        Cursor(RowMerge rows) {
            this.rows = rows;
        }

        boolean next() throws IOException {
            if (!rows.next()) {
                return false;
            }
            bytes = rows.buffer();
            end = rows.keyLength() - PLACE;
            at = SeriesId.LENGTH;
            if (!text(0, at).equals(seriesId)) {
                seriesId = text(0, at);
            }
            names = bytes[at++] == NAMES;
            if (!names) {
                int zero = zero(at);
                String value = text(at, zero);
                if (!tenant.value().equals(value)) {
                    tenant = TenantId.of(value);
                }
                day = ByteBuffer.wrap(bytes).getLong(zero + 1);
                at = zero + 1 + Long.BYTES;
                byte digit = bytes[at++];
                type = digit == RowType.SERIES.digit()
                        ? RowType.SERIES
                        : digit == RowType.LABEL.digit() ? RowType.LABEL : RowType.CHUNK;
            }
            return true;
        }

        private int zero(int from) {
            int zero = from;
            while (bytes[zero] != 0) {
                zero++;
            }
            return zero;
        }

        private String text(int from, int to) {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }

        String seriesId() {
            return seriesId;
        }

        /** {@link RowType#LABEL_NAMES} has neither tenant nor day. */
        RowType type() {
            return names ? RowType.LABEL_NAMES : type;
        }

        TenantId tenant() {
            return tenant;
        }

        long day() {
            return day;
        }

        int file() {
            return ByteBuffer.wrap(bytes).getInt(end);
        }

        long position() {
            return ByteBuffer.wrap(bytes).getLong(end + Integer.BYTES);
        }

        /** Of a label row. */
        String label() {
            return text(at, zero(at));
        }

        /** Of a label row. */
        String labelValue() {
            return new String(rows.buffer(), rows.valueOffset() + 1, rows.valueLength() - 1, StandardCharsets.UTF_8);
        }

        /** Of a label row. */
        boolean sound() {
            return rows.buffer()[rows.valueOffset()] == SOUND;
        }

        /** Of a row of label names. */
        byte[] value() {
            return Arrays.copyOfRange(rows.buffer(), rows.valueOffset(), rows.valueOffset() + rows.valueLength());
        }

        /** Of a chunk row. */
        ChunkRef ref() {
            ByteBuffer buffer = ByteBuffer.wrap(bytes, at, REF);
            return new ChunkRef(tenant, buffer.getLong(), buffer.getLong(), buffer.getLong(), buffer.getInt());
        }
    }
}
