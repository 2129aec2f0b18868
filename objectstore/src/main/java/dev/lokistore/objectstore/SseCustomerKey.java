package dev.lokistore.objectstore;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** A 256-bit key of SSE-C: the server encrypts with it and forgets it. Never printed. */
public final class SseCustomerKey {
    private static final int KEY_BYTES = 32;

    private final byte[] key;

    private SseCustomerKey(byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException("an SSE-C key has 32 bytes, this one has " + key.length);
        }
        this.key = key;
    }

    public static SseCustomerKey of(byte[] key) {
        return new SseCustomerKey(key.clone());
    }

    /** @param text the 32 bytes in standard Base64 */
    public static SseCustomerKey ofBase64(String text) {
        try {
            return new SseCustomerKey(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            // the cause may quote the key
            throw new IllegalArgumentException("an SSE-C key is 32 bytes in Base64");
        }
    }

    /** Standard Base64, as the header wants it. */
    public String base64() {
        return Base64.getEncoder().encodeToString(key);
    }

    /** Base64 of the key's MD5, as the header wants it. */
    public String md5Base64() {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(key));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    @Override
    public String toString() {
        return "SseCustomerKey[***]";
    }
}
