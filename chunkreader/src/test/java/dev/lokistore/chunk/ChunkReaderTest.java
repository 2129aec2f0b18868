package dev.lokistore.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ChunkReaderTest {
    private static final int TABLE_AT = RawChunk.PAYLOAD_AT + 6;

    private final List<Defect> defects = new ArrayList<>();
    private final ReadOptions reporting = ReadOptions.DEFAULT.reportingTo(defects::add);

    /** Counts what is asked of a source that is not in memory. */
    private static final class CountingSource implements ByteSource {
        private final byte[] bytes;
        private final List<String> reads = new ArrayList<>();
        private long bytesRead;

        CountingSource(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public String name() {
            return "chunk";
        }

        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void read(long position, byte[] into, int offset, int length) {
            reads.add(position + "+" + length);
            bytesRead += length;
            System.arraycopy(bytes, (int) position, into, offset, length);
        }
    }

    @Test
    void openingALargeChunkTakesTwoReadsAndABlockOne() throws IOException {
        CountingSource source = new CountingSource(
                TestVectorsTest.write(ChunkFormat.of(4, Codec.NONE), ChunkWriterTest.randomEntries(1, 20_000, true))
                        .bytes());
        ChunkReader reader = ChunkReader.open(source, ReadOptions.STRICT);
        assertThat(reader.header().tenant()).isEqualTo(TenantId.of("fake"));
        assertThat(reader.entryCount()).isEqualTo(20_000);
        assertThat(source.reads).containsExactly("0+8192", (source.size() - 8192) + "+8192");
        source.reads.clear();
        BlockMeta block = reader.blocks().get(3);
        TestEntry.readAll(reader.entries(block));
        assertThat(source.reads)
                .contains(block.offset() + "+" + (block.storedBytes() + 4))
                .hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void aSmallChunkIsReadOnce() throws IOException {
        CountingSource source =
                new CountingSource(TestVectorsTest.write(ChunkFormat.of(4, Codec.GZIP), TestVectorsTest.ENTRIES_V4)
                        .bytes());
        ChunkReader reader = ChunkReader.open(source, ReadOptions.STRICT);
        assertThat(TestEntry.readAll(reader.entries(TimeRange.ALL))).isEqualTo(TestVectorsTest.ENTRIES_V4);
        reader.checksum();
        assertThat(source.reads).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void aRemoteChunkReadsLikeOneInMemory(Codec codec) throws IOException {
        List<TestEntry> entries = ChunkWriterTest.randomEntries(2, 5000, true);
        byte[] bytes = TestVectorsTest.write(new ChunkFormat(4, codec, 50_000, 0), entries)
                .bytes();
        ChunkReader reader = ChunkReader.open(new CountingSource(bytes), ReadOptions.STRICT);
        assertThat(TestEntry.readAll(reader.entries(TimeRange.ALL))).isEqualTo(entries);
        assertThat(reader.checksum()).isEqualTo(ChunkReader.checksum(ByteSource.of("chunk", bytes)));
        List<TestEntry> backwards = TestEntry.readAll(reader.entriesReversed(TimeRange.ALL));
        Collections.reverse(backwards);
        assertThat(backwards).isEqualTo(entries);
    }

    @Test
    void aTimeRangeSkipsBlocksAndEntriesOutside() throws IOException {
        List<TestEntry> entries = ChunkWriterTest.randomEntries(3, 3000, false);
        CountingSource source =
                new CountingSource(TestVectorsTest.write(new ChunkFormat(3, Codec.NONE, 10_000, 0), entries)
                        .bytes());
        ChunkReader reader = ChunkReader.open(source, ReadOptions.STRICT);
        long from = entries.get(1200).ts();
        long to = entries.get(1300).ts();
        source.bytesRead = 0;
        List<TestEntry> found = TestEntry.readAll(reader.entries(new TimeRange(from, to)));
        List<TestEntry> expected =
                entries.stream().filter(e -> e.ts() >= from && e.ts() < to).toList();
        assertThat(found).isEqualTo(expected).hasSizeBetween(90, 110);
        assertThat(source.bytesRead).isLessThan(source.size() / 8);
        List<TestEntry> backwards = TestEntry.readAll(reader.entriesReversed(new TimeRange(from, to)));
        Collections.reverse(backwards);
        assertThat(backwards).isEqualTo(expected);
        assertThat(TestEntry.readAll(reader.entries(new TimeRange(0, 1)))).isEmpty();
    }

    @Test
    void lineContainsAgreesWithALookAtTheLine() throws IOException {
        List<TestEntry> entries = ChunkWriterTest.randomEntries(4, 4000, false);
        byte[] bytes = TestVectorsTest.write(new ChunkFormat(3, Codec.ZSTD, 10_000, 0), entries)
                .bytes();
        ChunkReader reader = ChunkReader.open(ByteSource.of("chunk", bytes), ReadOptions.STRICT);
        for (String text : new String[] {"", "a", "ab", "abc", "fade", "cafebabe", "deadbeefdeadbeef"}) {
            ByteSearch needle = ByteSearch.of(text);
            ByteSearch other = ByteSearch.of("bad");
            for (boolean backwards : new boolean[] {false, true}) {
                try (EntryCursor cursor =
                        backwards ? reader.entriesReversed(TimeRange.ALL) : reader.entries(TimeRange.ALL)) {
                    while (cursor.next()) {
                        String line = new String(cursor.line(), StandardCharsets.ISO_8859_1);
                        assertThat(cursor.lineContains(needle))
                                .as("'%s' in '%s'", text, line)
                                .isEqualTo(line.contains(text));
                        assertThat(cursor.lineContains(other)).isEqualTo(line.contains("bad"));
                    }
                }
            }
        }
    }

    @Test
    void severalCursorsOfOnePoolDoNotDisturbEachOther() throws IOException {
        List<TestEntry> entries = ChunkWriterTest.randomEntries(5, 500, true);
        byte[] bytes = TestVectorsTest.write(new ChunkFormat(4, Codec.GZIP, 5000, 0), entries)
                .bytes();
        try (DecodePool pool = new DecodePool()) {
            for (int round = 0; round < 3; round++) {
                ChunkReader reader = ChunkReader.open(ByteSource.of("chunk", bytes), ReadOptions.STRICT, pool);
                try (EntryCursor one = reader.entries(TimeRange.ALL);
                        EntryCursor two = reader.entriesReversed(TimeRange.ALL)) {
                    for (int i = 0; i < entries.size(); i++) {
                        assertThat(one.next()).isTrue();
                        assertThat(two.next()).isTrue();
                        assertThat(TestEntry.of(one)).isEqualTo(entries.get(i));
                        assertThat(TestEntry.of(two)).isEqualTo(entries.get(entries.size() - 1 - i));
                    }
                    assertThat(one.next()).isFalse();
                    assertThat(two.next()).isFalse();
                }
            }
        }
    }

    @Test
    void aClosedCursorIsAtItsEnd() throws IOException {
        EntryCursor cursor = ChunkReader.open(
                        new RawChunk().block(RawChunk.entries("x", "y")).source(), reporting)
                .entries(TimeRange.ALL);
        assertThat(cursor.next()).isTrue();
        cursor.close();
        cursor.close();
        assertThat(cursor.next()).isFalse();
    }

    @Test
    void verifyNamesWhatDiffers() throws IOException {
        EncodedChunk chunk = TestVectorsTest.write(ChunkFormat.of(3, Codec.NONE), TestVectorsTest.ENTRIES);
        ChunkReader reader = ChunkReader.open(ByteSource.of("chunk", chunk.bytes()), ReadOptions.STRICT);
        ChunkRef ref = chunk.ref();
        reader.verify(ref);
        ChunkRef otherSum = new ChunkRef(ref.tenant(), ref.fingerprint(), ref.fromMillis(), ref.throughMillis(), 1);
        assertThatThrownBy(() -> reader.verify(otherSum))
                .isInstanceOf(CorruptDataException.class)
                .hasMessage("chunk at byte 0: checksum: expected 1, found 8fe6ff9c");
        ChunkRef otherTenant = new ChunkRef(
                TenantId.of("x"), ref.fingerprint(), ref.fromMillis(), ref.throughMillis(), ref.checksum());
        assertThatThrownBy(() -> reader.verify(otherTenant)).hasMessageContaining("tenant: expected x, found fake");
        ChunkRef otherTime = new ChunkRef(ref.tenant(), ref.fingerprint(), 5, ref.throughMillis(), ref.checksum());
        assertThatThrownBy(() -> reader.verify(otherTime)).hasMessageContaining("from: expected 5");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"encoding\":129,\"metric\":{\"b\":\"2\",\"__name__\":\"logs\",\"a\":\"1\"},\"through\":1.7e9,\"from\":0.0015,"
                        + "\"userID\":\"t\",\"fingerprint\":7} | 1 | 1700000000000 | {a=\"1\", b=\"2\"}",
                " { \"fingerprint\" : 7 , \"x\":[1,{\"y\":null},true,false,\"\\u00e4\"], \"userID\":\"t\",\"from\":-0.005,"
                        + "\"through\":2147483648.002,\"metric\":{\"__name__\":\"logs\",\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00E4\"},"
                        + "\"encoding\":128}  | -5 | 2147483648002 | ",
                "{\"fingerprint\":18446744073709551615,\"userID\":\"t\",\"from\":1,\"through\":2,\"metric\":null,\"encoding\":129}"
                        + " | 1000 | 2000 | {}"
            })
    void metadataInOtherFormsThanLokisOwn(String json, long from, long through, String labels) throws IOException {
        ChunkHeader header = ChunkReader.open(
                        new RawChunk().json(json).block(RawChunk.entries("x")).source(), reporting)
                .header();
        assertThat(header.fromMillis()).isEqualTo(from);
        assertThat(header.throughMillis()).isEqualTo(through);
        if (labels != null) {
            assertThat(header.labels()).hasToString(labels);
        } else {
            assertThat(header.labels()).isEqualTo(Labels.of("a", "\"\\/\b\f\n\r\tä"));
        }
    }

    @Test
    void aMetadataLengthWithoutItsOwnFourBytesIsReported() throws IOException {
        RawChunk chunk = new RawChunk().block(RawChunk.entries("x")).metadataLength(-4);
        assertThat(TestEntry.readAll(chunk.bytes(), reporting)).hasSize(1);
        assertThat(defects).anySatisfy(defect -> {
            assertThat(defect.kind()).isEqualTo(Defect.Kind.METADATA_LENGTH);
            assertThat(defect.offset()).isZero();
        });
        assertThatThrownBy(() -> ChunkReader.open(chunk.source(), ReadOptions.STRICT))
                .isInstanceOf(CorruptDataException.class);
    }

    @Test
    void anotherFingerprintMetricNameAndBytesThatAreNoTextAreReported() throws IOException {
        byte[] invalid = ("{\"fingerprint\":99999999,\"userID\":\"t\",\"from\":1,\"through\":2,"
                        + "\"metric\":{\"a\":\"\u00ff\"},\"encoding\":129}")
                .getBytes(StandardCharsets.ISO_8859_1);
        ChunkReader reader = ChunkReader.open(
                new RawChunk()
                        .metadata(RawChunk.snappy(invalid))
                        .block(RawChunk.entries("x"))
                        .source(),
                reporting);
        assertThat(reader.header().labels()).isEqualTo(Labels.of("a", "\ufffd"));
        String fingerprint = RawChunk.JSON.replace("5396444676321741639", "99999999");
        ChunkReader.open(
                new RawChunk().json(fingerprint).block(RawChunk.entries("x")).source(), reporting);
        assertThat(defects)
                .extracting(Defect::kind)
                .containsExactly(Defect.Kind.METRIC_NAME, Defect.Kind.INVALID_UTF8, Defect.Kind.FINGERPRINT);
        assertThatThrownBy(() -> ChunkReader.open(
                        new RawChunk()
                                .json(fingerprint)
                                .block(RawChunk.entries("x"))
                                .source(),
                        ReadOptions.STRICT))
                .hasMessageContaining("fingerprint: expected 4ae405d76e348b47, the hash of the labels, found 5f5e0ff");
    }

    @Test
    void aBlockWithAWrongOffsetIsFoundWhereTheOneBeforeEnds() throws IOException {
        byte[] first = RawChunk.entries("first");
        byte[] second = RawChunk.entries("second");
        for (long stated : new long[] {7, 1000, -1}) {
            RawChunk chunk = new RawChunk().block(first).block(second).table(out -> {
                out.uvarint(2);
                row(out, 6, first.length);
                row(out, stated, second.length);
            });
            defects.clear();
            assertThat(TestEntry.readAll(chunk.bytes(), reporting))
                    .extracting(TestEntry::line)
                    .containsExactly("first", "second");
            assertThat(defects).extracting(Defect::kind).contains(Defect.Kind.BLOCK_OFFSET);
            assertThatThrownBy(() -> ChunkReader.open(chunk.source(), ReadOptions.STRICT))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("block 1 of the block table: expected offset");
        }
    }

    @Test
    void eachDefectOfABlockIsReportedOnce() throws IOException {
        byte[] entries = RawChunk.sink(out -> {
            for (int time : new int[] {5, 4, 3, 9, 1}) {
                out.varint(time);
                out.uvarint(1);
                out.u8('x');
            }
        });
        RawChunk chunk = new RawChunk().block(entries).table(out -> {
            out.uvarint(1);
            out.uvarint(7);
            out.varint(3);
            out.varint(5);
            out.uvarint(6);
            out.uvarint(100);
            out.uvarint(entries.length);
        });
        assertThat(TestEntry.readAll(chunk.bytes(), reporting))
                .extracting(TestEntry::ts)
                .containsExactly(5L, 4L, 3L, 9L, 1L);
        assertThat(defects)
                .extracting(Defect::kind)
                .containsExactly(
                        Defect.Kind.ENTRY_ORDER,
                        Defect.Kind.ENTRY_OUTSIDE_BOUNDS,
                        Defect.Kind.ENTRY_COUNT,
                        Defect.Kind.RAW_SIZE);
        assertThat(defects).allSatisfy(defect -> assertThat(defect.offset()).isEqualTo(TABLE_AT));
        for (Defect.Kind kind : List.of(
                Defect.Kind.ENTRY_ORDER,
                Defect.Kind.ENTRY_OUTSIDE_BOUNDS,
                Defect.Kind.ENTRY_COUNT,
                Defect.Kind.RAW_SIZE)) {
            ReadOptions allButOne = defects.stream()
                    .map(Defect::kind)
                    .filter(other -> other != kind)
                    .reduce(ReadOptions.STRICT, ReadOptions::tolerating, (a, b) -> b);
            assertThatThrownBy(() -> TestEntry.readAll(chunk.bytes(), allButOne))
                    .as(kind.name())
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("block 0: ");
        }
    }

    @Test
    void symbolsThatAreNotThereAreEmptyAndReported() throws IOException {
        byte[] symbols = {2, 1, 'a', 1, (byte) 0xff, 1, 'c'};
        byte[] entry = {2, 1, 'x', 9, 2, 0, 1, 2, 7};
        RawChunk chunk = new RawChunk().version(4).symbols(symbols).block(entry);
        assertThat(TestEntry.readAll(chunk.bytes(), reporting))
                .containsExactly(TestEntry.of(1, "x", "a", "\ufffd", "", ""));
        assertThat(defects)
                .extracting(Defect::kind)
                .contains(
                        Defect.Kind.INVALID_UTF8,
                        Defect.Kind.SYMBOL_COUNT,
                        Defect.Kind.METADATA_SECTION_LENGTH,
                        Defect.Kind.UNKNOWN_SYMBOL);
        assertThatThrownBy(() -> TestEntry.readAll(
                        chunk.bytes(),
                        ReadOptions.STRICT.tolerating(Defect.Kind.INVALID_UTF8).tolerating(Defect.Kind.SYMBOL_COUNT)))
                .isInstanceOf(CorruptDataException.class);
    }

    @Test
    void aBlockOfAnotherChunkIsTheCallersMistake() throws IOException {
        ChunkReader reader =
                ChunkReader.open(new RawChunk().block(RawChunk.entries("x")).source(), reporting);
        BlockMeta foreign = new BlockMeta(0, 99, 1, 1, 1, 1, 1);
        assertThatThrownBy(() -> reader.entries(foreign)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void codecNamesAreLokisInAnyCase() {
        assertThat(Codec.ofName("GZip")).contains(Codec.GZIP);
        assertThat(Codec.ofName("lz4")).contains(Codec.LZ4_4M);
        assertThat(Codec.ofName("lz4-4m")).contains(Codec.LZ4_4M);
        assertThat(Codec.ofName("LZ4-256K")).contains(Codec.LZ4_256K);
        assertThat(Codec.ofName("brotli")).isEmpty();
        assertThat(Codec.ofId(2)).isEmpty();
    }

    private static void row(ByteSink out, long offset, int length) {
        out.uvarint(1);
        out.varint(0);
        out.varint(100);
        out.uvarint(offset);
        out.uvarint(0);
        out.uvarint(length);
    }
}
