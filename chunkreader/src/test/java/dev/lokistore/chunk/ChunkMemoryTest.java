package dev.lokistore.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a read allocates, as the JVM counts it for the thread: no more than that can be on the heap. */
class ChunkMemoryTest {
    private static final int MIB = 1 << 20;
    private static final ChunkLimits CAPS = ChunkLimits.ofLineAndSymbols(8 * MIB, 16 * MIB);

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "FLATE", "SNAPPY", "LZ4_64K", "LZ4_4M", "ZSTD"})
    void bombsStayBelow64MiB(Codec codec) {
        byte[] zeros = RawChunk.encode(codec, new byte[40 * MIB]);
        byte[] block = new RawChunk().codec(codec).block(zeros).bytes();
        byte[] symbolSection = RawChunk.sink(out -> {
            out.uvarint(40 * MIB);
            out.write(zeros);
        });
        byte[] symbols = new RawChunk()
                .version(4)
                .codec(codec)
                .symbols(symbolSection)
                .block(zeros)
                .bytes();
        assertThat(allocatedWhenRefused(block)).isLessThan(64L * MIB);
        assertThat(allocatedWhenRefused(symbols)).isLessThan(64L * MIB);
    }

    @Test
    void claimsOfHugeContentStayBelow64MiB() {
        byte[] table = new RawChunk()
                .codec(Codec.GZIP)
                .block(RawChunk.encode(Codec.GZIP, RawChunk.entries("x")))
                .table(out -> {
                    out.uvarint(1);
                    out.uvarint(Long.MAX_VALUE);
                    out.varint(0);
                    out.varint(0);
                    out.uvarint(6);
                    out.uvarint(Long.MAX_VALUE);
                    out.uvarint(1 << 20);
                })
                .bytes();
        assertThat(allocatedWhenRefused(table)).isLessThan(MIB);
        byte[] json =
                new RawChunk().json("{\"x\":\"" + "a".repeat(20 * MIB) + "\"}").bytes();
        assertThat(allocatedWhenRefused(json)).isLessThan(32L * MIB);
    }

    /** The longest line and the largest table that the caps allow, at the same time. */
    @Test
    void whatTheCapsAllowIsReadBelow64MiB() throws IOException {
        String line = "x".repeat(8 * MIB);
        String value = "v".repeat(7 * MIB);
        List<TestEntry> entries = List.of(TestEntry.of(1, line, "n", value), TestEntry.of(2, "y"));
        for (Codec codec : List.of(Codec.GZIP, Codec.ZSTD)) {
            byte[] object =
                    TestVectorsTest.write(ChunkFormat.of(4, codec), entries).bytes();
            long before = allocated();
            ChunkReader reader = ChunkReader.open(ByteSource.of("chunk", object), ReadOptions.STRICT.withLimits(CAPS));
            try (EntryCursor cursor = reader.entries(TimeRange.ALL)) {
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.lineLength()).isEqualTo(8 * MIB);
                assertThat(cursor.next()).isTrue();
                assertThat(cursor.next()).isFalse();
            }
            assertThat(allocated() - before).isLessThan(64L * MIB);
        }
    }

    @Test
    void readingAllocatesLessThanAByteForALine() throws IOException {
        ChunkWriter writer = new ChunkWriter(TenantId.of("a"), 1, Labels.of("a", "b"), ChunkFormat.of(3, Codec.GZIP));
        int lines = 60_000;
        for (int i = 0; i < lines; i++) {
            byte[] line = ("level=info msg=\"request completed\" path=/api/v1/orders/" + i * 7919L % 100_003)
                    .getBytes(StandardCharsets.UTF_8);
            writer.append(1_700_000_000_000_000_000L + i, line, StructuredMetadata.EMPTY);
        }
        byte[] object = writer.finish().bytes();
        ByteSearch needle = ByteSearch.of("orders/7919");
        try (DecodePool pool = new DecodePool()) {
            countHits(object, needle, pool);
            long before = allocated();
            int hits = countHits(object, needle, pool);
            long bytes = allocated() - before;
            assertThat(hits).isPositive();
            assertThat(bytes).as("bytes for %d lines", lines).isLessThan(lines);
        }
    }

    private static int countHits(byte[] object, ByteSearch needle, DecodePool pool) throws IOException {
        int hits = 0;
        ChunkReader reader = ChunkReader.open(ByteSource.of("chunk", object), ReadOptions.STRICT, pool);
        try (EntryCursor cursor = reader.entries(TimeRange.ALL)) {
            while (cursor.next()) {
                hits += cursor.lineContains(needle) ? 1 : 0;
            }
        }
        return hits;
    }

    private long allocatedWhenRefused(byte[] object) {
        long before = allocated();
        try {
            ChunkReader reader = ChunkReader.open(ByteSource.of("chunk", object), ReadOptions.DEFAULT.withLimits(CAPS));
            try (EntryCursor cursor = reader.entries(TimeRange.ALL)) {
                while (cursor.next()) {
                    assertThat(cursor.lineLength()).isLessThanOrEqualTo(8 * MIB);
                }
            }
        } catch (CorruptDataException e) {
            return allocated() - before;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        throw new AssertionError("not refused");
    }

    private long allocated() {
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}
