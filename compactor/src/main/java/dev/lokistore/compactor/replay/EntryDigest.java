package dev.lokistore.compactor.replay;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hashes of entries that depend on everything in them. */
final class EntryDigest {
    private EntryDigest() {}

    /** @param before what is hashed so far; empty at the start */
    static String chain(String before, ReplayEntry entry) {
        MessageDigest digest = sha256();
        text(digest, before);
        text(digest, entry.tenant().value());
        text(digest, entry.labels().toString());
        digest.update(
                ByteBuffer.allocate(Long.BYTES).putLong(entry.timestampNanos()).array());
        bytes(digest, entry.line());
        for (int i = 0; i < entry.metadata().size(); i++) {
            text(digest, entry.metadata().name(i));
            text(digest, entry.metadata().value(i));
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static void text(MessageDigest digest, String text) {
        bytes(digest, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void bytes(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }
}
