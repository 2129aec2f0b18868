package dev.lokistore.chunk;

/** Collects entries into blocks of a chunk, as Loki's head does: a block ends with the entry that fills it. */
final class ChunkHead {
    /** By the older rule a chunk is full with this many blocks ({@code formats/chunks-and-layout.md#210}). */
    private static final int BLOCKS_PER_CHUNK = 10;

    private static final int MAX_LINE_BYTES = (1 << 30) - 1;

    private final ChunkFormat format;
    private final ChunkAssembly assembly;
    private final ByteSink bytes = new ByteSink();

    private long blockEntries;
    private long blockRawBytes;
    private long blockFirst;
    private long lastTime = Long.MIN_VALUE;
    private long entries;
    private long rawBytes;

    ChunkHead(ChunkFormat format, ChunkAssembly assembly) {
        this.format = format;
        this.assembly = assembly;
    }

    /** @param bytesMore of the line, and of metadata strings with all those before */
    boolean hasRoomFor(long bytesMore) {
        if (format.targetBytes() == 0) {
            return assembly.blockCount() < BLOCKS_PER_CHUNK;
        }
        return assembly.blockBytes() + blockRawBytes + bytesMore < format.targetBytes();
    }

    /** @throws IllegalArgumentException if the entry cannot come now, or at all */
    void check(long timestampNanos, int length, boolean metadata) {
        if (timestampNanos < lastTime) {
            throw new IllegalArgumentException("time " + timestampNanos + " after " + lastTime);
        }
        if (length > MAX_LINE_BYTES) {
            throw new IllegalArgumentException("a line of " + length + " bytes, but must be <= " + MAX_LINE_BYTES);
        }
        if (format.version() < 4 && metadata) {
            throw new IllegalArgumentException("version " + format.version() + " holds no structured metadata");
        }
    }

    /**
     * Adds an entry.
     *
     * @param section its metadata without the length, in version 4
     * @param pairs in the section
     */
    void append(long timestampNanos, byte[] buffer, int offset, int length, ByteSink section, int pairs) {
        if (blockEntries == 0) {
            blockFirst = timestampNanos;
        }
        bytes.varint(timestampNanos);
        bytes.uvarint(length);
        bytes.write(buffer, offset, length);
        if (format.version() == 4) {
            bytes.uvarint(section.size());
            bytes.write(section.array(), 0, section.size());
        }
        long size = BlockDraft.size(length, pairs);
        lastTime = timestampNanos;
        entries++;
        rawBytes += size;
        blockEntries++;
        blockRawBytes += size;
        if (blockRawBytes >= format.blockBytes()) {
            cut();
        }
    }

    /** Ends the block that is open, if there is one. */
    void finish() {
        if (blockEntries > 0) {
            cut();
        }
    }

    private void cut() {
        assembly.add(bytes, blockRawBytes, blockEntries, blockFirst, lastTime);
        bytes.clear();
        blockEntries = 0;
        blockRawBytes = 0;
    }

    long entries() {
        return entries;
    }

    /** Lines and pairs so far, as block tables count them. */
    long rawBytes() {
        return rawBytes;
    }
}
