package dev.lokistore.chunk;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import net.jpountz.xxhash.XXHashFactory;

/** The hashes that name a stream ({@code formats/chunks-and-layout.md#15-fingerprint}). All are unsigned. */
public final class Fingerprints {
    /** Up to this number, unsigned, a fingerprint was given out by an ingester to resolve a collision. */
    public static final long MAX_RESERVED = 1 << 20;

    private static final int SEPARATOR = 0xff;
    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Fingerprints() {}

    /** Of Loki since 2.1: xxHash64 of all names and values. */
    public static long of(Labels labels) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < labels.size(); i++) {
            bytes.writeBytes(labels.name(i).getBytes(StandardCharsets.UTF_8));
            bytes.write(SEPARATOR);
            bytes.writeBytes(labels.value(i).getBytes(StandardCharsets.UTF_8));
            bytes.write(SEPARATOR);
        }
        byte[] content = bytes.toByteArray();
        return XXHashFactory.safeInstance().hash64().hash(content, 0, content.length, 0);
    }

    /** Of Loki up to 2.0: FNV-1a of each label, combined with exclusive or. */
    public static long legacyOf(Labels labels) {
        long fingerprint = 0;
        for (int i = 0; i < labels.size(); i++) {
            long hash = fnv(FNV_OFFSET, labels.name(i).getBytes(StandardCharsets.UTF_8));
            hash = (hash ^ SEPARATOR) * FNV_PRIME;
            fingerprint ^= fnv(hash, labels.value(i).getBytes(StandardCharsets.UTF_8));
        }
        return fingerprint;
    }

    /** Whether Loki may have given this fingerprint to a stream of these labels. */
    public static boolean isPlausible(long fingerprint, Labels labels) {
        return isReserved(fingerprint) || isHash(fingerprint, labels);
    }

    /** Whether an ingester gave it out, so that it tells nothing of the labels. */
    public static boolean isReserved(long fingerprint) {
        return Long.compareUnsigned(fingerprint, MAX_RESERVED) <= 0;
    }

    /** Whether it was made of these labels: a fingerprint from elsewhere, as of a chunk's key, vouches for them then. */
    public static boolean isHash(long fingerprint, Labels labels) {
        return !isReserved(fingerprint) && (fingerprint == of(labels) || fingerprint == legacyOf(labels));
    }

    private static long fnv(long hash, byte[] bytes) {
        long result = hash;
        for (byte b : bytes) {
            result = (result ^ (b & 0xff)) * FNV_PRIME;
        }
        return result;
    }
}
