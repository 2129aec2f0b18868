package dev.lokistore.index.inventory;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.pack.PackReader;
import dev.lokistore.index.pack.PackWriter;
import dev.lokistore.index.pack.Segment;
import dev.lokistore.objectstore.ObjectKey;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * The segments of an inventory file. Safe for use by several threads. Not a {@link java.nio.channels.FileChannel}: an
 * interrupted thread would close that for all.
 */
final class InventoryFile implements Closeable {
    private static final int ID_BYTES = 16;

    private final String name;
    private final RandomAccessFile file;
    private final long length;
    private final InventoryDirectory directory;
    private final String id;

    private InventoryFile(String name, RandomAccessFile file) throws IOException {
        this.name = name;
        this.file = file;
        this.length = file.length();
        checkHeader();
        byte[] packed = packedDirectory();
        long bytes = length - InventoryFormat.HEADER_BYTES - InventoryFormat.TRAILER_BYTES - packed.length;
        PackReader in = Segment.unpack(name + ", directory", packed);
        this.directory = InventoryDirectory.read(in, bytes);
        this.id = HexFormat.of().formatHex(new PackWriter().raw(packed).sha256(), 0, ID_BYTES);
    }

    /** @throws CorruptDataException if it is no inventory, cut short, or damaged where it is read */
    static InventoryFile open(Path path) throws IOException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
        try {
            return new InventoryFile(path.toString(), file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private void checkHeader() throws IOException {
        if (length < InventoryFormat.HEADER_BYTES) {
            throw new CorruptDataException(name, 0, "inventory", "a header", length + " bytes");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes(0, InventoryFormat.HEADER_BYTES));
        long magic = header.getLong();
        if (magic != InventoryFormat.MAGIC) {
            throw new CorruptDataException(
                    name, 0, "magic", hex(InventoryFormat.MAGIC), hex(magic) + ": this is no inventory");
        }
        int version = header.getInt();
        if (version != InventoryFormat.VERSION) {
            throw new CorruptDataException(
                    name,
                    Long.BYTES,
                    "version of the inventory",
                    InventoryFormat.VERSION,
                    Integer.toUnsignedString(version) + ": saved by another release, or damaged");
        }
    }

    private byte[] packedDirectory() throws IOException {
        long at = length - InventoryFormat.TRAILER_BYTES;
        if (at < InventoryFormat.HEADER_BYTES) {
            throw cutShort(length, "none");
        }
        byte[] bytes = bytes(at, InventoryFormat.TRAILER_BYTES);
        ByteBuffer trailer = ByteBuffer.wrap(bytes);
        long offset = trailer.getLong();
        int size = trailer.getInt();
        int stored = trailer.getInt();
        long magic = trailer.getLong();
        if (magic != InventoryFormat.END_MAGIC) {
            throw cutShort(at, hex(magic));
        }
        int computed = checksum(bytes, Long.BYTES + Integer.BYTES);
        if (stored != computed) {
            throw new CorruptDataException(name, at, "CRC-32C of the trailer", hex(stored), hex(computed));
        }
        if (size < 0 || offset < InventoryFormat.HEADER_BYTES || offset != at - size) {
            throw new CorruptDataException(
                    name, at, "directory", "up to the trailer at " + at, size + " bytes at " + offset);
        }
        return bytes(offset, size);
    }

    private CorruptDataException cutShort(long at, String found) {
        return new CorruptDataException(
                name,
                at,
                "end of the inventory",
                hex(InventoryFormat.END_MAGIC),
                found + ": the file was cut short, or is still being written");
    }

    private static String hex(long number) {
        return Long.toHexString(number);
    }

    private static String hex(int number) {
        return Integer.toHexString(number);
    }

    private static int checksum(byte[] bytes, int count) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, count);
        return (int) crc.getValue();
    }

    private byte[] bytes(long offset, int count) throws IOException {
        byte[] bytes = new byte[count];
        synchronized (file) {
            file.seek(offset);
            file.readFully(bytes);
        }
        return bytes;
    }

    String name() {
        return name;
    }

    /** Of the file, in bytes. */
    long length() {
        return length;
    }

    /** Tells it from every other inventory: made of the checksums of all its parts. */
    String id() {
        return id;
    }

    InventoryDirectory directory() {
        return directory;
    }

    /** A segment as it is stored, its checksum checked. */
    byte[] packed(int segment) throws IOException {
        long start = directory.start(segment);
        byte[] packed = bytes(start, Math.toIntExact(directory.end(segment) - start));
        String where = where(segment);
        Segment.check(where, packed);
        int checksum = ByteBuffer.wrap(packed).getInt();
        if (checksum != directory.checksum(segment)) {
            throw new CorruptDataException(
                    where, 0, "CRC-32C in the directory", hex(directory.checksum(segment)), hex(checksum));
        }
        return packed;
    }

    /** The content of a block. */
    byte[] block(int segment, int expectedBytes) throws IOException {
        byte[] content = Segment.unpackBytes(where(segment), packed(segment));
        if (content.length != expectedBytes) {
            throw new CorruptDataException(where(segment), 0, "bytes in a block", expectedBytes, content.length);
        }
        return content;
    }

    /** @param number counts the segments with keys only */
    ListedObject[] keys(int number) throws IOException {
        int segment = directory.blocks() + number;
        PackReader in = Segment.unpack(where(segment), packed(segment));
        ListedObject[] keys = KeySegment.read(in, directory.blocks());
        if (keys.length == 0 || !keys[0].key().equals(directory.firstKey(number))) {
            throw new CorruptDataException(
                    where(segment),
                    0,
                    "first key",
                    directory.firstKey(number),
                    keys.length == 0 ? "none" : keys[0].key());
        }
        String last = keys[keys.length - 1].key();
        if (number + 1 < directory.keySegments() && ObjectKey.compareUtf8(last, directory.firstKey(number + 1)) >= 0) {
            throw new CorruptDataException(
                    where(segment), 0, "last key", "one below " + directory.firstKey(number + 1), last);
        }
        return keys;
    }

    private String where(int segment) {
        return name + ", segment " + segment + " at byte " + directory.start(segment);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
