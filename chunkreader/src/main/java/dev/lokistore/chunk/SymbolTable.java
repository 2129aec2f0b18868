package dev.lokistore.chunk;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * The strings of structured metadata ({@code formats/chunks-and-layout.md#27}), kept as bytes; a string is made when
 * someone asks. Immutable.
 */
final class SymbolTable {
    static final SymbolTable EMPTY = new SymbolTable(new byte[0], new int[0], new int[0]);

    private final byte[] bytes;
    /** Start of each string; its length varint stands before it. */
    private final int[] starts;

    private final int[] lengths;

    private SymbolTable(byte[] bytes, int[] starts, int[] lengths) {
        this.bytes = bytes;
        this.starts = starts;
        this.lengths = lengths;
    }

    /** Reads, checks and decompresses the section. */
    static SymbolTable read(ByteSource source, PayloadLayout layout, ReadOptions options, DecodeContext context)
            throws IOException {
        int length = layout.symbolsBytes();
        byte[] section = source.read(layout.symbolsOffset(), length + PayloadLayout.CRC_BYTES);
        int crc = context.crc32c(section, 0, length);
        int stored = BigEndian.int32(section, length);
        if (crc != stored) {
            throw new CorruptDataException(
                    source.name(),
                    (long) layout.symbolsOffset() + length,
                    "symbol section checksum",
                    Integer.toHexString(stored),
                    Integer.toHexString(crc));
        }
        ByteParser parser = new ByteParser(source.name(), layout.symbolsOffset(), section, 0, length);
        long count = parser.uvarint("number of strings");
        int start = parser.index();
        EncodedStream stream = new EncodedStream(
                source.name(),
                (long) layout.symbolsOffset() + start,
                section,
                start,
                length - start,
                4L * (length - start),
                options);
        OutputBuffer content = new OutputBuffer();
        context.decode(layout.codec(), stream, options.limits().symbolBytes(), content);
        return parse(stream, content, count);
    }

    private static SymbolTable parse(EncodedStream stream, OutputBuffer content, long count)
            throws CorruptDataException {
        int limit = stream.options().limits().symbolBytes();
        // a string takes a byte at least, and eight more in our two arrays
        long most = Math.min(content.size(), (limit - content.size()) / 8);
        if (count < 0 || count > most) {
            throw stream.corrupt(stream.offset(), "number of strings", "at most " + most, Long.toUnsignedString(count));
        }
        boolean ascii = Utf8.isAscii(content.bytes(), 0, content.size());
        boolean invalid = false;
        int[] starts = new int[(int) count];
        int[] lengths = new int[(int) count];
        ByteParser parser = new ByteParser(stream.source(), stream.position(), content.bytes(), 0, content.size());
        for (int i = 0; i < count; i++) {
            lengths[i] = stringLength(stream, parser, i);
            starts[i] = parser.index();
            parser.skip(lengths[i]);
            invalid |= !ascii && !Utf8.isValid(content.bytes(), starts[i], parser.index());
        }
        if (invalid) {
            stream.tolerate(
                    Defect.Kind.INVALID_UTF8, stream.offset(), "symbol section: expected UTF-8, found other bytes");
        }
        if (parser.remaining() > 0) {
            stream.tolerate(
                    Defect.Kind.SYMBOL_COUNT,
                    stream.offset(),
                    "symbol section: expected its end after " + count + " strings, found " + parser.remaining()
                            + " more bytes");
        }
        return new SymbolTable(content.bytes(), starts, lengths);
    }

    private static int stringLength(EncodedStream stream, ByteParser parser, int index) throws CorruptDataException {
        int at = parser.index();
        if (parser.remaining() == 0) {
            throw stream.corrupt(stream.offset(), "string " + index, "its length", "the end of the section");
        }
        long length = parser.uvarint("length of string " + index);
        if (length < 0 || length > parser.remaining()) {
            throw stream.corrupt(
                    stream.offset(),
                    "length of string " + index + " at byte " + at + " of the decompressed symbols",
                    "at most " + parser.remaining(),
                    Long.toUnsignedString(length));
        }
        return (int) length;
    }

    int size() {
        return starts.length;
    }

    /** Of all strings together. */
    long stringBytes() {
        return IntStream.of(lengths).asLongStream().sum();
    }

    /** The string of this number; the empty one if there is none. Invalid UTF-8 becomes U+FFFD. */
    String string(long id) {
        if (id < 0 || id >= starts.length) {
            return "";
        }
        return new String(bytes, starts[(int) id], lengths[(int) id], StandardCharsets.UTF_8);
    }

    /** Of a string's bytes. */
    long hash(int id) {
        return ContentHash.of(bytes, starts[id], lengths[id]);
    }

    boolean sameString(int id, SymbolTable other, int otherId) {
        return Arrays.equals(
                bytes,
                starts[id],
                starts[id] + lengths[id],
                other.bytes,
                other.starts[otherId],
                other.starts[otherId] + other.lengths[otherId]);
    }

    /** Appends length and bytes. */
    void writeString(int id, ByteSink out) {
        out.uvarint(lengths[id]);
        out.write(bytes, starts[id], lengths[id]);
    }

    /**
     * Appends the section, without its CRC, with the same numbers.
     *
     * @param empty numbers of strings that become empty
     */
    void write(BitSet empty, BlockEncoder encoder, ByteSink out) {
        ByteSink strings = new ByteSink();
        for (int i = 0; i < starts.length; i++) {
            int length = empty.get(i) ? 0 : lengths[i];
            strings.uvarint(length);
            strings.write(bytes, starts[i], length);
        }
        out.uvarint(starts.length);
        encoder.encode(strings.array(), 0, strings.size(), out);
    }

    int lengthOf(long id) {
        return id < 0 || id >= lengths.length ? 0 : lengths[(int) id];
    }
}
