package dev.lokistore.index.layout;

import dev.lokistore.chunk.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the base64 form of a text begins with, of which only the beginning is known. Six bits make a character, so the
 * last one also depends on bits of the byte that follows.
 */
public final class Base64Prefixes {
    private static final int BITS_OF_CHAR = 6;
    private static final String HEX = "0123456789abcdef";
    private static final String SIGNED_HEX = HEX + "-";

    private Base64Prefixes() {}

    /** Characters that together hold all bits of {@code tenant/}. */
    static int length(TenantId tenant) {
        return chars(tenant.value().getBytes(StandardCharsets.UTF_8).length + 1);
    }

    /** What flat filesystem names of a tenant's chunks begin with; no other tenant's do. In order. */
    public static SortedSet<String> ofTenant(TenantId tenant) {
        return of(tenant.value() + "/", HEX);
    }

    /** What flat filesystem names of a stream's chunks begin with; no other stream's do. In order. */
    public static SortedSet<String> ofStream(TenantId tenant, long fingerprint) {
        return of(tenant.value() + "/" + Long.toHexString(fingerprint) + ":", SIGNED_HEX);
    }

    private static SortedSet<String> of(String known, String next) {
        byte[] bytes = known.getBytes(StandardCharsets.UTF_8);
        SortedSet<String> prefixes = new TreeSet<>();
        for (int i = 0; i < next.length(); i++) {
            byte[] extended = Arrays.copyOf(bytes, bytes.length + 1);
            extended[bytes.length] = (byte) next.charAt(i);
            prefixes.add(Base64.getEncoder().encodeToString(extended).substring(0, chars(bytes.length)));
        }
        return prefixes;
    }

    private static int chars(int bytes) {
        return (bytes * Byte.SIZE + BITS_OF_CHAR - 1) / BITS_OF_CHAR;
    }
}
