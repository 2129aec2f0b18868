package dev.lokistore.index.inventory;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.pack.PackReader;
import dev.lokistore.index.pack.PackWriter;
import dev.lokistore.objectstore.ObjectKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where everything in an inventory is. Number of segments, length and CRC-32C (4 bytes) of each; number of those with
 * content, which come first; for each of the others its first key; {@link InventoryAbout}; number of notes, name and
 * content of each. Takes 12 bytes of memory a segment, and the first keys.
 */
final class InventoryDirectory {
    private final long[] ends;
    private final int[] checksums;
    private final int blocks;
    private final List<String> firstKeys;
    private final InventoryAbout about;
    private final Map<String, byte[]> notes;

    private InventoryDirectory(
            long[] ends,
            int[] checksums,
            int blocks,
            List<String> firstKeys,
            InventoryAbout about,
            Map<String, byte[]> notes) {
        this.ends = ends;
        this.checksums = checksums;
        this.blocks = blocks;
        this.firstKeys = firstKeys;
        this.about = about;
        this.notes = notes;
    }

    /** All segments. */
    int segments() {
        return checksums.length;
    }

    /** Segments with content; the others have keys. */
    int blocks() {
        return blocks;
    }

    /** In the file. */
    long start(int segment) {
        return segment == 0 ? InventoryFormat.HEADER_BYTES : ends[segment - 1];
    }

    long end(int segment) {
        return ends[segment];
    }

    int checksum(int segment) {
        return checksums[segment];
    }

    int keySegments() {
        return firstKeys.size();
    }

    String firstKey(int keySegment) {
        return firstKeys.get(keySegment);
    }

    /** The last segment of keys that may hold the key, or the first that holds larger ones. */
    int floor(String key) {
        int low = 0;
        int high = keySegments();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (ObjectKey.compareUtf8(firstKeys.get(middle), key) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return Math.max(0, low - 1);
    }

    InventoryAbout about() {
        return about;
    }

    Map<String, byte[]> notes() {
        return notes;
    }

    /** @param table length and checksum of each segment */
    static void write(
            int segments,
            PackWriter table,
            List<String> firstKeys,
            InventoryAbout about,
            Map<String, byte[]> notes,
            PackWriter out) {
        out.uvarint(segments).raw(table.toByteArray());
        out.uvarint(firstKeys.size());
        firstKeys.forEach(out::text);
        about.write(out);
        out.uvarint(notes.size());
        notes.forEach((name, content) -> out.text(name).bytes(content));
    }

    /** @param bytes of all segments together, as the file's size leaves them */
    static InventoryDirectory read(PackReader in, long bytes) throws CorruptDataException {
        int count = in.count("segments");
        long[] ends = new long[count];
        int[] checksums = new int[count];
        long end = InventoryFormat.HEADER_BYTES;
        for (int i = 0; i < count; i++) {
            end += in.uvarintUpTo(Integer.MAX_VALUE, "length of a segment");
            ends[i] = end;
            checksums[i] = in.u32("CRC-32C");
        }
        if (end - InventoryFormat.HEADER_BYTES != bytes) {
            throw in.corrupt("bytes of all segments", bytes, end - InventoryFormat.HEADER_BYTES);
        }
        int keySegments = in.count("segments of keys");
        if (keySegments > count) {
            throw in.corrupt("segments of keys", "at most " + count, keySegments);
        }
        List<String> firstKeys = new ArrayList<>(keySegments);
        for (int i = 0; i < keySegments; i++) {
            String key = in.text("first key");
            if (i > 0 && ObjectKey.compareUtf8(firstKeys.get(i - 1), key) >= 0) {
                throw in.corrupt("first keys", "ascending order", key);
            }
            firstKeys.add(key);
        }
        InventoryAbout about = InventoryAbout.read(in);
        Map<String, byte[]> notes = new LinkedHashMap<>();
        int noteCount = in.count("notes");
        for (int i = 0; i < noteCount; i++) {
            notes.put(in.text("name of a note"), in.bytes("note"));
        }
        in.end();
        return new InventoryDirectory(ends, checksums, count - keySegments, firstKeys, about, notes);
    }
}
