package dev.lokistore.compactor.fsck;

import dev.lokistore.chunk.ByteSink;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Fingerprints;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;

/**
 * A chunk of version 4 whose parts can be made wrong one by one, with checksums that fit what is there
 * ({@code formats/chunks-and-layout.md#24-layout-version-4}).
 */
final class HandMadeChunk {
    private static final int NONE = 0;
    private static final int LZ4 = 3;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** An entry; its metadata are numbers of symbols in turn. */
    record Entry(long nanos, String line, int... symbols) {}

    /** A block and what its row in the block table says, as differences from the truth. */
    static final class Block {
        private final List<Entry> entries = new ArrayList<>();
        private long firstNanos;
        private long lastNanos;
        private long offset;
        private long rawBytes;
        private long count;
        private int sectionLength;

        Block entry(long nanos, String line, int... symbols) {
            entries.add(new Entry(nanos, line, symbols));
            return this;
        }

        Block boundsWrongBy(long first, long last) {
            firstNanos = first;
            lastNanos = last;
            return this;
        }

        Block offsetWrongBy(long delta) {
            offset = delta;
            return this;
        }

        Block rawBytesWrongBy(long delta) {
            rawBytes = delta;
            return this;
        }

        Block countWrongBy(long delta) {
            count = delta;
            return this;
        }

        Block sectionLengthWrongBy(int delta) {
            sectionLength = delta;
            return this;
        }
    }

    private final Labels labels;
    private final List<Block> blocks = new ArrayList<>();
    private final List<String> symbols = new ArrayList<>();
    private int hiddenSymbols;
    private String metric = "logs";
    private long fingerprint;
    private long fromDelta;
    private long throughDelta;
    private int metadataLengthDelta;
    private boolean lz4;
    private boolean endMarks = true;
    private UnaryOperator<byte[]> json = bytes -> bytes;

    HandMadeChunk(Labels labels) {
        this.labels = labels;
        this.fingerprint = Fingerprints.of(labels);
    }

    HandMadeChunk block(Block block) {
        blocks.add(block);
        return this;
    }

    HandMadeChunk symbols(String... strings) {
        symbols.addAll(List.of(strings));
        return this;
    }

    /** Says that there are fewer symbols than there are. */
    HandMadeChunk hidingSymbols(int count) {
        hiddenSymbols = count;
        return this;
    }

    HandMadeChunk metric(String name) {
        metric = name;
        return this;
    }

    HandMadeChunk fingerprint(long other) {
        fingerprint = other;
        return this;
    }

    HandMadeChunk boundsWrongBy(long fromMillis, long throughMillis) {
        fromDelta = fromMillis;
        throughDelta = throughMillis;
        return this;
    }

    /** As a very old Cortex: the metadata's length without its own four bytes. */
    HandMadeChunk withOldMetadataLength() {
        metadataLengthDelta = -4;
        return this;
    }

    HandMadeChunk lz4(boolean withEndMarks) {
        lz4 = true;
        endMarks = withEndMarks;
        return this;
    }

    /** Changes the bytes of the metadata. */
    HandMadeChunk json(UnaryOperator<byte[]> change) {
        json = change;
        return this;
    }

    Labels labels() {
        return labels;
    }

    long entries() {
        return blocks.stream().mapToLong(block -> block.entries.size()).sum();
    }

    /** As a TSDB index has it. */
    long kilobytes() {
        long lines = blocks.stream()
                .flatMap(block -> block.entries.stream())
                .mapToLong(entry -> entry.line().length() + 4L * entry.symbols().length)
                .sum();
        return Math.round((lines + symbols.stream().mapToLong(String::length).sum()) / 1024.0);
    }

    ChunkRef ref() {
        return new ChunkRef(TenantId.of("fake"), fingerprint, fromMillis(), throughMillis(), crc(bytes()));
    }

    private long fromMillis() {
        long first = blocks.stream()
                .flatMap(block -> block.entries.stream())
                .mapToLong(Entry::nanos)
                .min()
                .orElse(0);
        return Math.floorDiv(first, NANOS_PER_MILLI) + fromDelta;
    }

    private long throughMillis() {
        long last = blocks.stream()
                .flatMap(block -> block.entries.stream())
                .mapToLong(Entry::nanos)
                .max()
                .orElse(0);
        return -Math.floorDiv(-last, NANOS_PER_MILLI) + throughDelta;
    }

    byte[] bytes() {
        byte[] metadata = snappy(json.apply(header().getBytes(StandardCharsets.UTF_8)));
        byte[] payload = payload();
        ByteSink out = new ByteSink();
        out.u32be(4 + metadata.length + metadataLengthDelta);
        out.write(metadata);
        out.u32be(payload.length);
        out.write(payload);
        return out.toByteArray();
    }

    private String header() {
        Map<String, String> all = new TreeMap<>(labels.asMap());
        all.put("__name__", metric);
        StringBuilder pairs = new StringBuilder();
        all.forEach((name, value) -> pairs.append(pairs.isEmpty() ? "" : ",")
                .append('"')
                .append(name)
                .append("\":\"")
                .append(value)
                .append('"'));
        return "{\"fingerprint\":" + Long.toUnsignedString(fingerprint) + ",\"userID\":\"fake\",\"from\":"
                + seconds(fromMillis()) + ",\"through\":" + seconds(throughMillis()) + ",\"metric\":{" + pairs
                + "},\"encoding\":129}\n";
    }

    private static String seconds(long millis) {
        return millis / 1000 + (millis % 1000 == 0 ? "" : String.format(".%03d", millis % 1000));
    }

    private static byte[] snappy(byte[] bytes) {
        ByteSink out = new ByteSink();
        out.write(new byte[] {(byte) 0xff, 6, 0, 0, 's', 'N', 'a', 'P', 'p', 'Y', 1});
        int length = bytes.length + 4;
        out.write(new byte[] {(byte) length, (byte) (length >> 8), (byte) (length >> 16)});
        out.u32le(Integer.rotateRight(crc(bytes), 15) + 0xa282ead8);
        out.write(bytes);
        return out.toByteArray();
    }

    private byte[] payload() {
        ByteSink out = new ByteSink();
        out.u32be(0x012ee56a);
        out.u8(4);
        out.u8(lz4 ? LZ4 : NONE);
        byte[] section = section();
        out.write(section);
        out.u32be(crc(section));
        ByteSink rows = new ByteSink();
        rows.uvarint(blocks.size());
        for (Block block : blocks) {
            byte[] stored = stored(block);
            long[] times =
                    block.entries.stream().mapToLong(Entry::nanos).sorted().toArray();
            rows.uvarint(block.entries.size() + block.count);
            rows.varint((times.length == 0 ? 0 : times[0]) + block.firstNanos);
            rows.varint((times.length == 0 ? 0 : times[times.length - 1]) + block.lastNanos);
            rows.uvarint(out.size() + block.offset);
            rows.uvarint(rawBytes(block) + block.rawBytes);
            rows.uvarint(stored.length);
            out.write(stored);
            out.u32be(crc(stored));
        }
        int table = out.size();
        byte[] bytes = rows.toByteArray();
        out.write(bytes);
        out.u32be(crc(bytes));
        out.u64be(section.length);
        out.u64be(6);
        out.u64be(bytes.length);
        out.u64be(table);
        return out.toByteArray();
    }

    private static long rawBytes(Block block) {
        return block.entries.stream()
                .mapToLong(entry -> entry.line().length() + 4L * entry.symbols().length)
                .sum();
    }

    private byte[] section() {
        ByteSink strings = new ByteSink();
        for (String symbol : symbols) {
            strings.uvarint(symbol.length());
            strings.write(symbol.getBytes(StandardCharsets.UTF_8));
        }
        ByteSink out = new ByteSink();
        out.uvarint(symbols.size() - hiddenSymbols);
        out.write(lz4 ? frame(strings.toByteArray(), true) : strings.toByteArray());
        return out.toByteArray();
    }

    private byte[] stored(Block block) {
        ByteSink out = new ByteSink();
        for (Entry entry : block.entries) {
            out.varint(entry.nanos());
            out.uvarint(entry.line().length());
            out.write(entry.line().getBytes(StandardCharsets.UTF_8));
            ByteSink pairs = new ByteSink();
            pairs.uvarint(entry.symbols().length / 2);
            Arrays.stream(entry.symbols()).forEach(pairs::uvarint);
            out.uvarint(pairs.size() + block.sectionLength);
            out.write(pairs.toByteArray());
        }
        return lz4 ? frame(out.toByteArray(), endMarks) : out.toByteArray();
    }

    /** An lz4 frame of one stored block. */
    private static byte[] frame(byte[] bytes, boolean endMark) {
        ByteSink out = new ByteSink();
        out.write(new byte[] {0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73});
        if (bytes.length > 0) {
            out.u32le(bytes.length | 0x80000000);
            out.write(bytes);
        }
        if (endMark) {
            out.u32le(0);
        }
        return out.toByteArray();
    }

    static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
