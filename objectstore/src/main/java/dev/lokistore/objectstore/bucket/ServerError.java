package dev.lokistore.objectstore.bucket;

import java.io.IOException;
import java.io.Serial;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An answer of the server other than 2xx, before it is known what it means. */
public final class ServerError extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final int MAX_TEXT = 300;
    private static final Pattern EXPECTED_REGION = Pattern.compile("expecting '([A-Za-z0-9-]+)'");

    private final int status;
    private final String code;
    private final String text;
    private final String region;

    /**
     * @param code S3's name of the error, null where there was no S3 error document
     * @param text the server's explanation, if any
     * @param region where the server says the bucket is, if it does
     */
    public ServerError(int status, @Nullable String code, @Nullable String text, @Nullable String region) {
        super("HTTP " + status);
        this.status = status;
        this.code = code == null ? "" : printable(code);
        this.text = text == null ? "" : printable(text);
        this.region = region == null ? expectedRegion(text) : printable(region);
    }

    /** Reads an error document; whatever else the body is, the result has no code. */
    public static ServerError parse(int status, String body, @Nullable String region) {
        String named = region == null ? element(body, "Region") : region;
        return new ServerError(status, element(body, "Code"), element(body, "Message"), named);
    }

    /** The error of one key in the answer to a multi-object delete, which has no status of its own. */
    public static ServerError ofCode(@Nullable String code, @Nullable String text) {
        int status = code == null ? 500 : code.equals("AccessDenied") ? 403 : 400;
        return new ServerError(status, code, text, null);
    }

    private static @Nullable String element(String body, String name) {
        int from = body.indexOf("<" + name + ">");
        int to = body.indexOf("</" + name + ">");
        if (from < 0 || to < from) {
            return null;
        }
        return body.substring(from + name.length() + 2, to)
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    private static String expectedRegion(@Nullable String text) {
        Matcher matcher = EXPECTED_REGION.matcher(text == null ? "" : text);
        return matcher.find() ? matcher.group(1) : "";
    }

    /** A server's text goes to a terminal: no control characters, no novels. */
    private static String printable(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ").strip();
        return clean.length() > MAX_TEXT ? clean.substring(0, MAX_TEXT) + "…" : clean;
    }

    public int status() {
        return status;
    }

    /** S3's name of the error, empty if unknown. */
    public String code() {
        return code;
    }

    /** The server's explanation, empty if there is none. */
    public String text() {
        return text;
    }

    /** Where the server says the bucket is, in lower case; empty if it does not. */
    public String region() {
        return region.toLowerCase(Locale.ROOT);
    }
}
