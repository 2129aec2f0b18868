package dev.lokistore.index.testing;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Streams as a Kubernetes cluster's, made of numbers: the same in every run. Stream {@code s} has as many chunks as any
 * other, spread over all days, each of half an hour to two and a half hours.
 *
 * @param streams their number
 * @param chunks of each
 * @param firstDay days since the epoch
 */
public record SyntheticStreams(int streams, int chunks, long firstDay, int days) {
    static final long MILLIS_PER_DAY = 86_400_000;

    private static final int TENANTS = 5;
    private static final int NAMESPACES = 40;
    private static final int APPS = 400;
    private static final int NODES = 120;
    private static final int HALF_HOUR_MILLIS = 1_800_000;
    private static final int TWO_HOURS_MILLIS = 7_200_000;
    private static final int SMALLEST_BYTES = 2_000;
    private static final int LARGEST_BYTES = 1_600_000;

    /** Every bit of the result depends on every bit of both. */
    static long mix(long a, long b) {
        long mixed = a * 0x9E3779B97F4A7C15L + b * 0xC2B2AE3D27D4EB4FL + 0x165667B19E3779F9L;
        mixed = (mixed ^ mixed >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }

    private static int below(long hash, int limit) {
        return (int) Long.remainderUnsigned(hash, limit);
    }

    /** The larger the number, the fewer streams. */
    public TenantId tenant(int stream) {
        int tenant = Math.min(below(mix(stream, 1), TENANTS), below(mix(stream, 2), TENANTS));
        return TenantId.of("team-" + (char) ('a' + tenant));
    }

    /** With 16 digits, so that keys are ordered as numbers. */
    public long fingerprint(int stream) {
        return mix(stream, 3) | 1L << 63;
    }

    public Labels labels(int stream) {
        int app = below(mix(stream, 4), APPS);
        return Labels.of(
                "app",
                "app-" + app,
                "cluster",
                "production-" + app % 2,
                "container",
                stream % 4 == 0 ? "istio-proxy" : "main",
                "filename",
                "/var/log/pods/" + Long.toHexString(mix(stream, 5)) + "/0.log",
                "namespace",
                "namespace-" + app % NAMESPACES,
                "node",
                "node-" + below(mix(stream, 6), NODES),
                "pod",
                "app-" + app + "-" + Long.toHexString(mix(stream, 7) >>> 24),
                "stream",
                stream % 3 == 0 ? "stderr" : "stdout");
    }

    public ChunkRef chunk(int stream, int number) {
        long hash = mix(stream, 1_000 + number);
        long slot = days * MILLIS_PER_DAY / chunks;
        long from = firstDay * MILLIS_PER_DAY + number * slot + below(hash, (int) Math.min(slot, Integer.MAX_VALUE));
        // none leads out of the last day
        long end = (firstDay + days) * MILLIS_PER_DAY - 1;
        long through = Math.min(end, from + HALF_HOUR_MILLIS + below(hash >>> 7, TWO_HOURS_MILLIS));
        return new ChunkRef(tenant(stream), fingerprint(stream), from, through, (int) (hash >>> 13));
    }

    /** Of the object. */
    public long storedBytes(int stream, int number) {
        return SMALLEST_BYTES + below(mix(stream, 1_000_000 + number), LARGEST_BYTES);
    }

    public long rawKilobytes(int stream, int number) {
        return storedBytes(stream, number) * 9 / 1024;
    }

    public long entries(int stream, int number) {
        return storedBytes(stream, number) / 20;
    }

    /** All streams, in the order of their chunks' keys. */
    Integer[] inOrder() {
        Integer[] order = new Integer[streams];
        Arrays.setAll(order, i -> i);
        Arrays.sort(
                order,
                Comparator.comparing((Integer stream) -> tenant(stream).value())
                        .thenComparing(this::fingerprint, Long::compareUnsigned));
        return order;
    }
}
