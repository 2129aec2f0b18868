package dev.lokistore.objectstore.bucket;

import dev.lokistore.objectstore.ExactStream;
import dev.lokistore.objectstore.StoreException;
import dev.lokistore.objectstore.StoreException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads bodies into memory and believes no header more than the bytes. */
final class Bodies {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

    private Bodies() {}

    static byte[] whole(String what, BucketClient.Download download, int limitBytes) throws IOException {
        long announced = download.contentLength();
        InputStream in = download.stream();
        byte[] bytes = in.readNBytes(announced < 0 ? limitBytes : (int) announced);
        if (announced >= 0 && bytes.length < announced) {
            throw ExactStream.shortBody(what, announced, bytes.length);
        }
        if (announced < 0 && bytes.length == limitBytes && in.read() >= 0) {
            throw new StoreException(Kind.TOO_LARGE, what + " has more than " + limitBytes + " bytes", null);
        }
        return bytes;
    }

    static byte[] range(String what, BucketClient.Download download, BucketClient.Range range) throws IOException {
        int length = Math.toIntExact(range.last() - range.first() + 1);
        String header = download.contentRange();
        if (header == null) {
            // a server that knows no ranges sends all
            download.stream().skipNBytes(Math.min(range.first(), Math.max(0, download.contentLength())));
            long left = Math.max(0, download.contentLength() - range.first());
            return exactly(what, download.stream(), (int) Math.min(length, left));
        }
        Matcher matcher = CONTENT_RANGE.matcher(header);
        boolean right = matcher.matches()
                && Long.parseLong(matcher.group(1)) == range.first()
                && Long.parseLong(matcher.group(2)) <= range.last()
                && Long.parseLong(matcher.group(2)) >= range.first();
        if (!right) {
            throw TransportFailures.malformed(what, "asked for bytes " + range + ", got " + header, null);
        }
        int sent = (int) (Long.parseLong(matcher.group(2)) - range.first() + 1);
        boolean cut = sent < length
                && (matcher.group(3).equals("*") || Long.parseLong(matcher.group(3)) > range.first() + sent);
        if (cut) {
            throw ExactStream.shortBody(what, length, sent);
        }
        return exactly(what, download.stream(), sent);
    }

    private static byte[] exactly(String what, InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw ExactStream.shortBody(what, length, bytes.length);
        }
        return bytes;
    }
}
