package dev.lokistore.index.layout;

import java.nio.charset.StandardCharsets;

/** Loki's choice among several buckets: FNV-1a-32 of the key ({@code formats/chunks-and-layout.md#33}). */
public final class BucketHash {
    private static final int OFFSET_BASIS = 0x811c9dc5;
    private static final int PRIME = 16777619;

    private BucketHash() {}

    /** FNV-1a-32 of the key's UTF-8 bytes, unsigned. */
    public static int of(String key) {
        int hash = OFFSET_BASIS;
        for (byte b : key.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * PRIME;
        }
        return hash;
    }

    /**
     * @param key with {@code object_prefix}, and with {@code :} even where {@code chunk_delimiter} replaces it
     * @param buckets how many, 1 or more
     * @return which, from 0
     */
    public static int bucket(String key, int buckets) {
        return Integer.remainderUnsigned(of(key), buckets);
    }
}
