package dev.lokistore.chunk;

import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Builds one chunk object. Deterministic: equal entries and format give equal bytes with equal versions of the
 * compressors. Entries come in the order of time; equal times keep the order of their arrival. Not thread-safe.
 */
public final class ChunkWriter {
    private final TenantId tenant;
    private final long fingerprint;
    private final Labels labels;
    private final ChunkFormat format;
    private final ChunkAssembly assembly;
    private final ChunkHead head;
    private final SymbolWriter symbols = new SymbolWriter();
    private final ByteSink section = new ByteSink();
    private boolean finished;

    /** @param fingerprint of the stream; taken as it is, since that of an existing stream must not change */
    public ChunkWriter(TenantId tenant, long fingerprint, Labels labels, ChunkFormat format) {
        this.tenant = tenant;
        this.fingerprint = fingerprint;
        this.labels = labels;
        this.format = format;
        this.assembly = new ChunkAssembly(format.version(), format.codec(), 0);
        this.head = new ChunkHead(format, assembly);
    }

    /** Whether Loki would put this entry into this chunk; it would begin a new one otherwise. */
    public boolean hasRoomFor(int lineLength, StructuredMetadata metadata) {
        long size = lineLength;
        if (format.version() == 4) {
            size += symbols.stringBytes();
            for (int i = 0; i < metadata.size(); i++) {
                size += utf8Length(metadata.name(i)) + utf8Length(metadata.value(i));
            }
        }
        return head.hasRoomFor(size);
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
        if (finished) {
            throw new IllegalStateException("finished before");
        }
        head.check(timestampNanos, length, !metadata.isEmpty());
        section.clear();
        if (format.version() == 4) {
            section.uvarint(metadata.size());
            for (int i = 0; i < metadata.size(); i++) {
                section.uvarint(symbols.id(metadata.name(i)));
                section.uvarint(symbols.id(metadata.value(i)));
            }
        }
        head.append(timestampNanos, buffer, offset, length, section, metadata.size());
    }

    /** Entries so far. */
    public long entries() {
        return head.entries();
    }

    /**
     * Ends the chunk; the writer is of no use afterwards.
     *
     * @throws IllegalStateException if there is no entry: nothing expects a chunk without
     */
    public EncodedChunk finish() {
        if (head.entries() == 0 || finished) {
            throw new IllegalStateException(finished ? "finished before" : "a chunk needs an entry");
        }
        head.finish();
        finished = true;
        ChunkHeader header = new ChunkHeader(
                tenant, fingerprint, assembly.fromMillis(), assembly.throughMillis(), labels, Envelope.ENCODING);
        return assembly.finish(header, symbols::write);
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
