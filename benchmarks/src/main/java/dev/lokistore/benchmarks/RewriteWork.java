package dev.lokistore.benchmarks;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import dev.lokistore.chunk.BlockMeta;
import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkEditor;
import dev.lokistore.chunk.ChunkFormat;
import dev.lokistore.chunk.ChunkMerger;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkWriter;
import dev.lokistore.chunk.Codec;
import dev.lokistore.chunk.DecodePool;
import dev.lokistore.chunk.EditedChunk;
import dev.lokistore.chunk.EncodedChunk;
import dev.lokistore.chunk.EntryCursor;
import dev.lokistore.chunk.EntryRule;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.MergeFormat;
import dev.lokistore.chunk.MergedChunks;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4SafeDecompressor;
import org.xerial.snappy.Snappy;

/**
 * Three replicas of a stream, each cut into chunks and blocks in its own way. They are merged into one chunk, and one of
 * them loses a line in fifty, from all of its blocks. What the codec's library alone needs for each: one call for each block
 * that is read, one for each that is written, into reused buffers, with the settings that the chunk writer has. One thread.
 */
final class RewriteWork implements AutoCloseable {
    private static final int REPLICAS = 3;
    private static final int EVERY = 50;
    private static final long START_NANOS = 1_795_000_000_123_456_789L;
    private static final TenantId TENANT = TenantId.of("bench");

    private final Codec codec;
    private final DecodePool pool = new DecodePool();
    private final Inflater inflater = new Inflater(true);
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final ZstdDecompressCtx unpack = new ZstdDecompressCtx();
    private final ZstdCompressCtx pack = new ZstdCompressCtx();
    private final LZ4SafeDecompressor unlz4 = LZ4Factory.fastestInstance().safeDecompressor();
    private final LZ4Compressor lz4 = LZ4Factory.safeInstance().fastCompressor();

    private final List<byte[]> sources = new ArrayList<>();
    private final List<byte[]> mergeInput = new ArrayList<>();
    /** Blocks of the sources, decompressed. */
    private final List<byte[]> mergeBlocks = new ArrayList<>();

    private final List<byte[]> mergeOutput;
    private final List<byte[]> editInput;
    private final List<byte[]> editOutput;
    private final byte[] output = new byte[2 << 20];
    private final MergeFormat format;
    private final long editRawBytes;
    private long mergeRawBytes;

    /** @param lineBytes of the lines of one replica */
    RewriteWork(Codec codec, int lineBytes) throws IOException {
        this.codec = codec;
        this.format = new MergeFormat(
                new ChunkFormat(4, codec, ChunkFormat.DEFAULT_BLOCK_BYTES, 64 << 20),
                Duration.ofDays(1),
                256L << 20,
                false);
        List<byte[]> lines = new LogText(42).lines(lineBytes);
        for (int replica = 0; replica < REPLICAS; replica++) {
            sources.add(replica(lines, ChunkFormat.DEFAULT_BLOCK_BYTES - replica * 7_001));
        }
        for (byte[] source : sources) {
            mergeInput.addAll(streams(source));
            mergeBlocks.addAll(raw(source));
            mergeRawBytes += open(source).rawBytes();
        }
        mergeOutput = raw(merged().chunks().get(0).bytes());
        editInput = streams(sources.get(0));
        editRawBytes = open(sources.get(0)).rawBytes();
        EncodedChunk edited = edited().chunk();
        if (edited == null) {
            throw new IllegalStateException("nothing is left");
        }
        editOutput = raw(edited.bytes());
    }

    private byte[] replica(List<byte[]> lines, int blockBytes) {
        ChunkWriter writer =
                new ChunkWriter(TENANT, 1, Labels.of("app", "bench"), new ChunkFormat(4, codec, blockBytes, 0));
        long time = START_NANOS;
        for (byte[] line : lines) {
            time += 1_234_567;
            writer.append(time, line, StructuredMetadata.EMPTY);
        }
        return writer.finish().bytes();
    }

    private ChunkReader open(byte[] chunk) throws IOException {
        return ChunkReader.open(ByteSource.of("chunk", chunk), ReadOptions.STRICT, pool);
    }

    private List<byte[]> raw(byte[] chunk) throws IOException {
        ChunkReader reader = open(chunk);
        List<byte[]> blocks = new ArrayList<>();
        for (BlockMeta block : reader.blocks()) {
            blocks.add(reader.rawBlock(block));
        }
        return blocks;
    }

    private List<byte[]> streams(byte[] chunk) throws IOException {
        List<byte[]> streams = new ArrayList<>();
        for (byte[] block : raw(chunk)) {
            streams.add(Arrays.copyOf(output, compress(block)));
        }
        return streams;
    }

    /** Decompressed bytes that a merge reads. */
    long mergeRawBytes() {
        return mergeRawBytes;
    }

    /** Decompressed bytes that an edit reads. */
    long editRawBytes() {
        return editRawBytes;
    }

    private MergedChunks merged() throws IOException {
        List<ChunkReader> readers = new ArrayList<>();
        for (byte[] source : sources) {
            readers.add(open(source));
        }
        return ChunkMerger.merge(readers, format);
    }

    /** Open, check, decode, compare, encode, and read the result again. */
    long merge() throws IOException {
        return merged().chunks().get(0).bytes().length;
    }

    private EditedChunk edited() throws IOException {
        ChunkReader reader = open(sources.get(0));
        return ChunkEditor.edit(reader, new OneInFifty(), ChunkEditor.Form.of(reader));
    }

    /** Open, check, decode, decide, encode, and read the result again. */
    long edit() throws IOException {
        return edited().removed();
    }

    /** By their time, so that those that stay are kept when the result is read again. */
    private static final class OneInFifty implements EntryRule {
        @Override
        public Fate of(EntryCursor entry) {
            return entry.timestampNanos() / 1_234_567 % EVERY == 0 ? Fate.REMOVE : Fate.KEEP;
        }
    }

    /** Each block that is read, unpacked and packed. */
    long bareMerge() throws IOException {
        return bare(mergeInput, mergeBlocks);
    }

    /** Each block that is read, unpacked, and only those that are left, packed. */
    long bareReplicas() throws IOException {
        return bare(mergeInput, mergeOutput);
    }

    long bareEdit() throws IOException {
        return bare(editInput, editOutput);
    }

    private long bare(List<byte[]> read, List<byte[]> written) throws IOException {
        long bytes = 0;
        for (byte[] stream : read) {
            bytes += decompress(stream);
        }
        for (byte[] block : written) {
            bytes += compress(block);
        }
        return bytes;
    }

    private int compress(byte[] raw) throws IOException {
        return switch (codec) {
            case NONE -> {
                System.arraycopy(raw, 0, output, 0, raw.length);
                yield raw.length;
            }
            case GZIP, FLATE -> {
                deflater.reset();
                deflater.setInput(raw);
                deflater.finish();
                yield deflater.deflate(output);
            }
            case SNAPPY -> Snappy.compress(raw, 0, raw.length, output, 0);
            case LZ4_64K, LZ4_256K, LZ4_1M, LZ4_4M -> lz4.compress(raw, 0, raw.length, output, 0, output.length);
            case ZSTD -> {
                pack.setLevel(Zstd.defaultCompressionLevel()).setChecksum(true);
                yield pack.compressByteArray(output, 0, output.length, raw, 0, raw.length);
            }
        };
    }

    private int decompress(byte[] stream) throws IOException {
        return switch (codec) {
            case NONE -> {
                System.arraycopy(stream, 0, output, 0, stream.length);
                yield stream.length;
            }
            case GZIP, FLATE -> {
                try {
                    inflater.reset();
                    inflater.setInput(stream);
                    yield inflater.inflate(output);
                } catch (DataFormatException e) {
                    throw new IOException(e);
                }
            }
            case SNAPPY -> Snappy.rawUncompress(stream, 0, stream.length, output, 0);
            case LZ4_64K, LZ4_256K, LZ4_1M, LZ4_4M ->
                unlz4.decompress(stream, 0, stream.length, output, 0, output.length);
            case ZSTD -> unpack.decompressByteArray(output, 0, output.length, stream, 0, stream.length);
        };
    }

    @Override
    public void close() {
        pool.close();
        inflater.end();
        deflater.end();
        unpack.close();
        pack.close();
    }
}
