package dev.lokistore.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.lokistore.compactor.index.BuiltFile;
import dev.lokistore.compactor.index.MergeOptions;
import dev.lokistore.compactor.index.NameTime;
import dev.lokistore.compactor.index.TableMerge;
import dev.lokistore.index.RowEdits;
import dev.lokistore.index.SeriesCursor;
import dev.lokistore.index.SeriesQuery;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.index.boltdb.BoltdbDigests;
import dev.lokistore.index.boltdb.BoltdbFile;
import dev.lokistore.index.boltdb.BoltdbIndex;
import dev.lokistore.index.schema.SchemaPeriod;
import dev.lokistore.index.schema.StoreSchema;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.TableOptions;
import dev.lokistore.index.table.UnpackedFile;
import dev.lokistore.index.tsdb.TsdbFile;
import dev.lokistore.objectstore.filesystem.FilesystemStore;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * How fast is going through an index file, in relation to merely gunzipping it? A compacted table of 1,000,000 references of
 * 20,000 streams: all series of a TSDB file with their labels and chunks, all series of a boltdb file, and all its rows, each
 * taken apart and checked. Everything as when a file is opened for the first time. Runs of both alternate, medians of their
 * ratios are taken. Times are of processor time, garbage collection included.
 *
 * <pre>
 * mvn -q -pl benchmarks -am package -DskipTests
 * java -Xmx256m -XX:+UseSerialGC -cp 'benchmarks/target/*:benchmarks/target/lib/*' \
 *     dev.lokistore.benchmarks.IterationRatios [rounds] [streams] [chunks of each]
 * </pre>
 */
public final class IterationRatios {
    private static final int DEFAULT_ROUNDS = 11;
    private static final int WARMUP_ROUNDS = 4;
    private static final double NANOS_PER_SECOND = 1e9;

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final int rounds;
    private final Path folder;

    private IterationRatios(int rounds, Path folder) {
        this.rounds = rounds;
        this.folder = folder;
    }

    /** Goes through an unpacked file. */
    private interface Pass {
        /** Returns what was counted. */
        long run(UnpackedFile file) throws IOException;
    }

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_ROUNDS;
        int streams = args.length > 1 ? Integer.parseInt(args[1]) : 20_000;
        int chunks = args.length > 2 ? Integer.parseInt(args[2]) : 50;
        SyntheticTable content = new SyntheticTable(streams, chunks);
        System.out.printf(
                "%-15s %10s %10s %10s %7s %12s%n", "what", "count", "gunzip s", "pass s", "ratio", "per second");
        for (IndexKind kind : IndexKind.values()) {
            Path folder = Files.createTempDirectory("lokistore-iteration");
            try (FilesystemStore store = SyntheticFiles.write(content, kind, folder)) {
                IterationRatios ratios = new IterationRatios(rounds, folder);
                BuiltFile file = compact(store, kind, folder);
                if (kind == IndexKind.TSDB) {
                    ratios.print("tsdb references", file, opened -> tsdb(file, opened));
                } else {
                    ratios.print("boltdb rows", file, IterationRatios::rows);
                    ratios.print("boltdb refs", file, opened -> boltdb(opened, folder));
                }
            } finally {
                MergeRatios.delete(folder);
            }
        }
    }

    private static BuiltFile compact(FilesystemStore store, IndexKind kind, Path folder) throws IOException {
        SchemaPeriod period =
                new SchemaPeriod(LocalDate.EPOCH, kind, 13, "index_", Duration.ofDays(1), "index/", 16, "filesystem");
        MergeOptions options = MergeOptions.of(
                new NameTime(1_800_000_000_000_000_000L),
                new StoreSchema(List.of(period), StoreSchema.Origin.CONFIGURED, List.of()),
                period);
        return TableMerge.build(SyntheticTable.only(store), store, options, RowEdits.NONE, folder)
                .outputs()
                .get(0);
    }

    private static long tsdb(BuiltFile built, UnpackedFile file) throws IOException {
        return references(
                TsdbFile.open(file).seriesOf(Objects.requireNonNull(built.set().tenant()), SeriesQuery.ALL));
    }

    private static long boltdb(UnpackedFile file, Path folder) throws IOException {
        BoltdbIndex index = new BoltdbIndex(List.of(BoltdbFile.common(BoltFile.open(file))), folder);
        return references(index.series(SeriesQuery.ALL, (key, cause) -> {
            throw new IllegalStateException(cause);
        }));
    }

    private static long references(SeriesCursor cursor) throws IOException {
        long count = 0;
        try (cursor) {
            while (cursor.next()) {
                if (cursor.series().labels() == null) {
                    throw new IllegalStateException("unknown labels");
                }
                count += cursor.series().chunks().size();
            }
        }
        return count;
    }

    private static long rows(UnpackedFile file) throws IOException {
        return BoltdbDigests.rows(BoltFile.open(file));
    }

    private void print(String what, BuiltFile built, Pass pass) throws IOException {
        double[] gunzip = new double[rounds];
        double[] times = new double[rounds];
        double[] ratio = new double[rounds];
        long count = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(built.path()));
                UnpackedFile file = UnpackedFile.of("file", in, folder, TableOptions.DEFAULT)) {
            for (int round = -WARMUP_ROUNDS; round < rounds; round++) {
                int at = Math.max(0, round);
                gunzip[at] = gunzip(built);
                long start = system.getProcessCpuTime();
                count = pass.run(file);
                times[at] = since(start);
                ratio[at] = (gunzip[at] + gunzip(built)) / 2 / times[at];
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%-15s %10d %10.3f %10.3f %7.2f %12.0f%n",
                what,
                count,
                median(gunzip),
                median(times),
                median(ratio),
                count / median(times));
    }

    private double gunzip(BuiltFile built) throws IOException {
        long start = system.getProcessCpuTime();
        byte[] buffer = new byte[64 << 10];
        try (InputStream in = new GZIPInputStream(Files.newInputStream(built.path()), 32 << 10)) {
            while (in.read(buffer) >= 0) {
                continue;
            }
        }
        return since(start);
    }

    private double since(long start) {
        return (system.getProcessCpuTime() - start) / NANOS_PER_SECOND;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
