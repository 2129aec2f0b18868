package dev.lokistore.chunk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks for the parts of one payload under the assumption that it begins here and has this version. */
final class PayloadSearch {
    private static final int MAGIC_BYTES = 4;
    private static final int FOOTER_BYTES = 8;
    private static final int FOOTER_BYTES_V4 = 32;

    private final String source;
    private final byte[] bytes;
    private final int payload;
    private final int version;
    private final ReadOptions options;
    private final DecodeContext context;
    private final int header;
    private final int footer;

    PayloadSearch(String source, byte[] bytes, int payload, int version, ReadOptions options, DecodeContext context) {
        this.source = source;
        this.bytes = bytes;
        this.payload = payload;
        this.version = version;
        this.options = options;
        this.context = context;
        this.header = payload + MAGIC_BYTES + (version == 1 ? 1 : 2);
        this.footer = bytes.length - (version < 4 ? FOOTER_BYTES : FOOTER_BYTES_V4);
    }

    /** @param faults takes what is wrong outside of blocks */
    SalvagePlan find(List<CorruptDataException> faults) {
        int magic = payload + MAGIC_BYTES <= bytes.length ? BigEndian.int32(bytes, payload) : 0;
        if (magic != PayloadLayout.MAGIC) {
            faults.add(fault(
                    payload,
                    "payload magic: expected " + Integer.toHexString(PayloadLayout.MAGIC) + ", found "
                            + Integer.toHexString(magic)));
        }
        if (version != stated(MAGIC_BYTES)) {
            faults.add(fault(
                    payload + MAGIC_BYTES, "format version: expected " + version + ", found " + stated(MAGIC_BYTES)));
        }
        int symbolsEnd = version < 4 ? header : symbolsEnd(faults);
        int firstBlock = version < 4 ? header : symbolsEnd + PayloadLayout.CRC_BYTES;
        List<BlockMeta> rows = table(firstBlock, faults);
        CrcRuns runs = new CrcRuns(bytes);
        List<SalvagePlan.Block> found =
                rows != null && !rows.isEmpty() ? byTable(rows, firstBlock, runs) : byChecksum(firstBlock, runs);
        Codec codec = codec(found, faults);
        SymbolTable symbols = symbols(codec, symbolsEnd, faults);
        return judged(codec, symbols, found);
    }

    private CorruptDataException fault(int offset, String problem) {
        return new CorruptDataException(source, offset, problem);
    }

    private int stated(int at) {
        return payload + at < bytes.length ? bytes[payload + at] & 0xff : -1;
    }

    /** Where the section of strings ends: as the footer says if its checksum holds there, else where it holds. */
    private int symbolsEnd(List<CorruptDataException> faults) {
        if (footer >= header) {
            long length = BigEndian.int64(bytes, footer);
            if (length >= 1 && length <= footer - header - PayloadLayout.CRC_BYTES) {
                int end = header + (int) length;
                if (context.crc32c(bytes, header, (int) length) == BigEndian.int32(bytes, end)) {
                    return end;
                }
                int found = new CrcRuns(bytes).end(header, Math.min(footer, bytes.length));
                faults.add(fault(end, "symbol section checksum does not hold"));
                // a damaged length leaves the section whole, a damaged section leaves the length
                return found < 0 ? end : found;
            }
        }
        int found = new CrcRuns(bytes).end(header, bytes.length);
        faults.add(fault(Math.max(0, Math.min(footer, bytes.length)), "symbol section length cannot be right"));
        return found < 0 ? header : found;
    }

    private @Nullable SymbolTable symbols(Codec codec, int end, List<CorruptDataException> faults) {
        if (version < 4) {
            return SymbolTable.EMPTY;
        }
        try {
            PayloadLayout layout = new PayloadLayout(
                    version,
                    codec,
                    header,
                    Math.max(1, end - header),
                    end + PayloadLayout.CRC_BYTES,
                    footer,
                    List.of());
            return SymbolTable.read(ByteSource.of(source, bytes), layout, options, context);
        } catch (CorruptDataException e) {
            faults.add(fault((int) e.offset(), "structured metadata strings are lost: " + e.problem()));
            return null;
        } catch (IOException | IndexOutOfBoundsException e) {
            faults.add(fault(header, "structured metadata strings are lost: " + e.getMessage()));
            return null;
        }
    }

    /** The block table's rows, or null if it cannot be trusted. */
    private @Nullable List<BlockMeta> table(int firstBlock, List<CorruptDataException> faults) {
        if (footer < firstBlock) {
            faults.add(fault(bytes.length, "the end of the payload is missing"));
            return null;
        }
        long stated = BigEndian.int64(bytes, bytes.length - FOOTER_BYTES);
        int end = footer - PayloadLayout.CRC_BYTES;
        if (stated < firstBlock - payload || stated >= end - payload) {
            faults.add(fault(
                    bytes.length - FOOTER_BYTES,
                    "block table offset: expected " + (firstBlock - payload) + " to " + (end - payload - 1) + ", found "
                            + Long.toUnsignedString(stated)));
            return null;
        }
        int table = payload + (int) stated;
        int crc = context.crc32c(bytes, table, end - table);
        if (crc != BigEndian.int32(bytes, end)) {
            faults.add(fault(
                    end,
                    "block table checksum: expected " + Integer.toHexString(BigEndian.int32(bytes, end)) + ", found "
                            + Integer.toHexString(crc)));
            return null;
        }
        try {
            ByteParser parser = new ByteParser(source, table, bytes, table, end);
            return new BlockTable(parser, version, payload, firstBlock, table, options).parse(source);
        } catch (CorruptDataException e) {
            faults.add(e);
            return null;
        }
    }

    private List<SalvagePlan.Block> byTable(List<BlockMeta> rows, int firstBlock, CrcRuns runs) {
        List<SalvagePlan.Block> blocks = new ArrayList<>();
        int expected = firstBlock;
        for (BlockMeta row : rows) {
            int from = (int) row.offset();
            if (!runs.holds(from, from + row.storedBytes()) && runs.holds(expected, expected + row.storedBytes())) {
                from = expected;
            }
            int to = from + row.storedBytes();
            String fault = runs.holds(from, to) ? null : "its checksum, at byte " + to + ", does not hold";
            blocks.add(new SalvagePlan.Block(row.index(), from, to, row, fault));
            expected += row.storedBytes() + PayloadLayout.CRC_BYTES;
        }
        return blocks;
    }

    /** Without a table: a block ends where the bytes since its start have the checksum that follows. */
    private List<SalvagePlan.Block> byChecksum(int firstBlock, CrcRuns runs) {
        List<SalvagePlan.Block> blocks = new ArrayList<>();
        int at = firstBlock;
        while (at >= 0 && at < bytes.length) {
            int end = runs.end(at, bytes.length);
            if (end >= 0) {
                blocks.add(new SalvagePlan.Block(blocks.size(), at, end, null, null));
                at = end + PayloadLayout.CRC_BYTES;
                continue;
            }
            int next = runs.nextStream(at + 1);
            int to = next < 0 ? Math.max(at, Math.min(bytes.length, footer)) : next;
            if (to > at) {
                blocks.add(new SalvagePlan.Block(
                        blocks.size(), at, to, null, "no bytes from here on have the checksum that follows"));
            }
            at = next;
        }
        return blocks;
    }

    /** The stated codec if it fits the blocks, else the first that does. */
    private Codec codec(List<SalvagePlan.Block> blocks, List<CorruptDataException> faults) {
        Codec stated =
                version == 1 ? Codec.GZIP : Codec.ofId(stated(MAGIC_BYTES + 1)).orElse(null);
        BlockSalvage trial = trial(stated == null ? Codec.GZIP : stated);
        for (SalvagePlan.Block block : blocks) {
            if (!block.sound()) {
                continue;
            }
            if (stated != null && fits(trial, stated, block)) {
                return stated;
            }
            for (Codec codec : Codec.values()) {
                if (codec != stated && fits(trial, codec, block)) {
                    faults.add(fault(
                            payload + MAGIC_BYTES + 1,
                            "codec: expected " + codec.lokiName() + ", found " + stated(MAGIC_BYTES + 1)));
                    return codec;
                }
            }
        }
        return stated == null ? Codec.GZIP : stated;
    }

    private boolean fits(BlockSalvage trial, Codec codec, SalvagePlan.Block block) {
        return trial.fault(codec, version, block.from(), block.to(), block.row())
                .isEmpty();
    }

    private BlockSalvage trial(Codec codec) {
        SalvagePlan nothing = new SalvagePlan(source, bytes, version, codec, null, List.of());
        return new BlockSalvage(nothing, options, context);
    }

    /** Found by its checksum, and it ends where the block table does. */
    private boolean isTable(SalvagePlan.Block block, BlockSalvage trial, Codec codec) {
        return block.row() == null
                && block.index() > 0
                && block.to() + PayloadLayout.CRC_BYTES == footer
                && !fits(trial, codec, block);
    }

    private SalvagePlan judged(Codec codec, @Nullable SymbolTable symbols, List<SalvagePlan.Block> found) {
        BlockSalvage trial = trial(codec);
        List<SalvagePlan.Block> blocks = new ArrayList<>();
        for (SalvagePlan.Block block : found) {
            if (isTable(block, trial, codec)) {
                continue;
            }
            Optional<String> fault = block.sound()
                    ? trial.fault(codec, version, block.from(), block.to(), block.row())
                    : Optional.ofNullable(block.fault());
            blocks.add(new SalvagePlan.Block(block.index(), block.from(), block.to(), block.row(), fault.orElse(null)));
        }
        return new SalvagePlan(source, bytes, version, codec, symbols, blocks);
    }
}
