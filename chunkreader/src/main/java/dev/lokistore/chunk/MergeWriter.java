package dev.lokistore.chunk;

import java.util.Arrays;

/** Writes a chunk of entries whose metadata is numbered by a merge. */
final class MergeWriter {
    private static final int UNKNOWN = -1;

    private final ChunkFormat format;
    private final MergeSymbols strings;
    private final ChunkAssembly assembly;
    private final ChunkHead head;
    private final ByteSink section = new ByteSink();
    private final ByteSink symbols = new ByteSink();
    /** Of the merge's strings those of the chunk. */
    private int[] numbers = {};

    private int symbolCount;
    private long symbolBytes;

    MergeWriter(ChunkFormat format, MergeSymbols strings) {
        this.format = format;
        this.strings = strings;
        this.assembly = new ChunkAssembly(format.version(), format.codec(), 0);
        this.head = new ChunkHead(format, assembly);
    }

    /** Whether Loki would put this entry into this chunk. */
    boolean hasRoomFor(int lineLength, int[] pairs) {
        long size = lineLength + symbolBytes;
        for (int string : pairs) {
            size += strings.length(string);
        }
        return head.hasRoomFor(size);
    }

    void append(long timestampNanos, byte[] buffer, int offset, int length, int[] pairs) {
        head.check(timestampNanos, length, pairs.length > 0);
        section.clear();
        if (format.version() == 4) {
            section.uvarint(pairs.length / 2);
            for (int string : pairs) {
                section.uvarint(number(string));
            }
        }
        head.append(timestampNanos, buffer, offset, length, section, pairs.length / 2);
    }

    /** In order of first use. */
    private int number(int string) {
        if (string >= numbers.length) {
            int before = numbers.length;
            numbers = Arrays.copyOf(numbers, Math.max(2 * before, strings.size()));
            Arrays.fill(numbers, before, numbers.length, UNKNOWN);
        }
        if (numbers[string] == UNKNOWN) {
            numbers[string] = symbolCount++;
            symbolBytes += strings.length(string);
            strings.write(string, symbols);
        }
        return numbers[string];
    }

    long rawBytes() {
        return head.rawBytes();
    }

    EncodedChunk finish(ChunkHeader stream) {
        head.finish();
        ChunkHeader header = new ChunkHeader(
                stream.tenant(),
                stream.fingerprint(),
                assembly.fromMillis(),
                assembly.throughMillis(),
                stream.labels(),
                Envelope.ENCODING);
        return assembly.finish(header, (encoder, out) -> {
            out.uvarint(symbolCount);
            encoder.encode(symbols.array(), 0, symbols.size(), out);
        });
    }
}
