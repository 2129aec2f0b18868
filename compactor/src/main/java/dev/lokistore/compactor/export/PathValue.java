package dev.lokistore.compactor.export;

import dev.lokistore.compactor.digest.Digests;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Values from a store as parts of file names: what percent-encoding readers of Hive-style folders undo. Different values have
 * different names, also where the file system takes upper and lower case for the same; none leaves its folder.
 */
final class PathValue {
    /** Of an empty value, as Hive, Spark and DuckDB have it for one that is not there. */
    static final String EMPTY = "__HIVE_DEFAULT_PARTITION__";

    /** Names of folders may have 255 bytes: a key and a value. */
    static final int MAX_CHARS = 120;
    /** In no value: it would be encoded. */
    private static final char CUT = '~';

    private static final int HASH_CHARS = 32;
    private static final String HEX = "0123456789ABCDEF";

    private PathValue() {}

    /** Of a long value the beginning and a hash; the manifest has it whole. */
    static String encode(String value) {
        if (value.isEmpty()) {
            return EMPTY;
        }
        StringBuilder name = new StringBuilder();
        int last = value.length() - 1;
        for (int i = 0; i <= last; i++) {
            char c = value.charAt(i);
            // some file systems drop a dot at the end
            boolean plain =
                    c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_' || c == '.' && i < last;
            if (plain) {
                name.append(c);
            } else if (Character.isHighSurrogate(c) && i < last && Character.isLowSurrogate(value.charAt(i + 1))) {
                encode(name, value.substring(i, i + 2).getBytes(StandardCharsets.UTF_8));
                i++;
            } else if (Character.isSurrogate(c)) {
                // alone: UTF-8 has no bytes for it, but two of them must not become one
                encode(name, new byte[] {
                    (byte) (0xe0 | c >> 12), (byte) (0x80 | c >> 6 & 0x3f), (byte) (0x80 | c & 0x3f)
                });
            } else {
                encode(name, String.valueOf(c).getBytes(StandardCharsets.UTF_8));
            }
        }
        return name.length() <= MAX_CHARS ? name.toString() : cut(name.toString());
    }

    private static void encode(StringBuilder name, byte[] bytes) {
        for (byte b : bytes) {
            name.append('%').append(HEX.charAt(b >> 4 & 0xf)).append(HEX.charAt(b & 0xf));
        }
    }

    private static String cut(String name) {
        int end = MAX_CHARS - HASH_CHARS - 1;
        // not within an encoded byte
        int percent = name.lastIndexOf('%', end);
        if (percent > end - 3) {
            end = percent;
        }
        String hash = HexFormat.of()
                .formatHex(Digests.sha256().digest(name.getBytes(StandardCharsets.US_ASCII)))
                .substring(0, HASH_CHARS);
        return name.substring(0, end) + CUT + hash;
    }
}
