package dev.lokistore.chunk;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * The two forms of chunk keys, and what Loki's filesystem store makes of them
 * ({@code formats/chunks-and-layout.md#3-chunk-keys}). Only canonical keys are read (lower-case hex without leading
 * zeros), so that formatting what was parsed gives the same key.
 */
public enum ChunkKeyScheme {
    /** Schema v9 to v11: {@code tenant/fp:from:through:checksum}. */
    FLAT('\0'),
    /** Schema v12 and v13: {@code tenant/fp/from:through:checksum}. */
    NESTED('/');

    /** What stands between the numbers unless {@code chunk_delimiter} says something else. */
    public static final char DELIMITER = ':';

    /** S3's limit for a key; no store that Loki uses allows more. */
    private static final int MAX_KEY_CHARS = 1024;

    private final char afterFingerprint;

    ChunkKeyScheme(char afterFingerprint) {
        this.afterFingerprint = afterFingerprint;
    }

    /** Of a schema version, 9 to 13. */
    public static ChunkKeyScheme ofSchema(int version) {
        return version <= 11 ? FLAT : NESTED;
    }

    /** The logical key. */
    public String format(ChunkRef ref) {
        return format(ref, DELIMITER);
    }

    /** The key with another delimiter, as S3's {@code chunk_delimiter} and Azure have it; a tenant's colons change too. */
    public String format(ChunkRef ref, char delimiter) {
        return ref.tenant().value().replace(DELIMITER, delimiter)
                + '/'
                + ref.fingerprintHex()
                + (afterFingerprint == '\0' ? delimiter : afterFingerprint)
                + signedHex(ref.fromMillis())
                + delimiter
                + signedHex(ref.throughMillis())
                + delimiter
                + ref.checksumHex();
    }

    /** The path below the root of a filesystem store; parts are standard base64 with padding. */
    public String formatFilesystem(ChunkRef ref) {
        String key = format(ref);
        int plain = this == FLAT ? 0 : key.lastIndexOf('/') + 1;
        byte[] encoded = key.substring(plain).getBytes(StandardCharsets.UTF_8);
        return key.substring(0, plain) + Base64.getEncoder().encodeToString(encoded);
    }

    /**
     * Parses a logical key of either form.
     *
     * @throws IllegalArgumentException if it is none; the message quotes it
     */
    public static ChunkRef parse(String logicalKey) {
        return tryParse(logicalKey)
                .orElseThrow(() -> new IllegalArgumentException("'" + logicalKey + "' is no chunk key"));
    }

    /** Parses a logical key of either form; empty if it is none. */
    public static Optional<ChunkRef> tryParse(String logicalKey) {
        return tryParse(logicalKey, DELIMITER);
    }

    /**
     * Parses a key with a delimiter other than the colon. A tenant's own colons, which the delimiter replaced, do not
     * come back.
     */
    public static Optional<ChunkRef> tryParse(String key, char delimiter) {
        int slash = key.indexOf('/');
        if (slash <= 0 || key.length() > MAX_KEY_CHARS) {
            return Optional.empty();
        }
        Scanner scanner = new Scanner(key, slash + 1, delimiter);
        long fingerprint = scanner.unsignedHex(16);
        scanner.separator(true);
        long from = scanner.signedHex();
        scanner.separator(false);
        long through = scanner.signedHex();
        scanner.separator(false);
        long checksum = scanner.unsignedHex(8);
        if (!scanner.doneAndValid()) {
            return Optional.empty();
        }
        try {
            TenantId tenant = TenantId.of(key.substring(0, slash));
            return Optional.of(new ChunkRef(tenant, fingerprint, from, through, (int) checksum));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Parses a path below the root of a filesystem store, with {@code /} between its parts; empty if it is none. */
    public static Optional<ChunkRef> tryParseFilesystem(String relativePath) {
        int lastSlash = relativePath.lastIndexOf('/');
        if (lastSlash > 0 && relativePath.indexOf('/') < lastSlash) {
            Optional<ChunkRef> nested = decodeBase64(relativePath.substring(lastSlash + 1))
                    .map(name -> relativePath.substring(0, lastSlash + 1) + name)
                    .filter(key -> formOf(key) == NESTED)
                    .flatMap(ChunkKeyScheme::tryParse);
            if (nested.isPresent()) {
                return nested;
            }
        }
        return decodeBase64(relativePath).filter(key -> formOf(key) == FLAT).flatMap(ChunkKeyScheme::tryParse);
    }

    /** Which form a chunk key has, logical or with a delimiter; meaningless for any other key. */
    public static ChunkKeyScheme formOf(String key) {
        return key.indexOf('/', key.indexOf('/') + 1) >= 0 ? NESTED : FLAT;
    }

    private static Optional<String> decodeBase64(String text) {
        // the empty file name and what no encoder writes are refused by comparing with the encoder's output
        if (text.isEmpty() || text.length() > 2 * MAX_KEY_CHARS || text.length() % 4 != 0) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
                return Optional.empty();
            }
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static String signedHex(long millis) {
        // the most negative value is its own absolute value, and unsigned hex prints it right
        return millis < 0 ? "-" + Long.toHexString(-millis) : Long.toHexString(millis);
    }

    /** Goes through the numbers of a key; after the first fault everything else is void. */
    private static final class Scanner {
        private final String key;
        private final char delimiter;
        private int at;
        private boolean valid = true;

        Scanner(String key, int at, char delimiter) {
            this.key = key;
            this.at = at;
            this.delimiter = delimiter;
        }

        void separator(boolean slashToo) {
            valid = valid && at < key.length() && (key.charAt(at) == delimiter || slashToo && key.charAt(at) == '/');
            at++;
        }

        long signedHex() {
            boolean negative = at < key.length() && key.charAt(at) == '-';
            at += negative ? 1 : 0;
            long magnitude = unsignedHex(16);
            if (negative) {
                valid &= magnitude != 0 && (magnitude > 0 || magnitude == Long.MIN_VALUE);
                return -magnitude;
            }
            valid &= magnitude >= 0;
            return magnitude;
        }

        long unsignedHex(int maxDigits) {
            int start = at;
            long value = 0;
            while (at < key.length() && at - start <= maxDigits && isHex(key.charAt(at))) {
                value = value << 4 | Character.digit(key.charAt(at), 16);
                at++;
            }
            int digits = at - start;
            valid &= digits > 0 && digits <= maxDigits && (digits == 1 || key.charAt(start) != '0');
            return value;
        }

        boolean doneAndValid() {
            return valid && at == key.length();
        }

        private static boolean isHex(char c) {
            return c >= '0' && c <= '9' || c >= 'a' && c <= 'f';
        }
    }
}
