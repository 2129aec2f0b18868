package dev.lokistore.compactor.gateway;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/**
 * Where a Loki's HTTP interface is: {@code http://host:3100}, with a path in front of it where a gateway has one.
 *
 * @param base without a slash at its end
 */
public record GatewayAddress(URI base) {
    private static final String API = "/loki/api/v1/";

    /**
     * @param text the base, or the full address of the push or query interface
     * @throws IllegalArgumentException if it is no such address, or holds credentials
     */
    public static GatewayAddress parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("the address is no URL: expected http://host:port or https://host");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("a password in an address shows in 'ps' and in histories:"
                    + " leave it out, and use --user with --password-file, or LOKI_USERNAME and LOKI_PASSWORD");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no address of a Loki: expected http://host:port or https://host");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("'" + text + "' has a '?' or '#': expected only host and path");
        }
        String path = uri.getRawPath();
        int api = path.indexOf(API);
        if (api >= 0) {
            path = path.substring(0, api);
        }
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        return new GatewayAddress(URI.create(scheme + "://" + uri.getRawAuthority() + path));
    }

    /** @param what below {@code /loki/api/v1/}, with its query, encoded */
    URI api(String what) {
        return URI.create(base + API + what);
    }

    @Override
    public String toString() {
        return base.toString();
    }
}
