package dev.lokistore.compactor.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.gateway.GatewayException.Kind;
import dev.lokistore.objectstore.RetryPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayTest {
    private static final TenantId TENANT = TenantId.of("team-a");
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path folder;

    private final List<Duration> waits = new ArrayList<>();
    private final Deque<Integer> statuses = new ArrayDeque<>();

    private GatewayOptions options(int attempts, TlsFiles tls) {
        return new GatewayOptions(
                new Login.None(),
                tls,
                Duration.ofSeconds(20),
                new RetryPolicy(attempts, Duration.ofMillis(100), Duration.ofSeconds(10)),
                () -> 0.5,
                waits::add);
    }

    private void push(String address, int attempts, TlsFiles tls) throws IOException {
        new Gateway(GatewayAddress.parse(address), options(attempts, tls)).push(TENANT, new byte[] {1});
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            byte[] text = "said\n so".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Retry-After", "7");
            exchange.getResponseHeaders().add("Location", "http://elsewhere/");
            exchange.sendResponseHeaders(statuses.isEmpty() ? 200 : statuses.poll(), text.length);
            exchange.getResponseBody().write(text);
        }
    }

    private HttpServer serve(HttpServer server) {
        server.createContext("/", this::answer);
        server.start();
        return server;
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    @Test
    void whatMaySucceedLaterIsSentAgainAfterWhatTheServerAsksFor() throws IOException {
        HttpServer server = serve(HttpServer.create(anyPort(), 10));
        statuses.addAll(List.of(429, 503, 500, 200));

        push("http://127.0.0.1:" + server.getAddress().getPort(), 4, TlsFiles.DEFAULT);

        assertThat(waits).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7), Duration.ofSeconds(7));
        server.stop(0);
    }

    @ParameterizedTest
    @CsvSource({
        "400, REJECTED",
        "401, DENIED",
        "403, DENIED",
        "404, NOT_FOUND",
        "413, REJECTED",
        "302, BAD_ANSWER",
        "429, THROTTLED",
        "502, UNAVAILABLE"
    })
    void refusalsAreToldApartWithWhatTheServerSaid(int status, Kind kind) throws IOException {
        HttpServer server = serve(HttpServer.create(anyPort(), 10));
        statuses.addAll(List.of(status, status));

        assertThatThrownBy(() -> push("http://127.0.0.1:" + server.getAddress().getPort(), 2, TlsFiles.DEFAULT))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining("status " + status + ": said so");
        server.stop(0);
    }

    @Test
    void aHostThatIsNotThereIsUnreachable() {
        assertThatThrownBy(() -> push("http://127.0.0.1:1", 1, TlsFiles.DEFAULT))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
        assertThatThrownBy(() -> push("http://no-such-host.invalid", 1, TlsFiles.DEFAULT))
                .hasMessageContaining("no such host");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"loki:3100", "ftp://loki", "http://", "http://u:p@loki", "http://loki/?a=b", "http://lo ki"})
    void addressesThatAreNoneAreRefused(String address) {
        assertThatThrownBy(() -> GatewayAddress.parse(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("u:p");
    }

    @Test
    void theInterfaceMayBeInTheAddress() {
        assertThat(GatewayAddress.parse("https://logs.example.com/prod/").api("push"))
                .hasToString("https://logs.example.com/prod/loki/api/v1/push");
        assertThat(GatewayAddress.parse("http://loki:3100/loki/api/v1/push").api("push"))
                .hasToString("http://loki:3100/loki/api/v1/push");
    }

    @Test
    void serversAndClientsAreKnownByTheirCertificates() throws Exception {
        KeyStore server = keyStore("server", "127.0.0.1");
        KeyStore client = keyStore("client", "client");
        Path authority = pem(server, "server");
        Path certificate = pem(client, "client");
        Path key = Files.writeString(
                folder.resolve("client.key"),
                "-----BEGIN PRIVATE KEY-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(
                                        client.getKey("client", PASSWORD).getEncoded())
                        + "\n-----END PRIVATE KEY-----\n");
        HttpServer https = serve(https(server, client));
        String address = "https://127.0.0.1:" + https.getAddress().getPort();
        Optional<Path> none = Optional.empty();
        TlsFiles all = new TlsFiles(Optional.of(authority), Optional.of(certificate), Optional.of(key), false);

        push(address, 1, all);
        push(address, 1, new TlsFiles(none, Optional.of(certificate), Optional.of(key), true));

        assertThatThrownBy(
                        () -> push(address, 1, new TlsFiles(none, Optional.of(certificate), Optional.of(key), false)))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TLS))
                .hasMessageContaining("--ca");
        String byName = address.replace("127.0.0.1", "localhost");
        assertThatThrownBy(() -> push(byName, 1, all))
                .isInstanceOfSatisfying(
                        GatewayException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TLS));
        assertThatThrownBy(() -> push(address, 1, new TlsFiles(Optional.of(key), none, none, false)))
                .hasMessageContaining("client.key");
        assertThatThrownBy(() ->
                        push(address, 1, new TlsFiles(none, Optional.of(certificate), Optional.of(certificate), false)))
                .hasMessageContaining("openssl pkcs8");
        https.stop(0);
    }

    private KeyStore keyStore(String name, String host) throws Exception {
        Path file = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "EC",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        new String(PASSWORD),
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        host.equals("client") ? "san=dns:client" : "san=ip:" + host)
                .redirectErrorStream(true)
                .start();
        keytool.getInputStream().readAllBytes();
        assertThat(keytool.waitFor()).isZero();
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        return store;
    }

    private Path pem(KeyStore store, String name) throws Exception {
        return Files.writeString(
                folder.resolve(name + ".pem"),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(store.getCertificate(name).getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
    }

    private static HttpsServer https(KeyStore own, KeyStore trusted) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD);
        KeyStore authorities = KeyStore.getInstance("PKCS12");
        authorities.load(null, null);
        authorities.setCertificateEntry("client", trusted.getCertificate("client"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(authorities);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        HttpsServer server = HttpsServer.create(anyPort(), 10);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = context.getDefaultSSLParameters();
                ssl.setNeedClientAuth(true);
                parameters.setSSLParameters(ssl);
            }
        });
        return server;
    }
}
