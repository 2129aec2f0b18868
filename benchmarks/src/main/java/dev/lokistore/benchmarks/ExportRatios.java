package dev.lokistore.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkFormat;
import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkWriter;
import dev.lokistore.chunk.Codec;
import dev.lokistore.chunk.DecodePool;
import dev.lokistore.chunk.EncodedChunk;
import dev.lokistore.chunk.EntryCursor;
import dev.lokistore.chunk.Fingerprints;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.compactor.export.Compression;
import dev.lokistore.compactor.export.ExportFormat;
import dev.lokistore.compactor.export.ExportRequest;
import dev.lokistore.compactor.export.LabelColumns;
import dev.lokistore.compactor.export.Partition;
import dev.lokistore.compactor.export.StoreExport;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.query.EntryQuery;
import dev.lokistore.index.query.QueryOptions;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * How fast is an export in relation to merely decoding the same chunks (every CRC checked, every entry taken apart), both on
 * two threads? Two tenants and two days of interleaved streams, so that entries of twelve streams at a time are merged by
 * time; the store is in memory, files go to the temporary folder. Runs of both alternate, medians of their ratios are taken,
 * of wall-clock and of processor time; the latter is what a busy machine does not spoil.
 *
 * <pre>
 * mvn -q -pl benchmarks -am package -DskipTests
 * java -cp 'benchmarks/target/*:benchmarks/target/lib/*' dev.lokistore.benchmarks.ExportRatios [rounds] [CODEC...]
 * </pre>
 */
public final class ExportRatios {
    private static final int DEFAULT_ROUNDS = 7;
    private static final int WARMUP_ROUNDS = 5;
    private static final int THREADS = 2;
    private static final int STREAMS = 12;
    private static final int CHUNKS = 16;
    private static final int CHUNK_LINE_BYTES = 640 << 10;
    private static final long DAY_NANOS = 86_400_000_000_000L;
    /** Midnight. */
    private static final long START_NANOS = 20_000 * DAY_NANOS;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MIB = 1 << 20;

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final MemoryObjectStore objects = new MemoryObjectStore();
    private final List<byte[]> chunks = new ArrayList<>();
    private final int rounds;
    private long lineBytes;
    private long lines;

    private ExportRatios(int rounds) {
        this.rounds = rounds;
    }

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_ROUNDS;
        Codec[] codecs = args.length > 1
                ? Arrays.stream(args, 1, args.length).map(Codec::valueOf).toArray(Codec[]::new)
                : new Codec[] {Codec.GZIP, Codec.SNAPPY, Codec.ZSTD};
        System.out.printf(
                "%-9s %-8s %-5s %13s %13s %11s %10s%n",
                "codec", "format", "", "decode MiB/s", "export MiB/s", "wall ratio", "cpu ratio");
        for (Codec codec : codecs) {
            ExportRatios ratios = new ExportRatios(rounds);
            ratios.fill(codec);
            ratios.print(codec, ExportFormat.JSONL, Compression.NONE);
            ratios.print(codec, ExportFormat.JSONL, Compression.ZSTD);
            ratios.print(codec, ExportFormat.PARQUET, Compression.NONE);
            ratios.print(codec, ExportFormat.PARQUET, Compression.ZSTD);
        }
    }

    private void fill(Codec codec) throws IOException {
        List<byte[]> text = new LogText(42).lines(4 << 20);
        Random random = new Random(1);
        for (int stream = 0; stream < 2 * STREAMS; stream++) {
            TenantId tenant = TenantId.of("tenant-" + stream % 2);
            Labels labels = Labels.of(
                    "app",
                    "app-" + stream % 5,
                    "env",
                    "prod",
                    "namespace",
                    "shop",
                    "pod",
                    "pod-" + stream,
                    "stream",
                    "stdout");
            for (int chunk = 0; chunk < CHUNKS; chunk++) {
                ChunkWriter writer = new ChunkWriter(tenant, Fingerprints.of(labels), labels, ChunkFormat.of(4, codec));
                long step = 2 * DAY_NANOS / CHUNKS / (CHUNK_LINE_BYTES / 100);
                long time = START_NANOS + 2 * DAY_NANOS / CHUNKS * chunk + random.nextInt(1000);
                int bytes = 0;
                while (bytes < CHUNK_LINE_BYTES) {
                    byte[] line = text.get(random.nextInt(text.size()));
                    writer.append(time, line, StructuredMetadata.EMPTY);
                    time += random.nextLong(1, step);
                    bytes += line.length;
                    lines++;
                }
                lineBytes += bytes;
                EncodedChunk encoded = writer.finish();
                objects.put(ObjectKey.of(ChunkKeyScheme.NESTED.format(encoded.ref())), encoded.bytes());
                chunks.add(encoded.bytes());
            }
        }
    }

    private void print(Codec codec, ExportFormat format, Compression compression) throws Exception {
        double[] decode = new double[rounds];
        double[] export = new double[rounds];
        double[] wall = new double[rounds];
        double[] processor = new double[rounds];
        for (int round = -WARMUP_ROUNDS; round < rounds; round++) {
            int at = Math.max(0, round);
            Time bare = time(this::decode);
            Time full = time(() -> export(format, compression));
            Time after = time(this::decode);
            decode[at] = bare.wall();
            export[at] = full.wall();
            wall[at] = (bare.wall() + after.wall()) / 2 / full.wall();
            processor[at] = (bare.processor() + after.processor()) / 2 / full.processor();
        }
        double mib = lineBytes / MIB;
        System.out.printf(
                Locale.ROOT,
                "%-9s %-8s %-5s %13.0f %13.0f %11.2f %10.2f%n",
                codec.lokiName(),
                format.name().toLowerCase(Locale.ROOT),
                compression.name().toLowerCase(Locale.ROOT),
                mib / median(decode),
                mib / median(export),
                median(wall),
                median(processor));
    }

    private record Time(double wall, double processor) {}

    private Time time(Callable<Long> work) throws Exception {
        long processor = system.getProcessCpuTime();
        long wall = System.nanoTime();
        long count = work.call();
        if (count != lines) {
            throw new IllegalStateException(count + " lines, not " + lines);
        }
        return new Time(
                (System.nanoTime() - wall) / NANOS_PER_SECOND,
                (system.getProcessCpuTime() - processor) / NANOS_PER_SECOND);
    }

    private long decode() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<Long>> parts = new ArrayList<>();
            for (int thread = 0; thread < THREADS; thread++) {
                int first = thread;
                parts.add(threads.submit(() -> decode(first)));
            }
            long count = 0;
            for (Future<Long> part : parts) {
                count += part.get();
            }
            return count;
        } finally {
            threads.shutdown();
        }
    }

    private long decode(int first) throws IOException {
        long count = 0;
        try (DecodePool pool = new DecodePool()) {
            for (int i = first; i < chunks.size(); i += THREADS) {
                ChunkReader reader = ChunkReader.open(ByteSource.of("chunk", chunks.get(i)), ReadOptions.STRICT, pool);
                try (EntryCursor cursor = reader.entries(TimeRange.ALL)) {
                    while (cursor.next()) {
                        count++;
                    }
                }
            }
        }
        return count;
    }

    private long export(ExportFormat format, Compression compression) throws IOException {
        Path folder = Files.createTempDirectory("lokistore-export");
        try {
            LokiStore store = LokiStore.open(objects, OpenOptions.defaults(folder));
            Path target = Files.createDirectory(folder.resolve("out"));
            ExportRequest request = new ExportRequest(
                    "memory",
                    EntryQuery.of(Selector.ALL).withSource(EntryQuery.Source.OBJECTS),
                    "",
                    format,
                    compression,
                    Partition.of(List.of("tenant", "day")),
                    LabelColumns.NONE,
                    QueryOptions.defaults(folder),
                    THREADS);
            return new StoreExport(
                            store,
                            request,
                            (subject, cause) -> {
                                throw new IllegalStateException(cause);
                            },
                            defect -> {},
                            progress -> {})
                    .run(target)
                    .entries();
        } finally {
            deleteAll(folder);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> tree = Files.walk(folder)) {
            all = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.delete(each);
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
