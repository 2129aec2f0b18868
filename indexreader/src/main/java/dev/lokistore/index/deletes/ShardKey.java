package dev.lokistore.index.deletes;

import dev.lokistore.chunk.TenantId;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What names a shard in the boltdb form: {@code <tenant>:<id>} and, from the second shard on, {@code :<number>}.
 *
 * @param number from 0
 */
record ShardKey(TenantId tenant, String requestId, int number) implements Comparable<ShardKey> {
    private static final Comparator<ShardKey> ORDER = Comparator.comparing(ShardKey::tenant)
            .thenComparing(ShardKey::requestId)
            .thenComparingInt(ShardKey::number);
    // Loki gives no tenant a colon
    private static final Pattern TEXT = Pattern.compile("([^:]+):([0-9a-f]{8})(?::([1-9]\\d{0,8}))?", Pattern.DOTALL);

    /** @throws IllegalArgumentException if it is none */
    static ShardKey parse(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "'");
        }
        int number = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
        return new ShardKey(TenantId.of(matcher.group(1)), matcher.group(2), number);
    }

    /** As {@link #parse} takes it. */
    String text() {
        return tenant + ":" + requestId + (number == 0 ? "" : ":" + number);
    }

    /** The request that the shard belongs to. */
    ShardKey first() {
        return new ShardKey(tenant, requestId, 0);
    }

    @Override
    public int compareTo(ShardKey other) {
        return ORDER.compare(this, other);
    }
}
