package dev.lokistore.benchmarks;

import dev.lokistore.chunk.Codec;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How much slower than its decompressor is a full decode (open, CRCs, lines, substring filter)? The ratio of the two
 * methods of one codec is the answer; {@link DecodeRatios} prints it directly, from interleaved runs.
 *
 * <pre>
 * mvn -q -pl benchmarks -am package -DskipTests
 * java -cp 'benchmarks/target/*:benchmarks/target/lib/*' org.openjdk.jmh.Main DecodeBenchmark -p codec=GZIP,ZSTD -prof gc
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class DecodeBenchmark {
    private static final int LINE_BYTES = 8 << 20;

    @Param
    public Codec codec = Codec.GZIP;

    @Param({"3", "4"})
    public int version = 3;

    private DecodeWork work;

    @Setup
    public void open() throws IOException {
        work = new DecodeWork(codec, version, LINE_BYTES);
    }

    @TearDown
    public void close() {
        work.close();
    }

    @Benchmark
    public long bare() throws IOException {
        return work.bare();
    }

    @Benchmark
    public long full() throws IOException {
        return work.full();
    }
}
