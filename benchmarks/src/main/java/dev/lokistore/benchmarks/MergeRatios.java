package dev.lokistore.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.lokistore.compactor.index.BuiltFile;
import dev.lokistore.compactor.index.MergeOptions;
import dev.lokistore.compactor.index.MergeResult;
import dev.lokistore.compactor.index.NameTime;
import dev.lokistore.compactor.index.TableMerge;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.index.table.TableOptions;
import dev.lokistore.objectstore.filesystem.FilesystemStore;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;

/**
 * How much slower is compacting a table than merely gunzipping its files and gzipping the result? 1,000,000 references of
 * 20,000 streams in the files of eight uploaders, each reference in two of them; one thread, from files to files, in as little
 * memory as the tool promises. That built files are read back and compared is within the time. Runs of both alternate, medians of
 * their ratios are taken. Times are of processor time, garbage collection included.
 *
 * <pre>
 * mvn -q -pl benchmarks -am package -DskipTests
 * java -Xmx256m -XX:+UseSerialGC -cp 'benchmarks/target/*:benchmarks/target/lib/*' \
 *     dev.lokistore.benchmarks.MergeRatios [rounds] [streams] [chunks of each] [TSDB|BOLTDB]
 * </pre>
 */
public final class MergeRatios {
    private static final int DEFAULT_ROUNDS = 7;
    private static final int WARMUP_ROUNDS = 2;
    private static final int LEVEL = 4; // that of the built files
    private static final double NANOS_PER_SECOND = 1e9;

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final Path folder;
    private final FilesystemStore store;
    private final Table table;
    private final MergeOptions options;

    private MergeRatios(Path folder, FilesystemStore store, IndexKind kind) throws IOException {
        this.folder = folder;
        this.store = store;
        this.table = SyntheticTable.only(store);
        SchemaPeriod period =
                new SchemaPeriod(LocalDate.EPOCH, kind, 13, "index_", Duration.ofDays(1), "index/", 16, "filesystem");
        TableOptions limits = TableOptions.DEFAULT.withMemoryBytes(32L << 20);
        this.options = MergeOptions.of(
                        new NameTime(1_800_000_000_000_000_000L),
                        new StoreSchema(List.of(period), StoreSchema.Origin.CONFIGURED, List.of()),
                        period)
                .withLimits(limits.withParallelDownloads(1));
    }

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_ROUNDS;
        int streams = args.length > 1 ? Integer.parseInt(args[1]) : 20_000;
        int chunks = args.length > 2 ? Integer.parseInt(args[2]) : 50;
        SyntheticTable content = new SyntheticTable(streams, chunks);
        System.out.printf(
                "%-6s %10s %10s %10s %10s %10s %7s %12s%n",
                "kind", "MiB in", "unpacked", "gunzip s", "gzip s", "merge s", "ratio", "refs/s");
        IndexKind[] kinds = args.length > 3 ? new IndexKind[] {IndexKind.valueOf(args[3])} : IndexKind.values();
        for (IndexKind kind : kinds) {
            Path folder = Files.createTempDirectory("lokistore-merge");
            try (FilesystemStore store = SyntheticFiles.write(content, kind, folder)) {
                new MergeRatios(folder, store, kind).print(kind, content, rounds);
            } finally {
                delete(folder);
            }
        }
    }

    private void print(IndexKind kind, SyntheticTable content, int rounds) throws IOException {
        double[] gunzip = new double[rounds];
        double[] gzip = new double[rounds];
        double[] merge = new double[rounds];
        double[] ratio = new double[rounds];
        long unpacked = 0;
        for (int round = -WARMUP_ROUNDS; round < rounds; round++) {
            int at = Math.max(0, round);
            long start = now();
            unpacked = gunzipAll();
            gunzip[at] = since(start);
            start = now();
            MergeResult result = TableMerge.build(table, store, options, RowEdits.NONE, folder);
            merge[at] = since(start);
            gzip[at] = gzip(result);
            ratio[at] = (gunzip[at] + gzip[at]) / merge[at];
            long rows =
                    result.outputs().stream().mapToLong(BuiltFile::chunkRows).sum();
            if (rows != content.references()) {
                throw new IllegalStateException(rows + " rows");
            }
            for (BuiltFile file : result.outputs()) {
                Files.delete(file.path());
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%-6s %10.1f %10.1f %10.2f %10.2f %10.2f %7.2f %12.0f%n",
                kind.name().toLowerCase(Locale.ROOT),
                table.storedBytes() / (double) (1 << 20),
                unpacked / (double) (1 << 20),
                median(gunzip),
                median(gzip),
                median(merge),
                median(ratio),
                content.references() / median(merge));
    }

    private long gunzipAll() throws IOException {
        byte[] buffer = new byte[64 << 10];
        long bytes = 0;
        for (TableFile file : table.files()) {
            try (InputStream in = new GZIPInputStream(store.get(file.object().key()).stream(), 32 << 10)) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    bytes += count;
                }
            }
        }
        return bytes;
    }

    /** Seconds that compressing the unpacked outputs takes, from memory to nowhere. */
    private double gzip(MergeResult result) throws IOException {
        double seconds = 0;
        byte[] content = new byte[1 << 20];
        byte[] packed = new byte[64 << 10];
        for (BuiltFile file : result.outputs()) {
            Deflater deflater = new Deflater(LEVEL, true);
            try (InputStream in = new GZIPInputStream(Files.newInputStream(file.path()), 64 << 10)) {
                for (int count = in.readNBytes(content, 0, content.length);
                        count > 0;
                        count = in.readNBytes(content, 0, content.length)) {
                    long start = now();
                    deflater.setInput(content, 0, count);
                    while (!deflater.needsInput()) {
                        deflater.deflate(packed);
                    }
                    seconds += since(start);
                }
                long start = now();
                deflater.finish();
                while (!deflater.finished()) {
                    deflater.deflate(packed);
                }
                seconds += since(start);
            } finally {
                deflater.end();
            }
        }
        return seconds;
    }

    /** Of all threads, on a processor: other load on the machine does not count. */
    private long now() {
        return system.getProcessCpuTime();
    }

    private double since(long start) {
        return (now() - start) / NANOS_PER_SECOND;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
