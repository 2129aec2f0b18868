package dev.lokistore.chunk;

import net.jpountz.lz4.LZ4Exception;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import net.jpountz.xxhash.XXHash32;
import net.jpountz.xxhash.XXHashFactory;

/**
 * One LZ4 frame: independent or linked blocks, with or without checksums and content size; a missing end mark is
 * tolerated as Loki does ({@code formats/chunks-and-layout.md#22-encoding-byte-codec}). Only the library's bounded
 * decompressor is used.
 */
final class Lz4Decoder implements BlockDecoder {
    private static final int MIN_HEADER_BYTES = 7;

    private final LZ4SafeDecompressor decompressor =
            LZ4Factory.fastestInstance().safeDecompressor();
    private final XXHash32 hash = XXHashFactory.fastestInstance().hash32();

    @Override
    public void decode(EncodedStream in, OutputBuffer out) throws CorruptDataException {
        Frame frame = readHeader(in);
        int start = out.size();
        int at = decodeBlocks(in, frame, out);
        if (frame.contentSize >= 0 && frame.contentSize != out.size() - start) {
            throw in.corrupt(
                    in.offset() + 6, "lz4 content size", Long.toUnsignedString(frame.contentSize), out.size() - start);
        }
        if (at < 0) {
            return;
        }
        if (frame.has(Lz4Format.FLAG_CONTENT_CHECKSUM)) {
            checkHash(in, at, "lz4 content checksum", out.bytes(), start, out.size() - start);
            at += 4;
        }
        if (at < in.end()) {
            throw in.corrupt(at, "end of the lz4 frame", "no more bytes", in.end() - at);
        }
    }

    /** Returns the index after the end mark, or -1 if it is missing. */
    private int decodeBlocks(EncodedStream in, Frame frame, OutputBuffer out) throws CorruptDataException {
        int history = out.size();
        int at = frame.firstBlock;
        while (true) {
            if (at == in.end()) {
                in.tolerate(Defect.Kind.LZ4_END_MARK, at, "the lz4 frame's end mark is missing");
                return -1;
            }
            if (in.end() - at < 4) {
                throw in.truncated(at, "lz4 block length", 4);
            }
            int word = LittleEndian.int32(in.bytes(), at);
            at += 4;
            if (word == Lz4Format.END_MARK) {
                return at;
            }
            int length = word & ~Lz4Format.STORED_BIT;
            int longest = Math.min(frame.blockBytes, in.end() - at);
            if (length > longest) {
                throw in.corrupt(at - 4, "lz4 block length", "at most " + longest, length);
            }
            if (frame.has(Lz4Format.FLAG_BLOCK_CHECKSUM)) {
                checkHash(in, at + length, "lz4 block checksum", in.bytes(), at, length);
            }
            if ((word & Lz4Format.STORED_BIT) != 0) {
                copyStored(in, at, length, out);
            } else if (frame.has(Lz4Format.FLAG_INDEPENDENT)) {
                decompress(in, at, length, frame.blockBytes, out);
            } else {
                decompressLinked(in, at, length, frame.blockBytes, history, out);
            }
            if (out.size() > out.limit()) {
                throw in.tooLarge(out.limit());
            }
            at += length + (frame.has(Lz4Format.FLAG_BLOCK_CHECKSUM) ? 4 : 0);
        }
    }

    private static void copyStored(EncodedStream in, int at, int length, OutputBuffer out) throws CorruptDataException {
        makeRoom(in, length, out);
        System.arraycopy(in.bytes(), at, out.bytes(), out.size(), length);
        out.advance(length);
    }

    private void decompress(EncodedStream in, int at, int length, int blockBytes, OutputBuffer out)
            throws CorruptDataException {
        while (true) {
            int room = Math.min(out.room(), blockBytes);
            try {
                out.advance(decompressor.decompress(in.bytes(), at, length, out.bytes(), out.size(), room));
                return;
            } catch (LZ4Exception e) {
                // the library does not tell a full buffer from bad bytes: only with all the room there may be it is bad
                if (room < blockBytes && out.growBy(blockBytes)) {
                    continue;
                }
                if (room < blockBytes) {
                    throw in.tooLarge(out.limit());
                }
                CorruptDataException corrupt = in.corrupt(at, "lz4 block", "valid data", e.getMessage());
                corrupt.initCause(e);
                throw corrupt;
            }
        }
    }

    private static void decompressLinked(
            EncodedStream in, int at, int length, int blockBytes, int history, OutputBuffer out)
            throws CorruptDataException {
        out.growBy(blockBytes);
        int room = Math.min(out.room(), blockBytes);
        int earliest = Math.max(history, out.size() - Lz4Format.MAX_DISTANCE);
        int end = new Lz4LinkedBlock(in, at, at + length).decode(out.bytes(), earliest, out.size(), out.size() + room);
        out.advance(end - out.size());
    }

    private static void makeRoom(EncodedStream in, int length, OutputBuffer out) throws CorruptDataException {
        if (out.room() < length && (!out.growBy(length) || out.room() < length)) {
            throw in.tooLarge(out.limit());
        }
    }

    private void checkHash(EncodedStream in, int at, String what, byte[] bytes, int offset, int length)
            throws CorruptDataException {
        if (in.end() - at < 4) {
            throw in.truncated(at, what, 4);
        }
        int stored = LittleEndian.int32(in.bytes(), at);
        int found = hash.hash(bytes, offset, length, 0);
        if (stored != found) {
            throw in.corrupt(at, what, Integer.toHexString(stored), Integer.toHexString(found));
        }
    }

    private Frame readHeader(EncodedStream in) throws CorruptDataException {
        byte[] bytes = in.bytes();
        int start = in.offset();
        if (in.length() < MIN_HEADER_BYTES) {
            throw in.truncated(start, "lz4 frame header", MIN_HEADER_BYTES);
        }
        int magic = LittleEndian.int32(bytes, start);
        if (magic != Lz4Format.MAGIC) {
            throw in.corrupt(start, "lz4 magic", Integer.toHexString(Lz4Format.MAGIC), Integer.toHexString(magic));
        }
        int flags = bytes[start + 4] & 0xff;
        int descriptor = bytes[start + 5] & 0xff;
        int blockId = descriptor >>> 4 & 7;
        if (flags >>> 6 != Lz4Format.VERSION || (flags & (Lz4Format.FLAG_RESERVED | Lz4Format.FLAG_DICTIONARY)) != 0) {
            throw in.corrupt(start + 4, "lz4 flags", "version 1, no dictionary", Integer.toHexString(flags));
        }
        if (blockId < 4 || (descriptor & 0x8f) != 0) {
            throw in.corrupt(start + 5, "lz4 block size", "40, 50, 60 or 70", Integer.toHexString(descriptor));
        }
        boolean sized = (flags & Lz4Format.FLAG_CONTENT_SIZE) != 0;
        int headerBytes = MIN_HEADER_BYTES + (sized ? 8 : 0);
        if (in.length() < headerBytes) {
            throw in.truncated(start, "lz4 frame header", headerBytes);
        }
        int expected = hash.hash(bytes, start + 4, headerBytes - 5, 0) >>> 8 & 0xff;
        int found = bytes[start + headerBytes - 1] & 0xff;
        if (expected != found) {
            throw in.corrupt(
                    start + headerBytes - 1,
                    "lz4 header checksum",
                    Integer.toHexString(expected),
                    Integer.toHexString(found));
        }
        long contentSize = sized ? LittleEndian.int64(bytes, start + 6) : -1;
        if (sized && contentSize < 0) {
            throw in.corrupt(start + 6, "lz4 content size", "below 2^63", Long.toUnsignedString(contentSize));
        }
        return new Frame(flags, Lz4Format.blockBytes(blockId), contentSize, start + headerBytes);
    }

    /** @param contentSize -1 if the frame does not say */
    private record Frame(int flags, int blockBytes, long contentSize, int firstBlock) {
        boolean has(int flag) {
            return (flags & flag) != 0;
        }
    }
}
