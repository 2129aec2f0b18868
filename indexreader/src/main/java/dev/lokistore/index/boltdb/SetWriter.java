package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ReferenceDigest;
import dev.lokistore.index.TenantDigests;
import dev.lokistore.index.bolt.BoltWriter;
import dev.lokistore.index.bolt.RowCursor;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes the file of one index set and counts what is in it. */
final class SetWriter implements Closeable {
    private static final String BUCKET = "index";

    private final BoltWriter writer;
    private final TenantDigests chunks = new TenantDigests();
    private final byte[] seriesId = new byte[SeriesId.LENGTH];
    private @Nullable RowHash place;
    private long series;

    SetWriter(Path file) throws IOException {
        this.writer = new BoltWriter(file, BUCKET);
    }

    /** Writes rows that were taken apart already. */
    void copy(ExistingRows rows) throws IOException {
        while (rows.next()) {
            write(rows, rows.type(), rows.parser(), rows.hash());
        }
    }

    /** @param duplicates counts chunk rows that came more than once */
    void merge(RowMerge rows, TenantDigests duplicates) throws IOException {
        RowParser row = new RowParser();
        TenantId tenant = null;
        long hash = 0;
        while (true) {
            boolean more = rows.next();
            if (tenant != null && rows.skipped() > 0) {
                duplicates.add(tenant, new ReferenceDigest(rows.skipped(), rows.skipped() * hash));
            }
            if (!more) {
                return;
            }
            RowType type = row.parse(rows);
            tenant = null;
            if (type == RowType.CHUNK) {
                tenant = row.tenant();
                hash = ReferenceDigest.hash(row.chunk().ref());
            }
            write(rows, type, row, hash);
        }
    }

    private void write(RowCursor cursor, RowType type, RowParser row, long hash) throws IOException {
        if (type == RowType.CHUNK) {
            chunks.add(row.tenant(), hash);
            countSeries(row);
        }
        writer.add(cursor.buffer(), cursor.keyOffset(), cursor.keyLength(), cursor.valueOffset(), cursor.valueLength());
    }

    private void countSeries(RowParser row) {
        int start = row.seriesIdStart();
        boolean same = row.hash() == place
                && Arrays.equals(row.bytes(), start, start + SeriesId.LENGTH, seriesId, 0, SeriesId.LENGTH);
        if (!same) {
            series++;
            place = row.hash();
            System.arraycopy(row.bytes(), start, seriesId, 0, SeriesId.LENGTH);
        }
    }

    /** Completes the file. */
    BoltdbWritten finish() throws IOException {
        writer.finish();
        return new BoltdbWritten(writer.rowCount(), series, chunks.all());
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
