package dev.lokistore.index.explain;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.layout.ObjectKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Keys that are nothing of Loki's, with what keeps them from being so where they look like it. */
final class NearMiss {
    private static final Pattern FINGERPRINT = Pattern.compile("0|[1-9a-f][0-9a-f]{0,15}");
    private static final Pattern TIME = Pattern.compile("0|-?[1-9a-f][0-9a-f]{0,15}");
    private static final Pattern CHECKSUM = Pattern.compile("0|[1-9a-f][0-9a-f]{0,7}");
    private static final int NUMBERS = 4;

    private NearMiss() {}

    /** @param indexPrefixes each ends with {@code /} */
    static KeyExplanation explain(String key, List<String> indexPrefixes) {
        for (String prefix : indexPrefixes) {
            if (key.startsWith(prefix)) {
                return unknown(
                        key,
                        "not Loki's: below the index prefix " + prefix
                                + ", but neither TABLE/FILE nor TABLE/TENANT/FILE; it can make Loki's listings fail",
                        List.of());
            }
        }
        return likeChunk(key).orElseGet(() -> unknown(key, "not Loki's: no Loki names an object so", List.of()));
    }

    private static KeyExplanation unknown(String key, String what, List<KeyPart> parts) {
        return KeyExplanation.of(key, ObjectKind.UNKNOWN, what, parts, null);
    }

    /** Four numbers behind a tenant, of which one is wrong. */
    private static Optional<KeyExplanation> likeChunk(String key) {
        int slash = key.indexOf('/');
        if (slash <= 0) {
            return Optional.empty();
        }
        String tenant = key.substring(0, slash);
        String[] numbers = key.substring(slash + 1).replaceFirst("/", ":").split(":", -1);
        if (numbers.length != NUMBERS) {
            return Optional.empty();
        }
        List<KeyPart> parts = new ArrayList<>();
        parts.add(new KeyPart("tenant", tenant, isTenant(tenant) ? "" : "no tenant id"));
        parts.add(part("fingerprint", numbers[0], FINGERPRINT, "up to 16 hex digits"));
        parts.add(part("from", numbers[1], TIME, "ms since 1970 in hex"));
        parts.add(part("through", numbers[2], TIME, "ms since 1970 in hex"));
        parts.add(part("checksum", numbers[3], CHECKSUM, "up to 8 hex digits"));
        return Optional.of(unknown(key, "looks like a chunk's key and is none", parts));
    }

    private static boolean isTenant(String text) {
        try {
            TenantId.of(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static KeyPart part(String name, String text, Pattern pattern, String expected) {
        return new KeyPart(
                name,
                text,
                pattern.matcher(text).matches()
                        ? ""
                        : "wrong: expected " + expected + ", lower case, without leading zeros");
    }
}
