package dev.lokistore.index.bolt;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Writes a bbolt database with one bucket from sorted rows, in one pass, pages filled, by rules that keep it sound when
 * Loki changes it later ({@code formats/index-tables.md#29}). The same rows give the same bytes. Memory grows with the
 * number of pages on the way to the last row, not with rows. Not thread-safe.
 */
public final class BoltWriter implements Closeable {
    private final FileChannel file;
    private final String bucket;
    private final PageWriter pages;
    private final LeafWriter rows;
    private byte[] lastKey = {};
    private long count;

    /**
     * @param path a file that is written anew
     * @param bucket its only bucket, {@code index} for Loki's compacted files
     */
    public BoltWriter(Path path, String bucket) throws IOException {
        this.bucket = bucket;
        this.file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        this.pages = new PageWriter(file);
        this.rows = new LeafWriter(pages, new BranchWriter(pages));
    }

    /** As {@link #add(byte[], int, int, int, int)}. */
    public void add(byte[] key, byte[] value) throws IOException {
        byte[] row = Arrays.copyOf(key, key.length + value.length);
        System.arraycopy(value, 0, row, key.length, value.length);
        add(row, 0, key.length, key.length, value.length);
    }

    /**
     * Adds a row.
     *
     * @param buffer that holds key and value
     * @throws IllegalArgumentException if the key is empty, too long, or not above the one before in unsigned byte order
     */
    public void add(byte[] buffer, int key, int keyLength, int value, int valueLength) throws IOException {
        if (keyLength == 0 || keyLength > BoltFormat.MAX_KEY) {
            throw new IllegalArgumentException("length of a key: expected 1 to 32768, found " + keyLength);
        }
        if (Arrays.compareUnsigned(lastKey, 0, lastKey.length, buffer, key, key + keyLength) >= 0) {
            throw new IllegalArgumentException("keys must ascend");
        }
        lastKey = Arrays.copyOfRange(buffer, key, key + keyLength);
        rows.add(0, buffer, key, keyLength, value, valueLength);
        count++;
    }

    /** Rows so far. */
    public long rowCount() {
        return count;
    }

    /** Completes the file and closes it. One that is closed without this is no database. */
    public void finish() throws IOException {
        byte[] name = bucket.getBytes(StandardCharsets.UTF_8);
        ByteBuffer element = ByteBuffer.allocate(name.length + BoltFormat.BUCKET_HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(name)
                .putLong(rows.finish());
        LeafWriter buckets = new LeafWriter(pages, new BranchWriter(pages));
        buckets.add(
                BoltFormat.ELEMENT_FLAG_BUCKET, element.array(), 0, name.length, name.length, BoltFormat.BUCKET_HEADER);
        pages.finish(buckets.finish());
        close();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
