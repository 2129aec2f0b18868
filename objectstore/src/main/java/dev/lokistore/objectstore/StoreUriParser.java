package dev.lokistore.objectstore;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The grammar of {@link StoreUri}. Not {@link java.net.URI}, which refuses many bucket names and keys. */
final class StoreUriParser {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*)://(.*)", Pattern.DOTALL);
    private static final Pattern HOST = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?");
    private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");
    private static final Set<String> S3_OPTIONS = Set.of("endpoint", "region", "pathStyle", "secure");
    private static final Set<String> MINIO_OPTIONS = Set.of("region", "pathStyle", "secure");
    private static final String NO_CREDENTIALS =
            "a store URI must not hold credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or use a profile";
    private static final String UNESCAPED = "-._~/!$'()*,;:@";

    private StoreUriParser() {}

    static StoreUri parse(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("a store URI must not be empty");
        }
        var matcher = SCHEME.matcher(text);
        if (!matcher.matches()) {
            return local(text);
        }
        String rest = matcher.group(2);
        return switch (matcher.group(1)) {
            case "file" -> file(rest);
            case "s3" -> s3(rest);
            case "minio" -> minio(rest);
            default ->
                throw new IllegalArgumentException("unknown scheme '" + matcher.group(1)
                        + "': a store is a path, file:///path, s3://bucket/prefix or minio://host:port/bucket");
        };
    }

    private static StoreUri local(String path) {
        try {
            return new StoreUri.Local(Path.of(path));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("not a path: " + e.getReason(), e);
        }
    }

    private static StoreUri file(String rest) {
        String path = rest.startsWith("localhost/") ? rest.substring("localhost".length()) : rest;
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("write file:///path, with three slashes: a file URI has no host");
        }
        return local(decode(path));
    }

    private static StoreUri s3(String rest) {
        Map<String, String> options = options(rest, "s3", S3_OPTIONS);
        String path = beforeQuery(rest);
        int slash = path.indexOf('/');
        refuseCredentials(slash < 0 ? path : path.substring(0, slash));
        boolean secure = bool(options, "secure", Boolean.TRUE);
        String endpoint = options.get("endpoint");
        if (endpoint != null) {
            refuseCredentials(endpoint);
            var url = SCHEME.matcher(endpoint);
            if (url.matches()) {
                secure = secure(url.group(1), options);
                endpoint = url.group(2).replaceFirst("/+$", "");
            }
            checkHost(endpoint);
        }
        return bucket(StoreUri.Client.AWS, path, endpoint, options, secure);
    }

    private static boolean secure(String scheme, Map<String, String> options) {
        boolean https = switch (scheme) {
            case "https" -> true;
            case "http" -> false;
            default -> throw new IllegalArgumentException("endpoint is http:// or https://, not " + scheme);
        };
        if (bool(options, "secure", https) != https) {
            throw new IllegalArgumentException("endpoint says " + scheme + ", but secure=" + options.get("secure"));
        }
        return https;
    }

    private static StoreUri minio(String rest) {
        Map<String, String> options = options(rest, "minio", MINIO_OPTIONS);
        String path = beforeQuery(rest);
        int slash = path.indexOf('/');
        String host = slash < 0 ? path : path.substring(0, slash);
        refuseCredentials(host);
        checkHost(host);
        if (slash < 0 || slash == path.length() - 1) {
            throw new IllegalArgumentException("no bucket: write minio://" + host + "/BUCKET");
        }
        boolean secure = bool(options, "secure", Boolean.TRUE);
        return bucket(StoreUri.Client.MINIO, path.substring(slash + 1), host, options, secure);
    }

    private static StoreUri bucket(
            StoreUri.Client client,
            String path,
            @Nullable String endpoint,
            Map<String, String> options,
            boolean secure) {
        int slash = path.indexOf('/');
        String bucket = decode(slash < 0 ? path : path.substring(0, slash));
        if (!BUCKET.matcher(bucket).matches()) {
            throw new IllegalArgumentException("not a bucket name: '" + bucket + "'");
        }
        String prefix = slash < 0 ? "" : decode(path.substring(slash + 1));
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            prefix += "/";
        }
        String region = options.get("region");
        Boolean pathStyle = options.containsKey("pathStyle") ? bool(options, "pathStyle", false) : null;
        return new StoreUri.Bucket(client, bucket, prefix, endpoint, region, pathStyle, secure);
    }

    private static void refuseCredentials(String authority) {
        if (authority.contains("@")) {
            throw new IllegalArgumentException(NO_CREDENTIALS);
        }
    }

    private static void checkHost(String host) {
        if (!HOST.matcher(host).matches()) {
            throw new IllegalArgumentException("not a host or host:port: '" + host + "'");
        }
    }

    private static String beforeQuery(String rest) {
        int query = rest.indexOf('?');
        return query < 0 ? rest : rest.substring(0, query);
    }

    private static Map<String, String> options(String rest, String scheme, Set<String> known) {
        Map<String, String> options = new LinkedHashMap<>();
        int query = rest.indexOf('?');
        if (query < 0 || query == rest.length() - 1) {
            return options;
        }
        for (String pair : rest.substring(query + 1).split("&")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        looksSecret(name)
                                ? NO_CREDENTIALS
                                : "unknown option '" + name + "' of " + scheme + "://, known are "
                                        + String.join(
                                                ", ", known.stream().sorted().toList()));
            }
            if (equals < 0 || equals == pair.length() - 1) {
                throw new IllegalArgumentException("option '" + name + "' has no value");
            }
            if (options.put(name, decode(pair.substring(equals + 1))) != null) {
                throw new IllegalArgumentException("option '" + name + "' comes twice");
            }
        }
        return options;
    }

    private static boolean looksSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("key") || lower.contains("secret") || lower.contains("token") || lower.contains("pass");
    }

    private static boolean bool(Map<String, String> options, String name, boolean otherwise) {
        String value = options.get(name);
        if (value == null) {
            return otherwise;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(name + " is true or false, not '" + value + "'");
        };
    }

    static String print(StoreUri.Bucket uri) {
        StringJoiner options = new StringJoiner("&", "?", "").setEmptyValue("");
        boolean minio = uri.client() == StoreUri.Client.MINIO;
        if (uri.endpoint() != null && !minio) {
            options.add("endpoint=" + encode(uri.endpoint()));
        }
        if (uri.region() != null) {
            options.add("region=" + encode(uri.region()));
        }
        if (uri.pathStyle() != null) {
            options.add("pathStyle=" + uri.pathStyle());
        }
        if (!uri.secure()) {
            options.add("secure=false");
        }
        String path = encode(uri.bucket()) + (uri.prefix().isEmpty() ? "" : "/" + encode(uri.prefix()));
        return (minio ? "minio://" + uri.endpoint() + "/" : "s3://") + path + options;
    }

    private static String encode(String text) {
        StringBuilder out = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            boolean plain = b > 0 && (Character.isLetterOrDigit(b) || UNESCAPED.indexOf(b) >= 0);
            if (plain) {
                out.append((char) b);
            } else {
                out.append(String.format("%%%02X", b & 0xff));
            }
        }
        return out.toString();
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '%') {
                out.write(in[i]);
                continue;
            }
            int high = i + 2 <= in.length - 1 ? Character.digit(in[i + 1], 16) : -1;
            int low = i + 2 <= in.length - 1 ? Character.digit(in[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                throw new IllegalArgumentException(
                        "'%' must be followed by two hex digits; write %25 for a percent sign");
            }
            out.write(high << 4 | low);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(out.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("%XX in a store URI must be UTF-8", e);
        }
    }
}
