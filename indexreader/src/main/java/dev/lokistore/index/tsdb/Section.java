package dev.lokistore.index.tsdb;

import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.CorruptDataException;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Reads one section from front to end in bounded memory: {@code u32be length, content, u32be CRC32C(content)}. The
 * checksum is verified by {@link #finish()}; what was read before must not be relied on until then.
 */
final class Section {
    private static final int BUFFER = 16 << 10;
    private static final int LONGEST_VARINT = 10;

    private final ByteSource source;
    private final String what;
    private final long start;
    private final long contentEnd;
    private final CRC32C crc = new CRC32C();
    private final Fields fields;
    private byte[] buffer;
    private long loadedEnd;

    /**
     * @param offset of the length field
     * @param limit where the section must have ended, its checksum included
     */
    Section(ByteSource source, String what, long offset, long limit) throws IOException {
        this.source = source;
        this.what = what;
        long room = limit - offset - 8;
        if (room < 0) {
            throw new CorruptDataException(
                    source.name(), offset, what, "8 bytes or more", (limit - offset) + " bytes of room");
        }
        long length = Integer.toUnsignedLong(BigEndian.int32(source.read(offset, 4), 0));
        if (length > room) {
            throw new CorruptDataException(source.name(), offset, "length of the " + what, "at most " + room, length);
        }
        this.start = offset + 4;
        this.contentEnd = start + length;
        this.loadedEnd = start;
        this.buffer = new byte[(int) Math.min(BUFFER, length)];
        this.fields = new Fields(source.name());
        fields.reset(buffer, 0, 0, start);
    }

    /** Content bytes. */
    long length() {
        return contentEnd - start;
    }

    /** Where the section ends, its checksum included. */
    long end() {
        return contentEnd + 4;
    }

    long remaining() {
        return contentEnd - fields.offset();
    }

    /** Of the next byte, in the file. */
    long offset() {
        return fields.offset();
    }

    int u32() throws IOException {
        load(4);
        return fields.u32();
    }

    long u64() throws IOException {
        load(8);
        return fields.u64();
    }

    long uvarint(String field) throws IOException {
        load(LONGEST_VARINT);
        return fields.uvarint(field);
    }

    /** A string's bytes. */
    byte[] string(String field, int limit) throws IOException {
        long at = offset();
        long length = uvarint("length of a " + field);
        if (length < 0 || length > remaining()) {
            throw new CorruptDataException(
                    source.name(), at, "length of a " + field, "at most " + remaining(), Long.toUnsignedString(length));
        }
        if (length > limit) {
            throw new CorruptDataException(source.name(), at, "length of a " + field, "at most " + limit, length);
        }
        int size = (int) length;
        load(size);
        byte[] string = Arrays.copyOfRange(buffer, fields.position(), fields.position() + size);
        fields.moveTo(fields.position() + size);
        return string;
    }

    /** Verifies that the content was read to its end and the checksum. */
    void finish() throws IOException {
        if (remaining() != 0) {
            throw new CorruptDataException(
                    source.name(), offset(), what, "its end", remaining() + " more bytes in the section");
        }
        int stored = BigEndian.int32(source.read(contentEnd, 4), 0);
        if ((int) crc.getValue() != stored) {
            throw new CorruptDataException(
                    source.name(), start, "CRC-32C of the " + what, "%08x".formatted(stored), "%08x".formatted((int)
                                    crc.getValue()));
        }
    }

    /** Makes {@code wanted} bytes available, or what is left of the content. */
    private void load(int wanted) throws IOException {
        if (fields.remaining() >= wanted || loadedEnd == contentEnd) {
            return;
        }
        int kept = fields.remaining();
        long from = fields.offset();
        byte[] target = wanted > buffer.length ? new byte[wanted] : buffer;
        System.arraycopy(buffer, fields.position(), target, 0, kept);
        buffer = target;
        int read = (int) Math.min(buffer.length - kept, contentEnd - loadedEnd);
        source.read(loadedEnd, buffer, kept, read);
        crc.update(buffer, kept, read);
        loadedEnd += read;
        fields.reset(buffer, 0, kept + read, from);
    }
}
