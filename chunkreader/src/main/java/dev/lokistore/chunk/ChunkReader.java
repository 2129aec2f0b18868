package dev.lokistore.chunk;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one Loki chunk object: envelope, block table, entries ({@code formats/chunks-and-layout.md#1}, {@code #2}). Opening
 * reads the envelope and the block table only: usually the first and the last 8 KiB. Stops at the first fault. Holds
 * nothing of the content; a cursor decodes one block at a time. Safe for use by several threads; a cursor is not. Does not
 * close the source.
 */
public final class ChunkReader {
    private ChunkReader() {}

    /**
     * @throws CorruptDataException if a length, an offset, the metadata or a checksum of it is wrong, or a limit exceeded
     * @throws UnsupportedFormatException if format version or codec are not known
     */
    public static ChunkReader open(ByteSource source, ReadOptions options) throws IOException {
        return open(source, options, null);
    }

    /** As {@link #open(ByteSource, ReadOptions)}; cursors borrow their buffers from the pool. */
    public static ChunkReader open(ByteSource source, ReadOptions options, @Nullable DecodePool pool)
            throws IOException {
        throw new UnsupportedOperationException();
    }

    public ChunkHeader header() {
        throw new UnsupportedOperationException();
    }

    /** 1 to 4. */
    public int formatVersion() {
        throw new UnsupportedOperationException();
    }

    public Codec codec() {
        throw new UnsupportedOperationException();
    }

    /** In stored order; bounded by {@link ChunkLimits#blocks()}. */
    public List<BlockMeta> blocks() {
        throw new UnsupportedOperationException();
    }

    /** Sum of the blocks' {@link BlockMeta#entries()}. */
    public long entryCount() {
        return blocks().stream().mapToLong(BlockMeta::entries).sum();
    }

    /** Sum of the blocks' {@link BlockMeta#rawBytes()}. */
    public long rawBytes() {
        return blocks().stream().mapToLong(BlockMeta::rawBytes).sum();
    }

    /**
     * Entries within the range, in stored order: block by block, which need not be the order of time where blocks overlap.
     * Blocks whose stated bounds lie outside the range are not read. {@link TimeRange#ALL} reads every block and gives
     * every entry.
     */
    public EntryCursor entries(TimeRange range) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** All entries of a block, in stored order. */
    public EntryCursor entries(BlockMeta block) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** As {@link #entries(TimeRange)}, last block first, and each from its last entry. */
    public EntryCursor entriesReversed(TimeRange range) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** As {@link #entries(BlockMeta)}, from the last entry. */
    public EntryCursor entriesReversed(BlockMeta block) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** Whether the block's CRC, wherever the options let it be found, is right. Reads the block, decodes nothing. */
    public boolean blockCrcOk(BlockMeta block) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** A block's compressed bytes as stored, without the CRC that follows. */
    public byte[] storedBlock(BlockMeta block) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** A block's bytes after decompression, entries and all; for a look at them. */
    public byte[] rawBlock(BlockMeta block) throws IOException {
        throw new UnsupportedOperationException();
    }

    /** CRC-32C of the whole object, as in its key and in the index. Reads everything. */
    public int checksum() throws IOException {
        throw new UnsupportedOperationException();
    }

    /**
     * Compares what the object is with what its key or an index says. Reads everything.
     *
     * @throws CorruptDataException naming the first of checksum, tenant, fingerprint, from, through that differs
     */
    public void verify(ChunkRef expected) throws IOException {
        throw new UnsupportedOperationException();
    }
}
