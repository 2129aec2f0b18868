package dev.lokistore.index.inventory;

import dev.lokistore.index.pack.PackWriter;
import dev.lokistore.index.pack.Segment;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Writes an inventory front to back: content of objects first, from several threads, then all objects in key order. Holds
 * one segment and a few bytes for each. Does not close the stream.
 */
final class InventoryWriter {
    private final OutputStream out;
    private final PackWriter table = new PackWriter();
    private final PackWriter buffer = new PackWriter();
    private final List<String> firstKeys = new ArrayList<>();
    private final List<ListedObject> keys = new ArrayList<>();
    private long position;
    private int segments;
    private String last = "";

    InventoryWriter(OutputStream out) throws IOException {
        this.out = out;
        ByteBuffer header = ByteBuffer.allocate(InventoryFormat.HEADER_BYTES);
        write(header.putLong(InventoryFormat.MAGIC)
                .putInt(InventoryFormat.VERSION)
                .array());
    }

    private void write(byte[] bytes) throws IOException {
        out.write(bytes);
        position += bytes.length;
    }

    /**
     * Writes a block of an object's content.
     *
     * @param packed made by {@link Segment}, of at most {@link InventoryFormat#BLOCK_BYTES}
     * @return its number
     */
    synchronized int block(byte[] packed) throws IOException {
        if (!firstKeys.isEmpty() || !keys.isEmpty()) {
            throw new IllegalStateException("content comes before keys");
        }
        return segment(packed);
    }

    private int segment(byte[] packed) throws IOException {
        write(packed);
        table.uvarint(packed.length).u32(ByteBuffer.wrap(packed).getInt());
        return segments++;
    }

    /** Objects must come in key order. */
    synchronized void add(ListedObject object) throws IOException {
        if (ObjectKey.compareUtf8(last, object.key()) >= 0) {
            throw new IllegalArgumentException(object.key() + " comes after " + last);
        }
        last = object.key();
        keys.add(object);
        if (keys.size() == InventoryFormat.SEGMENT_KEYS) {
            flush();
        }
    }

    private void flush() throws IOException {
        if (!keys.isEmpty()) {
            firstKeys.add(keys.get(0).key());
            KeySegment.write(keys, buffer);
            segment(Segment.pack(buffer));
            keys.clear();
        }
    }

    /** Ends the file. */
    synchronized void finish(InventoryAbout about, Map<String, byte[]> notes) throws IOException {
        flush();
        buffer.clear();
        InventoryDirectory.write(segments, table, firstKeys, about, notes, buffer);
        byte[] directory = Segment.pack(buffer);
        long offset = position;
        write(directory);
        ByteBuffer trailer = ByteBuffer.allocate(InventoryFormat.TRAILER_BYTES);
        trailer.putLong(offset).putInt(directory.length);
        CRC32C crc = new CRC32C();
        crc.update(trailer.array(), 0, trailer.position());
        trailer.putInt((int) crc.getValue()).putLong(InventoryFormat.END_MAGIC);
        write(trailer.array());
    }
}
