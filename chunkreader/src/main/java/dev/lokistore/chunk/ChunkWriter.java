package dev.lokistore.chunk;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.CRC32C;

/**
 * Builds one chunk object. Deterministic: equal entries and format give equal bytes with equal versions of the
 * compressors. Entries come in the order of time; equal times keep the order of their arrival. Not thread-safe.
 */
public final class ChunkWriter {
    /** By the older rule a chunk is full with this many blocks ({@code formats/chunks-and-layout.md#210}). */
    private static final int BLOCKS_PER_CHUNK = 10;

    private static final int PAIR_BYTES = 8;
    private static final int MAX_LINE_BYTES = (1 << 30) - 1;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final TenantId tenant;
    private final long fingerprint;
    private final Labels labels;
    private final ChunkFormat format;
    private final BlockEncoder encoder;
    private final SymbolWriter symbols = new SymbolWriter();
    private final ByteSink head = new ByteSink();
    private final ByteSink section = new ByteSink();
    private final ByteSink blocks = new ByteSink();
    private final List<BlockMeta> metas = new ArrayList<>();
    private final CRC32C crc = new CRC32C();

    private long headEntries;
    private long headRawBytes;
    private long headFirst;
    private long firstTime;
    private long lastTime = Long.MIN_VALUE;
    private long entries;
    private boolean finished;

    /** @param fingerprint of the stream; taken as it is, since that of an existing stream must not change */
    public ChunkWriter(TenantId tenant, long fingerprint, Labels labels, ChunkFormat format) {
        this.tenant = tenant;
        this.fingerprint = fingerprint;
        this.labels = labels;
        this.format = format;
        this.encoder = BlockEncoder.of(format.codec());
    }

    /** Whether Loki would put this entry into this chunk; it would begin a new one otherwise. */
    public boolean hasRoomFor(int lineLength, StructuredMetadata metadata) {
        if (format.targetBytes() == 0) {
            return metas.size() < BLOCKS_PER_CHUNK;
        }
        long size = blocks.size() + headRawBytes + lineLength;
        if (format.version() == 4) {
            size += symbols.stringBytes();
            for (int i = 0; i < metadata.size(); i++) {
                size += utf8Length(metadata.name(i)) + utf8Length(metadata.value(i));
            }
        }
        return size < format.targetBytes();
    }

    public void append(long timestampNanos, byte[] line, StructuredMetadata metadata) {
        append(timestampNanos, line, 0, line.length, metadata);
    }

    /**
     * Adds an entry, even if there is no room for it by Loki's rule.
     *
     * @param timestampNanos ns since the epoch; Loki itself writes none before it
     * @throws IllegalArgumentException if the time is before that of the entry before, the line too long for Loki, or if
     *     there is metadata and the format is version 3
     */
    public void append(long timestampNanos, byte[] buffer, int offset, int length, StructuredMetadata metadata) {
        Objects.checkFromIndexSize(offset, length, buffer.length);
        check(timestampNanos, length, metadata);
        if (headEntries == 0) {
            headFirst = timestampNanos;
        }
        if (entries == 0) {
            firstTime = timestampNanos;
        }
        head.varint(timestampNanos);
        head.uvarint(length);
        head.write(buffer, offset, length);
        if (format.version() == 4) {
            appendMetadata(metadata);
        }
        lastTime = timestampNanos;
        entries++;
        headEntries++;
        headRawBytes += length + (long) PAIR_BYTES * metadata.size();
        if (headRawBytes >= format.blockBytes()) {
            cutBlock();
        }
    }

    /** Entries so far. */
    public long entries() {
        return entries;
    }

    /**
     * Ends the chunk; the writer is of no use afterwards.
     *
     * @throws IllegalStateException if there is no entry: nothing expects a chunk without
     */
    public EncodedChunk finish() {
        if (entries == 0 || finished) {
            throw new IllegalStateException(finished ? "finished before" : "a chunk needs an entry");
        }
        if (headEntries > 0) {
            cutBlock();
        }
        finished = true;
        byte[] payload = payload();
        long from = Math.floorDiv(firstTime, NANOS_PER_MILLI);
        long through = -Math.floorDiv(-lastTime, NANOS_PER_MILLI);
        ChunkHeader header = new ChunkHeader(tenant, fingerprint, from, through, labels, Envelope.ENCODING);
        byte[] object = envelope(header, payload);
        ChunkRef ref = new ChunkRef(tenant, fingerprint, from, through, crcOf(object, 0, object.length));
        long rawBytes = metas.stream().mapToLong(BlockMeta::rawBytes).sum();
        return new EncodedChunk(ref, object, entries, rawBytes);
    }

    private void check(long timestampNanos, int length, StructuredMetadata metadata) {
        if (finished) {
            throw new IllegalStateException("finished before");
        }
        if (timestampNanos < lastTime) {
            throw new IllegalArgumentException("time " + timestampNanos + " after " + lastTime);
        }
        if (length > MAX_LINE_BYTES) {
            throw new IllegalArgumentException("a line of " + length + " bytes, but must be <= " + MAX_LINE_BYTES);
        }
        if (format.version() < 4 && !metadata.isEmpty()) {
            throw new IllegalArgumentException("version " + format.version() + " holds no structured metadata");
        }
    }

    private void appendMetadata(StructuredMetadata metadata) {
        section.clear();
        section.uvarint(metadata.size());
        for (int i = 0; i < metadata.size(); i++) {
            section.uvarint(symbols.id(metadata.name(i)));
            section.uvarint(symbols.id(metadata.value(i)));
        }
        head.uvarint(section.size());
        head.write(section.array(), 0, section.size());
    }

    private void cutBlock() {
        int start = blocks.size();
        encoder.encode(head.array(), 0, head.size(), blocks);
        int stored = blocks.size() - start;
        blocks.u32be(crcOf(blocks.array(), start, stored));
        // the offset is completed in the end: symbols come before the blocks
        metas.add(new BlockMeta(metas.size(), start, stored, headRawBytes, headEntries, headFirst, lastTime));
        head.clear();
        headEntries = 0;
        headRawBytes = 0;
    }

    private byte[] payload() {
        ByteSink out = new ByteSink();
        out.u32be(PayloadLayout.MAGIC);
        out.u8(format.version());
        out.u8(format.codec().id());
        int symbolsStart = out.size();
        int symbolsBytes = 0;
        if (format.version() == 4) {
            symbols.write(encoder, out);
            symbolsBytes = out.size() - symbolsStart;
            out.u32be(crcOf(out.array(), symbolsStart, symbolsBytes));
        }
        int firstBlock = out.size();
        out.write(blocks.array(), 0, blocks.size());
        int table = out.size();
        writeTable(firstBlock, out);
        int tableBytes = out.size() - table;
        out.u32be(crcOf(out.array(), table, tableBytes));
        if (format.version() == 4) {
            out.u64be(symbolsBytes);
            out.u64be(symbolsStart);
            out.u64be(tableBytes);
        }
        out.u64be(table);
        return out.toByteArray();
    }

    private void writeTable(int firstBlock, ByteSink out) {
        out.uvarint(metas.size());
        for (BlockMeta meta : metas) {
            out.uvarint(meta.entries());
            out.varint(meta.minTimeNanos());
            out.varint(meta.maxTimeNanos());
            out.uvarint(firstBlock + meta.offset());
            out.uvarint(meta.rawBytes());
            out.uvarint(meta.storedBytes());
        }
    }

    private static byte[] envelope(ChunkHeader header, byte[] payload) {
        byte[] json = MetadataJsonWriter.write(header);
        ByteSink metadata = new ByteSink();
        SnappyEncoder.encode(json, 0, json.length, metadata);
        ByteSink out = new ByteSink();
        out.u32be(Envelope.LENGTH_BYTES + metadata.size());
        out.write(metadata.array(), 0, metadata.size());
        out.u32be(payload.length);
        out.write(payload);
        return out.toByteArray();
    }

    private int crcOf(byte[] bytes, int offset, int length) {
        crc.reset();
        crc.update(bytes, offset, length);
        return (int) crc.getValue();
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
