package dev.lokistore.index.schema;

import dev.lokistore.index.config.LokiConfigException;
import dev.lokistore.index.config.YamlNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Loki's {@code s3: scheme://key:secret@host/bucket} ({@code formats/chunks-and-layout.md#56}).
 *
 * @param endpoint with scheme; empty if the host is a region's name
 * @param bucket everything behind the first {@code /}
 */
record S3Url(String endpoint, String region, String bucket, StoreCredentials credentials) {
    static final S3Url NONE = new S3Url("", "", "", StoreCredentials.NONE);

    private static final int HEX = 16;

    /** @param regionOfEndpoints the region where the host is an endpoint */
    static S3Url parse(YamlNode node, String regionOfEndpoints) throws LokiConfigException {
        String url = node.text().orElse("");
        int scheme = url.indexOf("://");
        if (scheme < 0) {
            throw node.error("expected scheme://key:secret@host/bucket");
        }
        String rest = url.substring(scheme + "://".length());
        int slash = rest.indexOf('/');
        String authority = slash < 0 ? rest : rest.substring(0, slash);
        String bucket = slash < 0 ? "" : decoded(node, rest.substring(slash + 1));
        int at = authority.lastIndexOf('@');
        String host = authority.substring(at + 1);
        StoreCredentials credentials = at < 0 ? StoreCredentials.NONE : credentials(node, authority.substring(0, at));
        if (host.isEmpty() && !url.startsWith("inmemory")) {
            throw node.error("expected a host or a region behind ://");
        }
        if (!host.contains(".")) {
            return new S3Url("", host, bucket, credentials);
        }
        boolean tls = url.startsWith("https://");
        return new S3Url((tls ? "https://" : "http://") + host, regionOfEndpoints, bucket, credentials);
    }

    private static StoreCredentials credentials(YamlNode node, String user) throws LokiConfigException {
        int colon = user.indexOf(':');
        String access = decoded(node, colon < 0 ? user : user.substring(0, colon));
        String secret = colon < 0 ? "" : decoded(node, user.substring(colon + 1));
        if (access.isEmpty() != secret.isEmpty()) {
            throw node.error("expected both key and secret before the host");
        }
        return new StoreCredentials(access, secret, "");
    }

    /** Percent signs only: a plus is a plus, unlike in forms. */
    private static String decoded(YamlNode node, String text) throws LokiConfigException {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] != '%') {
                bytes.write(raw[i]);
                continue;
            }
            int high = i + 2 < raw.length ? Character.digit(raw[i + 1], HEX) : -1;
            int low = i + 2 < raw.length ? Character.digit(raw[i + 2], HEX) : -1;
            if (high < 0 || low < 0) {
                throw node.error("a percent sign without two hexadecimal digits");
            }
            bytes.write(high * HEX + low);
            i += 2;
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
