package dev.lokistore.index.pack;

import dev.lokistore.chunk.CorruptDataException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A compressed, checksummed piece of a cache or a saved inventory: CRC-32C of all that follows (4 bytes), length when
 * unpacked (4), a zlib stream. Deflate, since it needs no native library: quick commands read caches too.
 */
public final class Segment {
    /** A segment that unpacks to more is refused. */
    public static final int MAX_BYTES = 64 << 20;

    /** Of deflate. */
    private static final int MAX_RATIO = 1040;

    private static final int HEADER_BYTES = 2 * Integer.BYTES;
    private static final int BUFFER_BYTES = 16 << 10;

    private Segment() {}

    /** @throws IllegalArgumentException if there is more than {@link #MAX_BYTES} */
    public static byte[] pack(PackWriter content) {
        return pack(content.array(), content.size(), Deflater.BEST_SPEED);
    }

    /** Packs bytes that are compressed already, without trying again. */
    public static byte[] packCompressed(byte[] content) {
        return pack(content, content.length, Deflater.NO_COMPRESSION);
    }

    /** @throws IllegalArgumentException if there is more than {@link #MAX_BYTES} */
    public static byte[] pack(byte[] content) {
        return pack(content, content.length, Deflater.BEST_SPEED);
    }

    private static byte[] pack(byte[] content, int length, int level) {
        if (length > MAX_BYTES) {
            throw new IllegalArgumentException("a segment of " + length + " bytes");
        }
        PackWriter out = new PackWriter();
        out.u32(0).u32(length);
        Deflater deflater = new Deflater(level);
        try {
            deflater.setInput(content, 0, length);
            deflater.finish();
            byte[] buffer = new byte[BUFFER_BYTES];
            while (!deflater.finished()) {
                int count = deflater.deflate(buffer);
                out.raw(count == buffer.length ? buffer : Arrays.copyOf(buffer, count));
            }
        } finally {
            deflater.end();
        }
        byte[] packed = out.toByteArray();
        ByteBuffer.wrap(packed).putInt(checksum(packed));
        return packed;
    }

    /** @throws CorruptDataException if checksum or length is wrong; offsets count from the start of the segment */
    public static void check(String name, byte[] packed) throws CorruptDataException {
        if (packed.length < HEADER_BYTES) {
            throw new CorruptDataException(name, 0, "segment", HEADER_BYTES + " bytes or more", packed.length);
        }
        int stored = ByteBuffer.wrap(packed).getInt();
        int computed = checksum(packed);
        if (stored != computed) {
            throw new CorruptDataException(
                    name, 0, "CRC-32C", Integer.toHexString(stored), Integer.toHexString(computed));
        }
    }

    /** @throws CorruptDataException if it is not what {@link #pack} makes; offsets count from the start of the segment */
    public static PackReader unpack(String name, byte[] packed) throws CorruptDataException {
        return new PackReader(name + " (unpacked)", unpackBytes(name, packed));
    }

    /** As {@link #unpack}, the content as it is. */
    public static byte[] unpackBytes(String name, byte[] packed) throws CorruptDataException {
        check(name, packed);
        int length = ByteBuffer.wrap(packed).getInt(Integer.BYTES);
        long most = Math.min(MAX_BYTES, (long) MAX_RATIO * packed.length);
        if (length < 0 || length > most) {
            throw new CorruptDataException(
                    name, Integer.BYTES, "length", "at most " + most, Integer.toUnsignedString(length));
        }
        return inflate(name, packed, length);
    }

    private static byte[] inflate(String name, byte[] packed, int length) throws CorruptDataException {
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(packed, HEADER_BYTES, packed.length - HEADER_BYTES);
            byte[] content = new byte[length];
            int done = 0;
            while (done < length) {
                int count = inflater.inflate(content, done, length - done);
                if (count == 0) {
                    throw new CorruptDataException(name, HEADER_BYTES, "length", length, done);
                }
                done += count;
            }
            return content;
        } catch (DataFormatException e) {
            throw new CorruptDataException(name, HEADER_BYTES, "no zlib stream: " + e.getMessage());
        } finally {
            inflater.end();
        }
    }

    private static int checksum(byte[] packed) {
        CRC32C crc = new CRC32C();
        crc.update(packed, Integer.BYTES, packed.length - Integer.BYTES);
        return (int) crc.getValue();
    }
}
