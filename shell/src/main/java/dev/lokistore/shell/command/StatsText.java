package dev.lokistore.shell.command;

import dev.lokistore.objectstore.StoreStats;
import dev.lokistore.shell.render.Quantity;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What {@code --stats} prints, on one line.
 *
 * @param elapsedNanos of the whole command
 */
record StatsText(StoreStats stats, long elapsedNanos) {
    private static final double NANOS_PER_SECOND = 1e9;

    void print(PrintWriter err) {
        String kinds = stats.requests().entrySet().stream()
                .map(kind -> kind.getKey().toString().toLowerCase(Locale.ROOT) + " " + Quantity.count(kind.getValue()))
                .collect(Collectors.joining(", "));
        err.printf(
                Locale.ROOT,
                "stats: requests %s%s; read %s; written %s; retries %s; %.2f s, of which %.2f s in requests (all threads)%n",
                Quantity.count(stats.allRequests()),
                kinds.isEmpty() ? "" : " (" + kinds + ")",
                Quantity.bytes(stats.bytesRead()),
                Quantity.bytes(stats.bytesWritten()),
                Quantity.count(stats.retries()),
                elapsedNanos / NANOS_PER_SECOND,
                stats.inRequests().toNanos() / NANOS_PER_SECOND);
        err.flush();
    }
}
