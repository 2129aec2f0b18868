package dev.lokistore.objectstore.minio;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** The digests of a body that a request names. */
record PayloadDigest(String md5Base64, String sha256Hex) {
    private static final int BUFFER = 128 << 10;

    static PayloadDigest of(byte[] body) {
        return of(digest("MD5").digest(body), digest("SHA-256").digest(body));
    }

    static PayloadDigest of(Path body) throws IOException {
        MessageDigest md5 = digest("MD5");
        MessageDigest sha256 = digest("SHA-256");
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(body)) {
            for (int n; (n = in.read(buffer)) >= 0; ) {
                md5.update(buffer, 0, n);
                sha256.update(buffer, 0, n);
            }
        }
        return of(md5.digest(), sha256.digest());
    }

    private static PayloadDigest of(byte[] md5, byte[] sha256) {
        return new PayloadDigest(
                Base64.getEncoder().encodeToString(md5), HexFormat.of().formatHex(sha256));
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
