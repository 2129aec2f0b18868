package dev.lokistore.objectstore.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreUri;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * Serves any reader as an S3 bucket called {@code store}, to whoever asks, however signed: stores that are larger than a
 * test would write. Counts the bytes of objects that it gives out.
 */
public final class ReaderServer implements AutoCloseable {
    private static final String BUCKET = "/store";
    private static final int PAGE = 1_000;
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final ObjectReader reader;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong pages = new AtomicLong();
    private volatile Predicate<String> breaksOff = key -> false;

    public ReaderServer(ObjectReader reader) throws IOException {
        this.reader = reader;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public StoreUri uri() {
        return StoreUri.parse("s3://store?region=us-east-1&secure=false&pathStyle=true&endpoint=127.0.0.1:"
                + server.getAddress().getPort());
    }

    /** From now on answers with these keys' content end half way. */
    public void breakOff(Predicate<String> keys) {
        breaksOff = keys;
    }

    /** Of objects, so far. */
    public long bytesServed() {
        return bytes.get();
    }

    /** Waits until that many bytes of objects were given out since the start; throws after a minute. */
    public synchronized void awaitBytes(long wanted) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (bytes.get() < wanted) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new IllegalStateException("only " + bytes.get() + " bytes were asked for");
            }
            wait(left);
        }
    }

    private synchronized void served(int count) {
        bytes.addAndGet(count);
        notifyAll();
    }

    /** Of listings, so far. */
    public long pagesServed() {
        return pages.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            try {
                String path = exchange.getRequestURI().getRawPath();
                String key = path.length() > BUCKET.length() + 1 ? decoded(path.substring(BUCKET.length() + 1)) : "";
                if (key.isEmpty()) {
                    answer(exchange, 200, "application/xml", page(parameters(exchange)));
                } else {
                    object(exchange, key);
                }
            } catch (StoreException e) {
                refuse(exchange, e.kind());
            }
        }
    }

    private static void refuse(HttpExchange exchange, StoreException.Kind kind) throws IOException {
        boolean missing = kind == StoreException.Kind.NO_SUCH_OBJECT;
        boolean expired = kind == StoreException.Kind.BAD_CREDENTIALS;
        boolean denied = expired || kind == StoreException.Kind.FORBIDDEN;
        String code = missing ? "NoSuchKey" : expired ? "ExpiredToken" : denied ? "AccessDenied" : "InternalError";
        byte[] error = ("<Error><Code>" + code + "</Code></Error>").getBytes(StandardCharsets.UTF_8);
        answer(exchange, missing ? 404 : denied ? 403 : 500, "application/xml", error);
    }

    private static Map<String, String> parameters(HttpExchange exchange) {
        Map<String, String> parameters = new HashMap<>();
        String query = exchange.getRequestURI().getRawQuery();
        for (String parameter : query == null ? new String[0] : query.split("&")) {
            int equals = parameter.indexOf('=');
            parameters.put(
                    equals < 0 ? parameter : parameter.substring(0, equals),
                    equals < 0 ? "" : URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return parameters;
    }

    private static String decoded(String path) {
        return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private byte[] page(Map<String, String> parameters) throws IOException {
        pages.incrementAndGet();
        String prefix = parameters.getOrDefault("prefix", "");
        String after = parameters.getOrDefault("continuation-token", parameters.getOrDefault("start-after", ""));
        StringBuilder xml =
                new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?><ListBucketResult><Name>store</Name>");
        int count = 0;
        String last = "";
        boolean more = false;
        try (Listing<? extends ListEntry> listing =
                parameters.containsKey("delimiter") ? level(prefix, after) : reader.list(prefix, after)) {
            while (listing.next()) {
                if (count == PAGE) {
                    more = true;
                    break;
                }
                last = append(listing.entry(), xml);
                count++;
            }
        }
        xml.append("<IsTruncated>")
                .append(more)
                .append("</IsTruncated><KeyCount>")
                .append(count)
                .append("</KeyCount>");
        if (more) {
            xml.append("<NextContinuationToken>").append(last).append("</NextContinuationToken>");
        }
        return xml.append("</ListBucketResult>").toString().getBytes(StandardCharsets.UTF_8);
    }

    private Listing<ListEntry> level(String prefix, String after) throws IOException {
        if (!after.isEmpty()) {
            throw new IllegalStateException("no folder of these tests takes more than a page");
        }
        return reader.listLevel(prefix);
    }

    /** Keys of these tests need no escapes. */
    private static String append(ListEntry entry, StringBuilder xml) {
        if (entry instanceof Folder folder) {
            xml.append("<CommonPrefixes><Prefix>").append(folder.prefix()).append("</Prefix></CommonPrefixes>");
            return folder.prefix();
        }
        ObjectInfo info = (ObjectInfo) entry;
        xml.append("<Contents><Key>")
                .append(info.key())
                .append("</Key><LastModified>")
                .append(info.lastModified());
        xml.append("</LastModified><ETag>&quot;").append(info.etag()).append("&quot;</ETag><Size>");
        xml.append(info.sizeBytes()).append("</Size></Contents>");
        return info.key().value();
    }

    private void object(HttpExchange exchange, String key) throws IOException {
        ObjectInfo info = reader.head(ObjectKey.of(key));
        exchange.getResponseHeaders().set("ETag", '"' + info.etag() + '"');
        exchange.getResponseHeaders().set("Last-Modified", HTTP_DATE.format(info.lastModified()));
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Long.toString(info.sizeBytes()));
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        if (range == null) {
            byte[] content = reader.readAll(info.key(), Integer.MAX_VALUE);
            served(content.length);
            content(exchange, 200, key, content);
            return;
        }
        String[] ends = range.substring("bytes=".length()).split("-");
        long from = Long.parseLong(ends[0]);
        long through = Math.min(Long.parseLong(ends[1]), info.sizeBytes() - 1);
        byte[] content = reader.read(info.key(), from, (int) (through - from + 1));
        served(content.length);
        exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + through + "/" + info.sizeBytes());
        content(exchange, 206, key, content);
    }

    private void content(HttpExchange exchange, int status, String key, byte[] content) throws IOException {
        if (breaksOff.test(key)) {
            exchange.sendResponseHeaders(status, content.length);
            exchange.getResponseBody().write(content, 0, content.length / 2);
            // closing it now closes the connection
            return;
        }
        answer(exchange, status, "application/octet-stream", content);
    }

    private static void answer(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
