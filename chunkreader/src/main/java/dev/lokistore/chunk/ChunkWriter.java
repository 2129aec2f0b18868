package dev.lokistore.chunk;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Builds one chunk object. Deterministic: equal entries and format give equal bytes with equal versions of the
 * compressors. Entries come in the order of time; equal times keep the order of their arrival. Not thread-safe.
 */
public final class ChunkWriter {
    /** By the older rule a chunk is full with this many blocks ({@code formats/chunks-and-layout.md#210}). */
    private static final int BLOCKS_PER_CHUNK = 10;

    private static final int UNKNOWN = -1;
    private static final int MAX_LINE_BYTES = (1 << 30) - 1;

    private final TenantId tenant;
    private final long fingerprint;
    private final Labels labels;
    private final ChunkFormat format;
    private final ChunkAssembly assembly;
    private final SymbolWriter symbols = new SymbolWriter();
    private final ByteSink head = new ByteSink();
    private final ByteSink section = new ByteSink();

    /** Of a merge's strings; those of the chunk. */
    private int[] numbers = {};

    private long headEntries;
    private long headRawBytes;
    private long headFirst;
    private long lastTime = Long.MIN_VALUE;
    private long entries;
    private long rawBytes;
    private boolean finished;

    /** @param fingerprint of the stream; taken as it is, since that of an existing stream must not change */
    public ChunkWriter(TenantId tenant, long fingerprint, Labels labels, ChunkFormat format) {
        this.tenant = tenant;
        this.fingerprint = fingerprint;
        this.labels = labels;
        this.format = format;
        this.assembly = new ChunkAssembly(format.version(), format.codec());
    }

    /** Whether Loki would put this entry into this chunk; it would begin a new one otherwise. */
    public boolean hasRoomFor(int lineLength, StructuredMetadata metadata) {
        long size = lineLength;
        if (format.version() == 4) {
            for (int i = 0; i < metadata.size(); i++) {
                size += utf8Length(metadata.name(i)) + utf8Length(metadata.value(i));
            }
        }
        return hasRoomFor(size);
    }

    /** As the other one, for metadata that is numbered already. */
    boolean hasRoomFor(int lineLength, MergeSymbols strings, int[] pairs) {
        long size = lineLength;
        for (int string : pairs) {
            size += strings.utf8Length(string);
        }
        return hasRoomFor(size);
    }

    private boolean hasRoomFor(long size) {
        if (format.targetBytes() == 0) {
            return assembly.blockCount() < BLOCKS_PER_CHUNK;
        }
        return assembly.blockBytes() + headRawBytes + symbols.stringBytes() + size < format.targetBytes();
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
        check(timestampNanos, length, !metadata.isEmpty());
        begin(timestampNanos, buffer, offset, length);
        if (format.version() == 4) {
            section.clear();
            section.uvarint(metadata.size());
            for (int i = 0; i < metadata.size(); i++) {
                section.uvarint(symbols.id(metadata.name(i)));
                section.uvarint(symbols.id(metadata.value(i)));
            }
            appendSection();
        }
        end(timestampNanos, BlockDraft.size(length, metadata.size()));
    }

    private void begin(long timestampNanos, byte[] buffer, int offset, int length) {
        if (headEntries == 0) {
            headFirst = timestampNanos;
        }
        head.varint(timestampNanos);
        head.uvarint(length);
        head.write(buffer, offset, length);
    }

    private void appendSection() {
        head.uvarint(section.size());
        head.write(section.array(), 0, section.size());
    }

    private void end(long timestampNanos, long size) {
        lastTime = timestampNanos;
        entries++;
        headEntries++;
        headRawBytes += size;
        rawBytes += size;
        if (headRawBytes >= format.blockBytes()) {
            cutBlock();
        }
    }

    /** As the other one, for metadata that is numbered already. */
    void append(long timestampNanos, byte[] buffer, int offset, int length, MergeSymbols strings, int[] pairs) {
        check(timestampNanos, length, pairs.length > 0);
        begin(timestampNanos, buffer, offset, length);
        if (format.version() == 4) {
            section.clear();
            section.uvarint(pairs.length / 2);
            for (int string : pairs) {
                section.uvarint(numbered(strings, string));
            }
            appendSection();
        }
        end(timestampNanos, BlockDraft.size(length, pairs.length / 2));
    }

    private int numbered(MergeSymbols strings, int string) {
        if (string >= numbers.length) {
            int before = numbers.length;
            numbers = Arrays.copyOf(numbers, Math.max(2 * before, strings.size()));
            Arrays.fill(numbers, before, numbers.length, UNKNOWN);
        }
        if (numbers[string] == UNKNOWN) {
            numbers[string] = symbols.id(strings.string(string));
        }
        return numbers[string];
    }

    /** Lines and pairs so far, as block tables count them. */
    long rawBytes() {
        return rawBytes;
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
        ChunkHeader header = new ChunkHeader(
                tenant, fingerprint, assembly.fromMillis(), assembly.throughMillis(), labels, Envelope.ENCODING);
        return assembly.finish(header, symbols::write);
    }

    private void check(long timestampNanos, int length, boolean metadata) {
        if (finished) {
            throw new IllegalStateException("finished before");
        }
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

    private void cutBlock() {
        assembly.add(head, headRawBytes, headEntries, headFirst, lastTime);
        head.clear();
        headEntries = 0;
        headRawBytes = 0;
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
