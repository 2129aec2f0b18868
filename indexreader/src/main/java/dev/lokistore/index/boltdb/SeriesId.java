package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.Labels;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * How boltdb rows name a series: the SHA-256 of its labels as text, in base64 without padding
 * ({@code formats/index-tables.md#31}). Carry ids over from the rows where there are any: which characters are quoted
 * depends on the Unicode version of the Loki that wrote them.
 */
public final class SeriesId {
    /** Characters of an id, and of the hash of a label value. */
    static final int LENGTH = 43;

    private SeriesId() {}

    public static String of(Labels labels) {
        StringBuilder series = new StringBuilder("logs");
        for (int i = 0; i < labels.size(); i++) {
            series.append(i == 0 ? "{" : ", ").append(labels.name(i)).append('=');
            GoQuote.append(series, labels.value(i));
        }
        if (labels.size() > 0) {
            series.append('}');
        }
        return digest(series.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** The hash of a label value, as label rows have it. */
    public static String valueHash(String value) {
        return digest(value.getBytes(StandardCharsets.UTF_8));
    }

    static String digest(byte[] bytes) {
        return Base64.getEncoder().withoutPadding().encodeToString(sha256().digest(bytes));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * The shard of a series' rows from schema v10 on, {@code [0, rowShards)}.
     *
     * @throws IllegalArgumentException if {@code rowShards} is not positive
     */
    public static int shard(String seriesId, int rowShards) {
        if (rowShards < 1) {
            throw new IllegalArgumentException("row_shards is " + rowShards + " but must be > 0");
        }
        return (int) (shardNumber(seriesId) % rowShards);
    }

    /** Of the id's text, not of the digest behind it. */
    static long shardNumber(String seriesId) {
        long number = 0;
        for (int i = 0; i < 4; i++) {
            number = number << 8 | seriesId.charAt(i);
        }
        return number;
    }

    static boolean isDigit(byte character) {
        return (character >= 'A' && character <= 'Z')
                || (character >= 'a' && character <= 'z')
                || (character >= '0' && character <= '9')
                || character == '+'
                || character == '/';
    }
}
