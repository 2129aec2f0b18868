package dev.lokistore.index.anatomy;

import dev.lokistore.chunk.BlockMeta;
import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkHeader;
import dev.lokistore.chunk.ChunkLimits;
import dev.lokistore.chunk.ChunkSalvager;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.SalvagedBlock;
import dev.lokistore.chunk.SalvagedChunk;
import java.io.IOException;
import java.util.List;

/** A chunk object ({@code formats/chunks-and-layout.md#1}, {@code #2}); blocks are where they were found. */
public final class ChunkAnatomy extends Anatomy {
    private static final int LENGTH_BYTES = 4;
    private static final int CRC_BYTES = 4;
    private static final int MAGIC = 0x012ee56a;
    private static final int FOOTER_BYTES = 8;
    private static final int FOOTER_BYTES_V4 = 32;

    private final SalvagedChunk chunk;
    private final Bytes all;
    private final int payload;

    /** @throws CorruptDataException if nothing in it looks like a chunk */
    ChunkAnatomy(String name, byte[] bytes) throws IOException {
        super(name, bytes);
        this.chunk = ChunkSalvager.salvage(ByteSource.of(name, bytes), ChunkLimits.DEFAULT);
        this.all = new Bytes(name, bytes);
        this.payload = payload();
    }

    /** The magic before the first block, or where the first length leads. */
    private int payload() {
        long stated = all.size() < LENGTH_BYTES ? 0 : all.u32be(0) + LENGTH_BYTES;
        List<SalvagedBlock> blocks = chunk.blocks();
        long before = blocks.isEmpty() ? all.size() : blocks.get(0).offset();
        for (long at : new long[] {stated, stated + LENGTH_BYTES}) {
            if (at + LENGTH_BYTES <= Math.min(before, all.size()) && all.i32be((int) at) == MAGIC) {
                return (int) at;
            }
        }
        for (int at = 0; at + LENGTH_BYTES <= Math.min(before, all.size()); at++) {
            if (all.i32be(at) == MAGIC) {
                return at;
            }
        }
        return (int) Math.min(stated, Math.min(before, all.size()));
    }

    @Override
    public String kind() {
        return "chunk";
    }

    /** What is wrong, as the salvage found it. */
    public SalvagedChunk chunk() {
        return chunk;
    }

    /**
     * A block, decompressed as far as that goes.
     *
     * @param index as in the outline
     * @throws IllegalArgumentException if there is no such block
     */
    public Anatomy block(int index) {
        if (index < 0 || index >= chunk.blocks().size()) {
            throw new IllegalArgumentException(
                    "the chunk has the blocks 0 to " + (chunk.blocks().size() - 1) + ", not " + index);
        }
        return new BlockAnatomy(name() + ", block " + index, chunk.rawBlock(index), chunk.formatVersion());
    }

    @Override
    void outlineParts(Seamless sink) {
        parts(sink, false);
    }

    @Override
    void detailParts(Seamless sink) {
        parts(sink, true);
    }

    private void parts(Seamless sink, boolean rows) {
        Walk walk = new Walk(name(), all, sink, 0, all.size());
        try {
            envelope(walk);
            payloadHeader(walk);
            for (SalvagedBlock block : chunk.blocks()) {
                block(sink, block);
            }
        } catch (CorruptDataException e) {
            walk.rest("unreadable", e);
            return;
        }
        int footer = all.size() - (chunk.formatVersion() < 4 ? FOOTER_BYTES : FOOTER_BYTES_V4);
        int table = tableStart();
        Walk tail = new Walk(name(), all, sink, table, footer);
        if (table < footer) {
            try {
                blockTable(tail, rows);
            } catch (CorruptDataException e) {
                tail.rest("rest of the block table", e);
            }
        }
        footer(new Walk(name(), all, sink, Math.max(footer, table), all.size()));
    }

    private int tableStart() {
        long end = payload;
        for (SalvagedBlock block : chunk.blocks()) {
            end = Math.max(end, block.offset() + block.storedBytes() + CRC_BYTES);
        }
        return (int) Math.min(end, all.size());
    }

    private void envelope(Walk walk) throws CorruptDataException {
        int metadataEnd = Math.max(0, payload - LENGTH_BYTES);
        long length = walk.left() < LENGTH_BYTES ? 0 : all.u32be(0);
        walk.part(
                Math.min(LENGTH_BYTES, payload),
                "length of the metadata",
                length + ", its own 4 bytes included",
                length == metadataEnd);
        ChunkHeader header = chunk.header().orElse(null);
        walk.part(
                metadataEnd - walk.at(),
                "metadata",
                header == null
                        ? "snappy, JSON: cannot be read"
                        : "snappy, JSON: tenant " + header.tenant() + ", fingerprint "
                                + Long.toHexString(header.fingerprint()) + ", " + header.labels() + ", "
                                + Walk.time(header.fromMillis() * 1_000_000) + " to "
                                + Walk.time(header.throughMillis() * 1_000_000),
                header != null);
        if (payload - walk.at() == LENGTH_BYTES) {
            long stated = all.u32be(walk.at());
            walk.part(LENGTH_BYTES, "length of the payload", Long.toString(stated), stated == all.size() - payload);
        }
    }

    private void payloadHeader(Walk walk) throws CorruptDataException {
        if (walk.left() < LENGTH_BYTES + 2) {
            return;
        }
        walk.part(LENGTH_BYTES, "magic", Integer.toHexString(all.i32be(payload)), all.i32be(payload) == MAGIC);
        int version = all.u8(walk.at());
        walk.part(1, "format version", Integer.toString(version), version == chunk.formatVersion());
        if (chunk.formatVersion() > 1) {
            int codec = all.u8(walk.at());
            walk.part(1, "codec", codec + ": blocks are " + chunk.codec().lokiName(), null);
        }
        if (chunk.formatVersion() == 4 && !chunk.blocks().isEmpty()) {
            long section = chunk.blocks().get(0).offset() - CRC_BYTES - walk.at();
            int from = walk.at();
            if (section > 0) {
                walk.part(section, "strings of structured metadata", "count, then compressed", null);
                walk.crc(from, "strings");
            }
        }
    }

    private void block(Seamless sink, SalvagedBlock block) {
        BlockMeta row = block.row();
        String what = row == null
                ? "found by its checksum"
                : row.entries() + " entries, " + Walk.time(row.minTimeNanos()) + " to " + Walk.time(row.maxTimeNanos());
        int from = (int) Math.min(block.offset(), all.size());
        int to = (int) Math.min(block.offset() + block.storedBytes(), all.size());
        String fault = block.fault();
        sink.part(
                from,
                to - from,
                "block " + block.index(),
                fault == null ? what : row == null ? fault : what + "; " + fault,
                block.sound());
        Integer stored = block.storedCrc();
        if (stored != null) {
            boolean ok = block.crcState() == SalvagedBlock.CrcState.OK;
            sink.part(
                    to,
                    CRC_BYTES,
                    "CRC-32C of block " + block.index(),
                    Integer.toHexString(stored)
                            + (ok ? "" : ", but the bytes have " + Integer.toHexString(block.computedCrc())),
                    ok);
        }
    }

    /** @param rows whether each of its rows is to be a part, or all of them one */
    private void blockTable(Walk walk, boolean rows) throws CorruptDataException {
        int from = walk.at();
        Seamless none = new Seamless(0, 0, part -> {});
        Walk table = rows ? walk : new Walk(name(), all, none, from, from + walk.left());
        long count = table.uvarint("number of blocks");
        for (long i = 0; i < count; i++) {
            String of = " of block " + i;
            table.uvarint("entries" + of);
            table.nanos("first time" + of);
            table.nanos("last time" + of);
            table.uvarint("offset in the payload" + of);
            if (chunk.formatVersion() >= 3) {
                table.uvarint("uncompressed bytes" + of);
            }
            table.uvarint("stored bytes" + of);
        }
        if (table.left() != CRC_BYTES) {
            throw new CorruptDataException(
                    name(), table.at(), "the block table does not end where its checksum begins");
        }
        if (!rows) {
            walk.part(table.at() - from, "block table", count + " blocks", null);
        }
        walk.crc(from, "block table");
    }

    private void footer(Walk walk) {
        try {
            if (chunk.formatVersion() == 4) {
                walk.u64be("length of the strings' section");
                walk.u64be("offset in the payload of the strings' section");
                walk.u64be("length of the block table");
            }
            walk.u64be("offset in the payload of the block table");
            walk.rest("behind the end", null);
        } catch (CorruptDataException e) {
            walk.rest("rest of the footer", e);
        }
    }
}
