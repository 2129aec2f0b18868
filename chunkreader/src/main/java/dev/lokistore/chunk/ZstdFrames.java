package dev.lokistore.chunk;

/**
 * Walks over the headers of zstd frames and blocks (RFC 8878, 3.1), so that no memory is reserved and no native code runs
 * before the structure is known to fit the bytes.
 */
final class ZstdFrames {
    private static final int MAGIC = 0xfd2fb528;
    private static final int SKIPPABLE_MAGIC = 0x184d2a50;
    private static final int SKIPPABLE_MASK = 0xfffffff0;
    private static final int MAX_BLOCK_BYTES = 128 << 10;
    private static final int RLE = 1;
    private static final int COMPRESSED = 2;

    private final EncodedStream in;
    private final byte[] bytes;
    private int at;

    ZstdFrames(EncodedStream in) {
        this.in = in;
        this.bytes = in.bytes();
        this.at = in.offset();
    }

    /** Returns a number of bytes that the content cannot exceed: each block of input counts as the largest there is. */
    long scan() throws CorruptDataException {
        long bound = 0;
        while (at < in.end()) {
            need(4, "zstd magic");
            int magic = LittleEndian.int32(bytes, at);
            if ((magic & SKIPPABLE_MASK) == SKIPPABLE_MAGIC) {
                need(8, "zstd skippable frame");
                long length = LittleEndian.int32(bytes, at + 4) & 0xffffffffL;
                at += 8;
                need(length, "zstd skippable frame");
                at += (int) length;
            } else if (magic == MAGIC) {
                at += 4;
                bound += scanFrame();
            } else {
                throw in.corrupt(at, "zstd magic", Integer.toHexString(MAGIC), Integer.toHexString(magic));
            }
        }
        return bound;
    }

    private long scanFrame() throws CorruptDataException {
        need(1, "zstd frame header");
        int start = at;
        int descriptor = bytes[at++] & 0xff;
        boolean singleSegment = (descriptor & 0x20) != 0;
        if ((descriptor & 0x08) != 0 || (descriptor & 3) != 0) {
            throw in.corrupt(start, "zstd frame header", "no dictionary", Integer.toHexString(descriptor));
        }
        int sizeBytes = sizeBytes(descriptor >>> 6, singleSegment);
        need((singleSegment ? 0 : 1) + sizeBytes, "zstd frame header");
        long window = 0;
        if (!singleSegment) {
            int exponent = (bytes[at] & 0xff) >>> 3;
            long base = 1L << (10 + exponent);
            window = base + base / 8 * (bytes[at] & 7);
            at++;
        }
        long contentSize = contentSize(sizeBytes);
        at += sizeBytes;
        window = singleSegment ? contentSize : window;
        if (Long.compareUnsigned(window, in.options().limits().zstdWindowBytes()) > 0) {
            throw in.corrupt(
                    start,
                    "zstd window",
                    "at most " + in.options().limits().zstdWindowBytes() + " bytes (limit)",
                    Long.toUnsignedString(window));
        }
        long bound = scanBlocks();
        if ((descriptor & 0x04) != 0) {
            need(4, "zstd content checksum");
            at += 4;
        }
        return bound;
    }

    private static int sizeBytes(int flag, boolean singleSegment) {
        return flag == 0 ? (singleSegment ? 1 : 0) : 1 << flag;
    }

    private long contentSize(int sizeBytes) {
        return switch (sizeBytes) {
            case 1 -> bytes[at] & 0xff;
            case 2 -> LittleEndian.int16(bytes, at) + 256;
            case 4 -> LittleEndian.int32(bytes, at) & 0xffffffffL;
            case 8 -> LittleEndian.int64(bytes, at);
            default -> 0;
        };
    }

    private long scanBlocks() throws CorruptDataException {
        long bound = 0;
        boolean last;
        do {
            need(3, "zstd block header");
            int header = LittleEndian.int24(bytes, at);
            last = (header & 1) != 0;
            int type = header >>> 1 & 3;
            int size = header >>> 3;
            if (type > COMPRESSED || size > MAX_BLOCK_BYTES) {
                throw in.corrupt(
                        at, "zstd block", "type 0 to 2, up to 131072 bytes", "type " + type + ", " + size + " bytes");
            }
            at += 3;
            need(type == RLE ? 1 : size, "zstd block");
            at += type == RLE ? 1 : size;
            bound += type == COMPRESSED ? MAX_BLOCK_BYTES : size;
        } while (!last);
        return bound;
    }

    private void need(long count, String what) throws CorruptDataException {
        if (count > in.end() - at) {
            throw in.truncated(at, what, count);
        }
    }
}
