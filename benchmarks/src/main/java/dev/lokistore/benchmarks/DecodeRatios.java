package dev.lokistore.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.lokistore.chunk.Codec;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;

/**
 * Prints for each codec how fast a full decode is in relation to the bare decompressor, what it allocates per line, and
 * what a second thread brings. Runs of both kinds alternate, and medians of their ratios are taken, so that other load on
 * the machine meets both alike. Speeds are of processor time; what the second thread brings is of wall-clock time and
 * means nothing on a machine without two idle cores.
 *
 * <pre>
 * mvn -q -pl benchmarks -am package -DskipTests
 * java -cp 'benchmarks/target/*:benchmarks/target/lib/*' dev.lokistore.benchmarks.DecodeRatios [rounds] [CODEC...]
 * </pre>
 */
public final class DecodeRatios {
    private static final int LINE_BYTES = 8 << 20;
    private static final int WARMUP_ROUNDS = 15;
    private static final int DEFAULT_ROUNDS = 25;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MIB = 1 << 20;

    private final int rounds;
    private final PrintStream out;
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private DecodeRatios(int rounds, PrintStream out) {
        this.rounds = rounds;
        this.out = out;
    }

    public static void main(String[] args) throws Exception {
        int rounds = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_ROUNDS;
        Codec[] codecs = args.length > 1
                ? Arrays.stream(args, 1, args.length).map(Codec::valueOf).toArray(Codec[]::new)
                : Codec.values();
        DecodeRatios ratios = new DecodeRatios(rounds, System.out);
        System.out.printf(
                "%-9s %2s %12s %12s %7s %9s %9s%n",
                "codec", "v", "bare MiB/s", "full MiB/s", "ratio", "B/line", "2 threads");
        for (Codec codec : codecs) {
            for (int version = 3; version <= 4; version++) {
                ratios.print(codec, version);
            }
        }
    }

    private void print(Codec codec, int version) throws Exception {
        try (DecodeWork work = new DecodeWork(codec, version, LINE_BYTES);
                DecodeWork second = new DecodeWork(codec, version, LINE_BYTES)) {
            double[] bare = new double[rounds];
            double[] full = new double[rounds];
            double[] ratio = new double[rounds];
            double[] speedup = new double[rounds];
            for (int i = 0; i < WARMUP_ROUNDS; i++) {
                work.bare();
                work.full();
            }
            long allocated = allocatedByFull(work);
            for (int i = 0; i < rounds; i++) {
                bare[i] = cpuSeconds(work::bare);
                full[i] = cpuSeconds(work::full);
                // a second bare run after it: the mean of both has seen the same load
                double after = cpuSeconds(work::bare);
                ratio[i] = (bare[i] + after) / 2 / full[i];
                double both = secondsOfBoth(work, second);
                speedup[i] = (seconds(work::full) + seconds(second::full)) / both;
            }
            double mib = work.rawBytes() / MIB;
            out.printf(
                    Locale.ROOT,
                    "%-9s %2d %12.0f %12.0f %7.3f %9.3f %9.2f%n",
                    codec.lokiName(),
                    version,
                    mib / median(bare),
                    mib / median(full),
                    median(ratio),
                    (double) allocated / work.lines(),
                    median(speedup));
        }
    }

    private long allocatedByFull(DecodeWork work) throws IOException {
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        work.full();
        return threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    }

    private static double secondsOfBoth(DecodeWork one, DecodeWork two) throws Exception {
        CyclicBarrier start = new CyclicBarrier(2);
        Exception[] failure = new Exception[1];
        Thread other = new Thread(() -> {
            try {
                start.await();
                two.full();
            } catch (Exception e) {
                failure[0] = e;
            }
        });
        other.start();
        start.await();
        long began = System.nanoTime();
        one.full();
        other.join();
        if (failure[0] != null) {
            throw failure[0];
        }
        return (System.nanoTime() - began) / NANOS_PER_SECOND;
    }

    /** Of this thread on a processor: other load does not count. */
    private double cpuSeconds(Work work) throws IOException {
        long began = threads.getCurrentThreadCpuTime();
        work.run();
        return (threads.getCurrentThreadCpuTime() - began) / NANOS_PER_SECOND;
    }

    private static double seconds(Work work) throws IOException {
        long began = System.nanoTime();
        work.run();
        return (System.nanoTime() - began) / NANOS_PER_SECOND;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    @FunctionalInterface
    private interface Work {
        long run() throws IOException;
    }
}
