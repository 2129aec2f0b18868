package dev.lokistore.compactor.dump;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Letters of the same length for every value: the same for the same value of one dump, others in the next, since the secret
 * that they are made with is kept nowhere. Not thread-safe.
 */
public final class Pseudonyms implements Redaction {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String HEX = "0123456789abcdef";
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

    private final Mac mac;

    /** @param secret random, 16 bytes or more, of this dump only */
    public Pseudonyms(byte[] secret) {
        if (secret.length < 16) {
            throw new IllegalArgumentException("a secret of " + secret.length + " bytes");
        }
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    @Override
    public boolean hides() {
        return true;
    }

    @Override
    public byte[] value(byte[] value) {
        return pseudonym(value, LETTERS);
    }

    @Override
    public String hex(String digits) {
        return new String(pseudonym(digits.getBytes(StandardCharsets.UTF_8), HEX), StandardCharsets.US_ASCII);
    }

    @Override
    public String key(String key) {
        return Stream.of(key.split("/", -1)).map(this::value).collect(Collectors.joining("/"));
    }

    /** The words up to where it begins to tell what was expected and found. */
    @Override
    public String problem(String text) {
        int colon = text.indexOf(':');
        return colon < 0 ? text : text.substring(0, colon);
    }

    private byte[] pseudonym(byte[] value, String alphabet) {
        byte[] result = new byte[value.length];
        byte[] stream = mac.doFinal(value);
        for (int i = 0; i < result.length; i++) {
            int at = i % stream.length;
            if (at == 0 && i > 0) {
                stream = mac.doFinal(stream);
            }
            result[i] = (byte) alphabet.charAt((stream[at] & 0xff) % alphabet.length());
        }
        return result;
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
        return "Pseudonyms";
    }
}
