package dev.lokistore.chunk;

/**
 * Decodes an LZ4 block whose matches may reach into the blocks before it, which the library does not offer for arrays.
 * Every index is checked.
 */
final class Lz4LinkedBlock {
    private static final int MIN_MATCH = 4;
    private static final int LONG_LENGTH = 15;

    private final EncodedStream in;
    private final int end;
    private int at;

    /** @param start of the block in the stream's array; {@code end} is after its last byte */
    Lz4LinkedBlock(EncodedStream in, int start, int end) {
        this.in = in;
        this.at = start;
        this.end = end;
    }

    /**
     * @param history first index of {@code out} that a match may reach to
     * @param limit index of {@code out} that the block must not write at or after
     * @return the index after the last byte written
     */
    int decode(byte[] out, int history, int start, int limit) throws CorruptDataException {
        byte[] bytes = in.bytes();
        int written = start;
        while (true) {
            int token = next() & 0xff;
            int literals = length(token >>> 4);
            if (literals > end - at || literals > limit - written) {
                throw in.corrupt(at, "lz4 literals", "at most " + Math.min(end - at, limit - written), literals);
            }
            System.arraycopy(bytes, at, out, written, literals);
            at += literals;
            written += literals;
            if (at == end) {
                return written;
            }
            if (end - at < 2) {
                throw in.truncated(at, "lz4 match offset", 2);
            }
            int distance = LittleEndian.int16(bytes, at);
            if (distance == 0 || distance > written - history) {
                throw in.corrupt(at, "lz4 match offset", "1 to " + (written - history), distance);
            }
            at += 2;
            int match = length(token & LONG_LENGTH) + MIN_MATCH;
            if (match > limit - written || match < 0) {
                throw in.corrupt(at, "lz4 match", "at most " + (limit - written), match);
            }
            copyMatch(out, written - distance, written, match);
            written += match;
        }
    }

    private static void copyMatch(byte[] out, int from, int to, int length) {
        if (to - from >= length) {
            System.arraycopy(out, from, out, to, length);
        } else {
            // overlapping on purpose: the match repeats what it writes
            for (int i = 0; i < length; i++) {
                out[to + i] = out[from + i];
            }
        }
    }

    private int length(int nibble) throws CorruptDataException {
        if (nibble < LONG_LENGTH) {
            return nibble;
        }
        long length = nibble;
        int more;
        do {
            more = next() & 0xff;
            length += more;
        } while (more == 0xff);
        // a block holds 4 MiB at most, so what does not fit an int is refused by the caller's check
        return (int) Math.min(length, Integer.MAX_VALUE - MIN_MATCH);
    }

    private byte next() throws CorruptDataException {
        if (at >= end) {
            throw in.truncated(at, "lz4 block", 1);
        }
        return in.bytes()[at++];
    }
}
