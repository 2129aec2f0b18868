package dev.lokistore.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.lokistore.chunk.Codec;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;

/**
 * Prints for each codec how fast chunks are merged, and lines deleted, in relation to the codec's library that decompresses
 * and compresses the same blocks. Runs of both kinds alternate, and medians of their ratios are taken, so that other load on
 * the machine meets both alike. A merge of three replicas is compared twice: {@code merge} with the library unpacking and
 * packing every block that is read, {@code dedup} with it packing only the third that is left. Speeds are of processor
 * time, in decompressed bytes that are read. What is asked for is a ratio of 0.5 at least for {@code merge} and
 * {@code delete}; without compression the ratio says nothing.
 *
 * <pre>
 * mvn -q -pl benchmarks -am package -DskipTests
 * java -cp 'benchmarks/target/*:benchmarks/target/lib/*' dev.lokistore.benchmarks.RewriteRatios [rounds] [CODEC...]
 * </pre>
 */
public final class RewriteRatios {
    private static final int LINE_BYTES = 4 << 20;
    private static final int WARMUP_ROUNDS = 10;
    private static final int DEFAULT_ROUNDS = 15;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MIB = 1 << 20;

    private final int rounds;
    private final PrintStream out;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private RewriteRatios(int rounds, PrintStream out) {
        this.rounds = rounds;
        this.out = out;
    }

    public static void main(String[] args) throws IOException {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_ROUNDS;
        Codec[] codecs = args.length > 1
                ? Arrays.stream(args, 1, args.length).map(Codec::valueOf).toArray(Codec[]::new)
                : new Codec[] {Codec.GZIP, Codec.ZSTD, Codec.SNAPPY, Codec.LZ4_256K};
        System.out.printf("%-9s %-6s %12s %12s %7s%n", "codec", "work", "bare MiB/s", "full MiB/s", "ratio");
        RewriteRatios ratios = new RewriteRatios(rounds, System.out);
        for (Codec codec : codecs) {
            try (RewriteWork work = new RewriteWork(codec, LINE_BYTES)) {
                ratios.print(codec, "merge", work.mergeRawBytes(), work::bareMerge, work::merge);
                ratios.print(codec, "dedup", work.mergeRawBytes(), work::bareReplicas, work::merge);
                ratios.print(codec, "delete", work.editRawBytes(), work::bareEdit, work::edit);
            }
        }
    }

    @FunctionalInterface
    private interface Work {
        long run() throws IOException;
    }

    private void print(Codec codec, String name, long rawBytes, Work bareWork, Work fullWork) throws IOException {
        for (int i = 0; i < WARMUP_ROUNDS; i++) {
            bareWork.run();
            fullWork.run();
        }
        double[] bare = new double[rounds];
        double[] full = new double[rounds];
        double[] ratio = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            bare[i] = cpuSeconds(bareWork);
            full[i] = cpuSeconds(fullWork);
            // a second bare run after it: the mean of both has seen the same load
            ratio[i] = (bare[i] + cpuSeconds(bareWork)) / 2 / full[i];
        }
        out.printf(
                Locale.ROOT,
                "%-9s %-6s %12.0f %12.0f %7.3f%n",
                codec.lokiName(),
                name,
                rawBytes / MIB / median(bare),
                rawBytes / MIB / median(full),
                median(ratio));
    }

    /** Of this thread on a processor: other load does not count. */
    private double cpuSeconds(Work work) throws IOException {
        long began = threads.getCurrentThreadCpuTime();
        work.run();
        return (threads.getCurrentThreadCpuTime() - began) / NANOS_PER_SECOND;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
