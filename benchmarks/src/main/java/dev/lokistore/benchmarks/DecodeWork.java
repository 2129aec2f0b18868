package dev.lokistore.benchmarks;

import com.github.luben.zstd.ZstdDecompressCtx;
import dev.lokistore.chunk.BlockMeta;
import dev.lokistore.chunk.ByteSearch;
import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkFormat;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkWriter;
import dev.lokistore.chunk.Codec;
import dev.lokistore.chunk.DecodePool;
import dev.lokistore.chunk.EntryCursor;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.xerial.snappy.Snappy;

/**
 * The same block contents twice: as a chunk with 256 KiB blocks for the full decode, and as streams that the library
 * decompresses in one call into a reused buffer, which is the bare decompressor. One thread at a time.
 */
final class DecodeWork implements AutoCloseable {
    private static final int GZIP_HEADER_BYTES = 10;
    private static final int GZIP_TRAILER_BYTES = 8;
    private static final long START_NANOS = 1_795_000_000_123_456_789L;
    private static final TenantId TENANT = TenantId.of("bench");

    /** In none of the lines; its first and last byte are frequent ones. */
    private final ByteSearch needle = ByteSearch.of("status=500 refused");

    private final Codec codec;
    private final DecodePool pool = new DecodePool();
    private final Inflater inflater = new Inflater(true);
    private final ZstdDecompressCtx zstd = new ZstdDecompressCtx();
    private final LZ4SafeDecompressor lz4 = LZ4Factory.fastestInstance().safeDecompressor();

    private final byte[] chunk;
    private final List<byte[]> streams = new ArrayList<>();
    private final byte[] output;
    private final long lines;
    private long rawBytes;

    /** @param lineBytes of all lines together */
    DecodeWork(Codec codec, int version, int lineBytes) throws IOException {
        this.codec = codec;
        List<byte[]> text = new LogText(42).lines(lineBytes);
        ChunkWriter writer = new ChunkWriter(TENANT, 1, Labels.of("app", "bench"), ChunkFormat.of(version, codec));
        long time = START_NANOS;
        for (byte[] line : text) {
            time += 1_234_567;
            writer.append(time, line, StructuredMetadata.EMPTY);
        }
        chunk = writer.finish().bytes();
        lines = text.size();
        ChunkReader reader = ChunkReader.open(source(), ReadOptions.STRICT);
        int largest = 0;
        for (BlockMeta block : reader.blocks()) {
            byte[] raw = reader.rawBlock(block);
            streams.add(bareStream(codec, raw, reader.storedBlock(block)));
            largest = Math.max(largest, raw.length);
            rawBytes += raw.length;
        }
        output = new byte[largest];
    }

    long lines() {
        return lines;
    }

    /** Decompressed bytes of all blocks. */
    long rawBytes() {
        return rawBytes;
    }

    /** The library alone; returns the decompressed size. */
    long bare() throws IOException {
        long bytes = 0;
        for (byte[] stream : streams) {
            bytes += decompress(stream);
        }
        return bytes;
    }

    /** Open, check, decode to line ranges, look for a substring in each line; returns the number of lines. */
    long full() throws IOException {
        long count = 0;
        long hits = 0;
        ChunkReader reader = ChunkReader.open(source(), ReadOptions.STRICT, pool);
        try (EntryCursor cursor = reader.entries(TimeRange.ALL)) {
            while (cursor.next()) {
                count++;
                if (cursor.lineContains(needle)) {
                    hits++;
                }
            }
        }
        if (count != lines || hits != 0) {
            throw new IllegalStateException(count + " lines, " + hits + " hits");
        }
        return count;
    }

    private ByteSource source() {
        return ByteSource.of("chunk", chunk);
    }

    private static byte[] bareStream(Codec codec, byte[] raw, byte[] stored) throws IOException {
        return switch (codec) {
            case GZIP -> Arrays.copyOfRange(stored, GZIP_HEADER_BYTES, stored.length - GZIP_TRAILER_BYTES);
            // blocks hold frames of pieces; the one call wants one block
            case SNAPPY -> Snappy.compress(raw);
            case LZ4_64K, LZ4_256K, LZ4_1M, LZ4_4M ->
                LZ4Factory.safeInstance().fastCompressor().compress(raw);
            default -> stored;
        };
    }

    private int decompress(byte[] stream) throws IOException {
        return switch (codec) {
            case NONE -> {
                System.arraycopy(stream, 0, output, 0, stream.length);
                yield stream.length;
            }
            case GZIP, FLATE -> inflate(stream);
            case SNAPPY -> Snappy.rawUncompress(stream, 0, stream.length, output, 0);
            case LZ4_64K, LZ4_256K, LZ4_1M, LZ4_4M ->
                lz4.decompress(stream, 0, stream.length, output, 0, output.length);
            case ZSTD -> zstd.decompressByteArray(output, 0, output.length, stream, 0, stream.length);
        };
    }

    private int inflate(byte[] stream) throws IOException {
        try {
            inflater.reset();
            inflater.setInput(stream);
            return inflater.inflate(output);
        } catch (DataFormatException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        pool.close();
        inflater.end();
        zstd.close();
    }
}
