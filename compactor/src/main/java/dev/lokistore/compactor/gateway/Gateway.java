package dev.lokistore.compactor.gateway;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.gateway.GatewayException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.net.ssl.SSLHandshakeException;

/**
 * A running Loki, or the gateway in front of it. Requests that may succeed later are sent again, after what the server
 * asks for in {@code Retry-After}. Safe for use by several threads.
 */
public final class Gateway {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int MAX_MESSAGE = 2048;
    private static final long MAX_RETRY_AFTER_SECONDS = 300;
    private static final int OK = 200;
    private static final int MULTIPLE_CHOICES = 300;
    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final GatewayAddress address;
    private final GatewayOptions options;
    private final HttpClient client;
    private final AtomicLong retries = new AtomicLong();

    /** @throws IOException if a file of {@link TlsFiles} cannot be used */
    public Gateway(GatewayAddress address, GatewayOptions options) throws IOException {
        this.address = address;
        this.options = options;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT);
        if (!options.tls().equals(TlsFiles.DEFAULT)) {
            builder.sslContext(options.tls().context());
        }
        this.client = builder.build();
    }

    public GatewayAddress address() {
        return address;
    }

    /** Requests that were sent again so far. */
    public long retries() {
        return retries.get();
    }

    /**
     * Hands over a batch of entries.
     *
     * @param body a {@code PushRequest}, compressed as one snappy block
     * @throws GatewayException if it is not taken, or not for long enough
     */
    public void push(TenantId tenant, byte[] body) throws IOException {
        HttpRequest request = request(address.api("push"), tenant)
                .header("Content-Type", "application/x-protobuf")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        send("push", request, in -> true);
    }

    /** Reads an answer. */
    @FunctionalInterface
    interface Answer<T> {
        T read(InputStream in) throws IOException;
    }

    /** A {@code GET} below {@code /loki/api/v1/}. */
    <T> T get(String what, TenantId tenant, Map<String, String> parameters, Answer<T> answer) throws IOException {
        String query = new TreeMap<>(parameters)
                .entrySet().stream()
                        .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&", "?", ""));
        HttpRequest request = request(address.api(what + query), tenant)
                .header("X-Loki-Response-Encoding-Flags", "categorize-labels")
                .GET()
                .build();
        return send(what, request, answer);
    }

    private HttpRequest.Builder request(URI uri, TenantId tenant) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(options.timeout())
                .header("User-Agent", "lokistore")
                .header("X-Scope-OrgID", tenant.value());
        options.login().authorization().ifPresent(login -> request.header("Authorization", login));
        return request;
    }

    private <T> T send(String what, HttpRequest request, Answer<T> answer) throws IOException {
        for (int attempt = 1; ; attempt++) {
            GatewayException failure;
            try {
                return once(what, request, answer);
            } catch (GatewayException e) {
                failure = e;
            }
            if (!failure.retryable() || attempt >= options.retries().maxAttempts()) {
                throw attempt == 1 ? failure : exhausted(failure, attempt);
            }
            Duration wait = options.retries().delay(attempt, options.random().getAsDouble());
            Duration asked = Duration.ofSeconds(failure.retryAfterSeconds());
            try {
                options.sleeper().sleep(wait.compareTo(asked) < 0 ? asked : wait);
            } catch (InterruptedException e) {
                throw interrupted(what, e);
            }
            retries.incrementAndGet();
        }
    }

    private static GatewayException exhausted(GatewayException last, int attempts) {
        return new GatewayException(
                last.kind(), last.getMessage() + " (gave up after " + attempts + " attempts)", last.getCause());
    }

    private <T> T once(String what, HttpRequest request, Answer<T> answer) throws GatewayException {
        try {
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() < OK || response.statusCode() >= MULTIPLE_CHOICES) {
                    throw refused(what, response, message(body));
                }
                return answer.read(body);
            }
        } catch (GatewayException e) {
            throw e;
        } catch (InterruptedException e) {
            throw interrupted(what, e);
        } catch (IOException e) {
            throw failed(what, e);
        }
    }

    private GatewayException interrupted(String what, InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new GatewayException(Kind.INTERRUPTED, "interrupted: " + what + " " + address, cause);
    }

    private GatewayException failed(String what, IOException e) {
        if (Thread.currentThread().isInterrupted()) {
            return new GatewayException(Kind.INTERRUPTED, "interrupted: " + what + " " + address, e);
        }
        if (e instanceof SSLHandshakeException || String.valueOf(e.getMessage()).startsWith("Unsupported or unrec")) {
            return new GatewayException(
                    Kind.TLS,
                    address + ": the server is not trusted, or speaks no TLS: " + e.getMessage()
                            + " (--ca names the certificate that signs it)",
                    e);
        }
        if (e instanceof ConnectException || e instanceof HttpConnectTimeoutException) {
            boolean unknown = e.getCause() instanceof UnresolvedAddressException
                    || e.getCause() != null && e.getCause().getCause() instanceof UnresolvedAddressException;
            return new GatewayException(
                    Kind.UNREACHABLE, address + (unknown ? ": no such host" : " cannot be reached"), e);
        }
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new GatewayException(Kind.UNAVAILABLE, what + " at " + address + " broke off: " + why, e);
    }

    private GatewayException refused(String what, HttpResponse<?> response, String message) {
        int status = response.statusCode();
        String text = what + " at " + address + ": status " + status + (message.isEmpty() ? "" : ": " + message);
        if (status < BAD_REQUEST) {
            String to = response.headers().firstValue("Location").orElse("nowhere");
            return new GatewayException(Kind.BAD_ANSWER, text + ": redirected to " + to + ": use that address", null);
        }
        Kind kind = switch (status) {
            case UNAUTHORIZED, FORBIDDEN -> Kind.DENIED;
            case NOT_FOUND -> Kind.NOT_FOUND;
            case REQUEST_TIMEOUT -> Kind.UNAVAILABLE;
            case TOO_MANY_REQUESTS -> Kind.THROTTLED;
            default -> status >= SERVER_ERROR ? Kind.UNAVAILABLE : Kind.REJECTED;
        };
        return new GatewayException(kind, text, null, retryAfter(response));
    }

    private static long retryAfter(HttpResponse<?> response) {
        try {
            long seconds = Long.parseLong(
                    response.headers().firstValue("Retry-After").orElse("0").strip());
            return Math.max(0, Math.min(seconds, MAX_RETRY_AFTER_SECONDS));
        } catch (NumberFormatException e) {
            return 0; // a date: the usual wait will do
        }
    }

    private static String message(InputStream body) throws IOException {
        return new String(body.readNBytes(MAX_MESSAGE), StandardCharsets.UTF_8)
                .strip()
                .replaceAll("\\s+", " ");
    }
}
