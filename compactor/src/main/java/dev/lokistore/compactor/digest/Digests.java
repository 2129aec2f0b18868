package dev.lokistore.compactor.digest;

import dev.lokistore.objectstore.ObjectBody;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of contents, lower-case hex. */
public final class Digests {
    private static final int BUFFER = 1 << 16;

    private Digests() {}

    public static String of(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    public static String of(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return of(in);
        }
    }

    /** Reads the object to its end. */
    public static String of(ObjectReader store, ObjectKey key) throws IOException {
        try (ObjectBody body = store.get(key)) {
            return of(body.stream());
        }
    }

    /** Reads to the end; does not close. */
    public static String of(InputStream in) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER];
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            digest.update(buffer, 0, count);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Adds a part with its length first, so that no two lists of parts are the same to the digest. */
    public static void addPart(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        digest.update(part);
    }

    /** As {@link #addPart(MessageDigest, byte[])}, in UTF-8. */
    public static void addPart(MessageDigest digest, String part) {
        addPart(digest, part.getBytes(StandardCharsets.UTF_8));
    }

    /** For contents that come piece by piece. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
