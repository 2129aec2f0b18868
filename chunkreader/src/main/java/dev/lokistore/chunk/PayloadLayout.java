package dev.lokistore.chunk;

import java.io.IOException;
import java.util.List;

/**
 * Where things are in a payload ({@code formats/chunks-and-layout.md#23}, {@code #24}). Offsets count from the start of the
 * object.
 *
 * @param symbolsOffset of the symbol section; 0 before version 4
 * @param symbolsBytes its length without the CRC; 0 before version 4
 * @param blocksOffset where the first block belongs
 * @param blocksEnd where the block table begins
 */
record PayloadLayout(
        int version,
        Codec codec,
        int symbolsOffset,
        int symbolsBytes,
        int blocksOffset,
        int blocksEnd,
        List<BlockMeta> blocks) {
    static final int MAGIC = 0x012ee56a;
    static final int CRC_BYTES = 4;

    private static final int MAGIC_BYTES = 4;
    private static final int FOOTER_BYTES = 8;
    private static final int FOOTER_BYTES_V4 = 32;
    private static final int MAX_VERSION = 4;

    /** Six numbers of ten bytes. */
    private static final int MAX_ROW_BYTES = 60;

    PayloadLayout {
        blocks = List.copyOf(blocks);
    }

    /** Where the payload begins. */
    int payloadOffset() {
        int magicAndVersion = MAGIC_BYTES + 1;
        return switch (version) {
            case 1 -> blocksOffset - magicAndVersion;
            case 4 -> symbolsOffset - magicAndVersion - 1;
            default -> blocksOffset - magicAndVersion - 1;
        };
    }

    static PayloadLayout read(ByteSource source, Envelope envelope, ReadOptions options, DecodeContext context)
            throws IOException {
        return new Parser(source, envelope, options, context).parse();
    }

    private static final class Parser {
        private final ByteSource source;
        private final int start;
        private final int size;
        private final ReadOptions options;
        private final DecodeContext context;

        Parser(ByteSource source, Envelope envelope, ReadOptions options, DecodeContext context) {
            this.source = source;
            this.start = envelope.payloadOffset();
            this.size = envelope.payloadBytes();
            this.options = options;
            this.context = context;
        }

        PayloadLayout parse() throws IOException {
            if (size < MAGIC_BYTES + 1) {
                throw corrupt(0, "payload", "at least 5 bytes", size);
            }
            byte[] begin = source.read(start, Math.min(size, MAGIC_BYTES + 2));
            if (BigEndian.int32(begin, 0) != MAGIC) {
                throw corrupt(
                        0, "payload magic", Integer.toHexString(MAGIC), Integer.toHexString(BigEndian.int32(begin, 0)));
            }
            int version = begin[MAGIC_BYTES] & 0xff;
            if (version < 1 || version > MAX_VERSION) {
                throw new UnsupportedFormatException(
                        source.name(), start + MAGIC_BYTES, "format version", "1 to " + MAX_VERSION, version);
            }
            int header = MAGIC_BYTES + (version == 1 ? 1 : 2);
            int footer = version < 4 ? FOOTER_BYTES : FOOTER_BYTES_V4;
            int least = header + (version < 4 ? 0 : CRC_BYTES + 1) + 1 + CRC_BYTES + footer;
            if (size < least) {
                throw corrupt(0, "payload of version " + version, "at least " + least + " bytes", size);
            }
            Codec codec = version == 1 ? Codec.GZIP : codec(begin[MAGIC_BYTES + 1] & 0xff);
            return version < 4 ? parseTable(version, codec, header, 0, header) : parseSymbolsPlace(codec, header);
        }

        private Codec codec(int id) throws CorruptDataException {
            return Codec.ofId(id)
                    .orElseThrow(() -> new UnsupportedFormatException(
                            source.name(), start + MAGIC_BYTES + 1, "codec", "0, 1 or 3 to 9", id));
        }

        private PayloadLayout parseSymbolsPlace(Codec codec, int header) throws IOException {
            int footer = size - FOOTER_BYTES_V4;
            byte[] bytes = source.read(start + footer, FOOTER_BYTES_V4);
            long length = BigEndian.int64(bytes, 0);
            long offset = BigEndian.int64(bytes, 8);
            if (offset != header) {
                throw corrupt(footer + 8, "symbol section offset", header, Long.toUnsignedString(offset));
            }
            // count, CRC, and after them at least the block count and its CRC
            int most = footer - CRC_BYTES - 1 - header - CRC_BYTES;
            if (length < 1 || length > most) {
                throw corrupt(footer, "symbol section length", "1 to " + most, Long.toUnsignedString(length));
            }
            return parseTable(4, codec, header, (int) length, header + (int) length + CRC_BYTES);
        }

        private PayloadLayout parseTable(int version, Codec codec, int symbols, int symbolsBytes, int firstBlock)
                throws IOException {
            int end = size - (version < 4 ? FOOTER_BYTES : FOOTER_BYTES_V4);
            long stated = BigEndian.int64(source.read(start + size - 8, 8), 0);
            if (stated < firstBlock || stated > end - CRC_BYTES - 1) {
                throw corrupt(
                        size - 8,
                        "block table offset",
                        firstBlock + " to " + (end - CRC_BYTES - 1),
                        Long.toUnsignedString(stated));
            }
            int table = (int) stated;
            int length = end - CRC_BYTES - table;
            if (version == 4) {
                long statedLength = BigEndian.int64(source.read(start + size - 16, 8), 0);
                if (statedLength != length) {
                    throw corrupt(size - 16, "block table length", length, Long.toUnsignedString(statedLength));
                }
            }
            if (length > (long) options.limits().blocks() * MAX_ROW_BYTES) {
                throw corrupt(
                        table,
                        "block table",
                        "at most " + options.limits().blocks() + " blocks (limit)",
                        length + " bytes");
            }
            byte[] bytes = source.read(start + table, length + CRC_BYTES);
            int crc = context.crc32c(bytes, 0, length);
            int storedCrc = BigEndian.int32(bytes, length);
            if (crc != storedCrc) {
                throw corrupt(
                        table + length,
                        "block table checksum",
                        Integer.toHexString(storedCrc),
                        Integer.toHexString(crc));
            }
            ByteParser parser = new ByteParser(source.name(), start + table, bytes, 0, length);
            List<BlockMeta> blocks = new BlockTable(parser, version, start, start + firstBlock, start + table, options)
                    .parse(source.name());
            return new PayloadLayout(
                    version, codec, start + symbols, symbolsBytes, start + firstBlock, start + table, blocks);
        }

        private CorruptDataException corrupt(int at, String what, Object expected, Object found) {
            return new CorruptDataException(source.name(), (long) start + at, what, expected, found);
        }
    }
}
