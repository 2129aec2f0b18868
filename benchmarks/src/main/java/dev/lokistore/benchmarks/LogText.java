package dev.lokistore.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Log lines as services write them: logfmt, access logs, JSON; from a seed. */
final class LogText {
    private static final String[] LEVELS = {"info", "info", "info", "debug", "warn", "error"};
    private static final String[] MESSAGES = {
        "request completed",
        "cache miss",
        "retrying upstream call",
        "connection reset by peer",
        "order placed",
        "session expired",
        "flushing batch",
        "leader elected"
    };
    private static final String[] PATHS = {"/api/v1/push", "/api/v1/orders", "/healthz", "/static/app.js", "/login"};

    private final Random random;

    LogText(long seed) {
        random = new Random(seed);
    }

    /** Lines until they have this many bytes together. */
    List<byte[]> lines(int totalBytes) {
        List<byte[]> lines = new ArrayList<>();
        for (int bytes = 0; bytes < totalBytes; ) {
            byte[] line = line().getBytes(StandardCharsets.UTF_8);
            lines.add(line);
            bytes += line.length;
        }
        return lines;
    }

    private String line() {
        return switch (random.nextInt(3)) {
            case 0 ->
                "level=" + pick(LEVELS) + " ts=2026-11-20T10:" + random.nextInt(10, 60) + ":" + random.nextInt(10, 60)
                        + "." + random.nextInt(1_000_000) + "Z caller=server.go:" + random.nextInt(900) + " msg=\""
                        + pick(MESSAGES) + "\" traceID=" + Long.toHexString(random.nextLong()) + " duration="
                        + random.nextInt(9000) + "ms";
            case 1 ->
                "10." + random.nextInt(256) + "." + random.nextInt(256) + "." + random.nextInt(256)
                        + " - - [20/Nov/2026:10:" + random.nextInt(10, 60) + ":11 +0000] \"GET " + pick(PATHS)
                        + " HTTP/1.1\" 200 " + random.nextInt(100_000) + " \"-\" \"Mozilla/5.0 (X11; Linux x86_64)\"";
            default ->
                "{\"level\":\"" + pick(LEVELS) + "\",\"msg\":\"" + pick(MESSAGES) + "\",\"user\":"
                        + random.nextInt(100_000) + ",\"order\":\"" + Long.toString(random.nextLong() >>> 20, 36)
                        + "\",\"path\":\"" + pick(PATHS) + "\",\"ms\":" + random.nextInt(1000) + "}";
        };
    }

    private String pick(String[] words) {
        return words[random.nextInt(words.length)];
    }
}
