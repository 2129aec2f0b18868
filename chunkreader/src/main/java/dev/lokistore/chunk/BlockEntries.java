package dev.lokistore.chunk;

/**
 * The entries of one decompressed block ({@code formats/chunks-and-layout.md#26-entries-inside-a-decompressed-block}). Made
 * for speed: one object for all blocks of a cursor, no object per entry; every length is checked against the bytes that
 * are left.
 */
final class BlockEntries {
    private static final long LOW_SEVEN = 0x7f7f7f7f7f7f7f7fL;
    private static final byte[] NOTHING = new byte[0];

    /** Of an entry, beyond time and length: a section length of 1 and no pairs. */
    private static final int EMPTY_METADATA = 0x0001;

    private final String source;
    private final boolean hasMetadata;
    private final int maxLine;
    private final int maxPairs;

    private byte[] bytes = NOTHING;
    private int start;
    private int at;
    private int end;
    private int block;
    private long streamOffset;

    private int entryStart;
    private long timestamp;
    private int lineOffset;
    private int lineLength;
    private int pairs;
    private int pairsOffset;
    private boolean wrongSectionLength;

    BlockEntries(String source, int version, ChunkLimits limits) {
        this.source = source;
        this.hasMetadata = version >= 4;
        this.maxLine = limits.lineBytes();
        this.maxPairs = limits.pairsPerEntry();
    }

    /** @param streamOffset of the compressed block in the object, for errors */
    void open(byte[] content, int from, int to, int blockIndex, long streamOffset) {
        this.bytes = content;
        this.start = from;
        this.at = from;
        this.end = to;
        this.block = blockIndex;
        this.streamOffset = streamOffset;
    }

    void close() {
        open(NOTHING, 0, 0, block, streamOffset);
    }

    /** Goes on with the entry that begins there. */
    void seek(int index) {
        at = index;
    }

    /** Where the next entry begins. */
    int index() {
        return at;
    }

    byte[] bytes() {
        return bytes;
    }

    int end() {
        return end;
    }

    int block() {
        return block;
    }

    long streamOffset() {
        return streamOffset;
    }

    /** Where this entry begins; it ends at {@link #index()}. */
    int entryStart() {
        return entryStart;
    }

    long timestamp() {
        return timestamp;
    }

    int lineOffset() {
        return lineOffset;
    }

    int lineLength() {
        return lineLength;
    }

    /** Number of structured metadata pairs; their numbers begin at {@link #pairsOffset()}. */
    int pairs() {
        return pairs;
    }

    int pairsOffset() {
        return pairsOffset;
    }

    /** Whether the metadata section of this entry is not as long as it says. */
    boolean wrongSectionLength() {
        return wrongSectionLength;
    }

    /** Moves to the next entry; false at the end of the block. */
    boolean advance() throws CorruptDataException {
        if (at >= end) {
            return false;
        }
        entryStart = at;
        long zigzag = uvarint();
        timestamp = (zigzag >>> 1) ^ -(zigzag & 1);
        int lengthAt = at;
        // the length of most lines takes one or two bytes
        long length = at < end && bytes[at] >= 0 ? bytes[at++] : uvarint();
        if (length < 0 || length > end - at || length > maxLine) {
            throw badLine(lengthAt, length);
        }
        lineOffset = at;
        lineLength = (int) length;
        at += lineLength;
        if (hasMetadata) {
            skipMetadata();
        }
        return true;
    }

    private void skipMetadata() throws CorruptDataException {
        if (end - at >= 2 && LittleEndian.int16(bytes, at) == EMPTY_METADATA) {
            at += 2;
            pairs = 0;
            wrongSectionLength = false;
            return;
        }
        long sectionLength = uvarint();
        int sectionStart = at;
        long count = uvarint();
        int most = Math.min((end - at) / 2, maxPairs);
        if (count < 0 || count > most) {
            throw corrupt(sectionStart, "metadata pairs", "at most " + most, Long.toUnsignedString(count));
        }
        pairs = (int) count;
        pairsOffset = at;
        for (int i = 0; i < 2 * pairs; i++) {
            symbol();
        }
        wrongSectionLength = sectionLength != at - sectionStart;
    }

    /** Reads the number of a symbol; after {@link #seek} to {@link #pairsOffset()}, those of the pairs one by one. */
    long symbol() throws CorruptDataException {
        // most take a byte or two
        if (end - at >= 2) {
            int first = bytes[at];
            if (first >= 0) {
                at++;
                return first;
            }
            int second = bytes[at + 1];
            if (second >= 0) {
                at += 2;
                return first & 0x7f | second << 7;
            }
        }
        return anyUvarint();
    }

    /** Reads a number at the current place. */
    long uvarint() throws CorruptDataException {
        if (end - at >= 10) {
            long word = LittleEndian.int64(bytes, at);
            byte ninth = bytes[at + 8];
            if ((word & ~LOW_SEVEN) == ~LOW_SEVEN && ninth >= 0) {
                // nine bytes, as the times of our days take: seven bits from each, gathered pair by pair
                long bits = word & LOW_SEVEN;
                bits = (bits & 0x007f007f007f007fL) | (bits & 0x7f007f007f007f00L) >>> 1;
                bits = (bits & 0x00003fff00003fffL) | (bits & 0x3fff00003fff0000L) >>> 2;
                bits = (bits & 0x000000000fffffffL) | (bits & 0x0fffffff00000000L) >>> 4;
                at += 9;
                return bits | (long) ninth << 56;
            }
        }
        return anyUvarint();
    }

    private long anyUvarint() throws CorruptDataException {
        int first = at;
        long value = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at >= end) {
                throw corrupt(first, "entry", "a number", "the end of the block");
            }
            byte b = bytes[at++];
            if (shift == 63 && (b & 0xff) > 1) {
                break;
            }
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw corrupt(first, "entry", "a number of 64 bits", "a longer one");
    }

    private CorruptDataException badLine(int lengthAt, long length) {
        boolean tooLong = length >= 0 && length <= end - at;
        String most = tooLong ? maxLine + " (limit)" : Integer.toString(end - at);
        return corrupt(lengthAt, "line length", "at most " + most, Long.toUnsignedString(length));
    }

    private CorruptDataException corrupt(int index, String what, Object expected, Object found) {
        String place = "block " + block + ", byte " + (index - start) + " of its content: ";
        at = end;
        return new CorruptDataException(source, streamOffset, place + what, expected, found);
    }
}
