package dev.lokistore.chunk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Reads one Loki chunk object: envelope, block table, entries ({@code formats/chunks-and-layout.md#1}, {@code #2}). Opening
 * reads the envelope and the block table only: usually the first and the last 8 KiB. Stops at the first fault. Holds
 * nothing of the content but the table of structured metadata strings; a cursor decodes one block at a time. Safe for use
 * by several threads; a cursor is not. Does not close the source.
 */
public final class ChunkReader {
    private static final int PIECE_BYTES = 256 << 10;

    private final ChunkContent content;
    private final ChunkHeader header;
    private final @Nullable DecodePool pool;

    private ChunkReader(ChunkContent content, ChunkHeader header, @Nullable DecodePool pool) {
        this.content = content;
        this.header = header;
        this.pool = pool;
    }

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
        try (DecodeLease lease = new DecodeLease(pool)) {
            DecodeContext context = lease.context();
            ByteSource windowed = HeadAndTail.of(source, options.limits());
            Envelope envelope = Envelope.read(windowed, options, context);
            PayloadLayout layout = PayloadLayout.read(windowed, envelope, options, context);
            return new ChunkReader(new ChunkContent(windowed, layout, options), envelope.header(), pool);
        }
    }

    public ChunkHeader header() {
        return header;
    }

    /** 1 to 4. */
    public int formatVersion() {
        return content.layout().version();
    }

    public Codec codec() {
        return content.layout().codec();
    }

    /** In stored order; bounded by {@link ChunkLimits#blocks()}. */
    public List<BlockMeta> blocks() {
        return content.layout().blocks();
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
     * Length of all structured metadata strings, each once: Loki counts it among a chunk's uncompressed bytes, beside
     * {@link #rawBytes()}. 0 before version 4. Reads the strings' section.
     */
    public long symbolBytes() throws IOException {
        try (DecodeLease lease = new DecodeLease(pool)) {
            return content.symbols(lease.context()).stringBytes();
        }
    }

    /**
     * Entries within the range, in stored order: block by block, which need not be the order of time where blocks overlap.
     * Blocks whose stated bounds lie outside the range are not read. {@link TimeRange#ALL} reads every block and gives
     * every entry.
     *
     * @throws CorruptDataException if the table of structured metadata strings is damaged
     */
    public EntryCursor entries(TimeRange range) throws IOException {
        return cursor(blocksWithin(range), range, false);
    }

    /** All entries of a block, in stored order. */
    public EntryCursor entries(BlockMeta block) throws IOException {
        return cursor(List.of(own(block)), TimeRange.ALL, false);
    }

    /** As {@link #entries(TimeRange)}, last block first, and each from its last entry. */
    public EntryCursor entriesReversed(TimeRange range) throws IOException {
        List<BlockMeta> blocks = new ArrayList<>(blocksWithin(range));
        Collections.reverse(blocks);
        return cursor(blocks, range, true);
    }

    /** As {@link #entries(BlockMeta)}, from the last entry. */
    public EntryCursor entriesReversed(BlockMeta block) throws IOException {
        return cursor(List.of(own(block)), TimeRange.ALL, true);
    }

    /** Whether the block's CRC, wherever the options let it be found, is right. Reads the block, decodes nothing. */
    public boolean blockCrcOk(BlockMeta block) throws IOException {
        try (DecodeLease lease = new DecodeLease(pool)) {
            content.fetch(own(block), lease.context());
            return true;
        } catch (CorruptDataException e) {
            return false;
        }
    }

    /** A block's compressed bytes as stored, without the CRC that follows. */
    public byte[] storedBlock(BlockMeta block) throws IOException {
        return content.source().read(own(block).offset(), block.storedBytes());
    }

    /** A block's bytes after decompression, entries and all; for a look at them. */
    public byte[] rawBlock(BlockMeta block) throws IOException {
        try (DecodeLease lease = new DecodeLease(pool)) {
            DecodeContext context = lease.context();
            EncodedStream stream = content.fetch(own(block), context);
            OutputBuffer out = context.output();
            context.decode(codec(), stream, content.options().limits().blockBytes(), out);
            return Arrays.copyOf(out.bytes(), out.size());
        }
    }

    /** CRC-32C of the whole object, as in its key and in the index. Reads everything. */
    public int checksum() throws IOException {
        return checksum(content.source());
    }

    /** CRC-32C of all bytes of a source; a chunk need not be readable for it. */
    public static int checksum(ByteSource source) throws IOException {
        CRC32C crc = new CRC32C();
        byte[] whole = source.array();
        if (whole != null) {
            crc.update(whole, 0, whole.length);
            return (int) crc.getValue();
        }
        byte[] piece = new byte[(int) Math.min(PIECE_BYTES, source.size())];
        for (long at = 0; at < source.size(); at += piece.length) {
            int length = (int) Math.min(piece.length, source.size() - at);
            source.read(at, piece, 0, length);
            crc.update(piece, 0, length);
        }
        return (int) crc.getValue();
    }

    /** The reference that a key or an index must have for this object. Reads everything, for the checksum. */
    public ChunkRef ref() throws IOException {
        return new ChunkRef(
                header.tenant(), header.fingerprint(), header.fromMillis(), header.throughMillis(), checksum());
    }

    /**
     * Compares the object with what its key or an index says. Reads everything.
     *
     * @throws CorruptDataException naming the first of checksum, tenant, fingerprint, from, through that differs
     */
    public void verify(ChunkRef expected) throws IOException {
        require("checksum", expected.checksumHex(), Integer.toHexString(checksum()));
        verifyHeader(expected);
    }

    /** As {@link #verify}, without the checksum: reads nothing. */
    public void verifyHeader(ChunkRef expected) throws CorruptDataException {
        require("tenant", expected.tenant().value(), header.tenant().value());
        require("fingerprint", expected.fingerprintHex(), Long.toHexString(header.fingerprint()));
        require("from", expected.fromMillis(), header.fromMillis());
        require("through", expected.throughMillis(), header.throughMillis());
    }

    private void require(String what, Object expected, Object found) throws CorruptDataException {
        if (!expected.equals(found)) {
            throw new CorruptDataException(content.source().name(), 0, what, expected, found);
        }
    }

    ChunkContent content() {
        return content;
    }

    /** All entries of some blocks, block by block; shows how they are stored. */
    ChunkEntryCursor stored(List<BlockMeta> blocks) throws IOException {
        return cursor(blocks, TimeRange.ALL, false);
    }

    private List<BlockMeta> blocksWithin(TimeRange range) {
        if (range.equals(TimeRange.ALL)) {
            return blocks();
        }
        return blocks().stream()
                .filter(block -> range.overlaps(block.minTimeNanos(), block.maxTimeNanos()))
                .toList();
    }

    private BlockMeta own(BlockMeta block) {
        if (block.index() >= blocks().size() || !blocks().get(block.index()).equals(block)) {
            throw new IllegalArgumentException(
                    block + " is no block of " + content.source().name());
        }
        return block;
    }

    private ChunkEntryCursor cursor(List<BlockMeta> blocks, TimeRange range, boolean backwards) throws IOException {
        DecodeLease lease = new DecodeLease(pool);
        boolean opened = false;
        try {
            ChunkEntryCursor cursor = new ChunkEntryCursor(content, blocks, range, backwards, lease);
            opened = true;
            return cursor;
        } finally {
            if (!opened) {
                lease.close();
            }
        }
    }
}
