package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.UnsupportedFormatException;

/**
 * What stands before the first zero byte of a chunk, series or label row: {@code tenant:dDAY:SERIESID} or
 * {@code [NN:]tenant:dDAY:logs[:label]}.
 *
 * @param shard {@link #PLAIN} if there is none
 * @param day days since the epoch
 * @param last the series' id or the label; empty in a series row
 * @param block the part that all rows of the same kind, tenant, day and shard share: without the last part
 */
record RowHash(int shard, TenantId tenant, long day, String last, String block) {
    static final int PLAIN = -1;

    private static final String METRIC = "logs";
    private static final int MAX_SHARD_DIGITS = 5;
    private static final int MAX_DAY_DIGITS = 9;

    static RowHash parse(RowKey key, RowType type) throws CorruptDataException {
        String hash = key.hash();
        String last = "";
        String block = hash;
        if (type != RowType.SERIES) {
            int colon = lastColon(key, hash);
            last = hash.substring(colon + 1);
            block = hash.substring(0, colon);
        }
        String rest = block;
        if (type != RowType.CHUNK) {
            int colon = lastColon(key, block);
            if (!block.substring(colon + 1).equals(METRIC)) {
                throw key.bad("metric of a " + type + " row", METRIC, block.substring(colon + 1));
            }
            rest = block.substring(0, colon);
        }
        int colon = lastColon(key, rest);
        long day = day(key, rest.substring(colon + 1));
        String tenant = rest.substring(0, colon);
        int shard = PLAIN;
        int shardEnd = tenant.indexOf(':');
        if (type != RowType.CHUNK && shardEnd > 0 && isShard(tenant.substring(0, shardEnd))) {
            shard = Integer.parseInt(tenant.substring(0, shardEnd));
            tenant = tenant.substring(shardEnd + 1);
        }
        return new RowHash(shard, tenant(key, tenant), day, last, block);
    }

    /** What the rows of a tenant and day start with, chunks' and in v9 all, as far as the day. */
    static String dayPrefix(TenantId tenant, long day) {
        return tenant.value() + ":d" + day;
    }

    /** What the series and label rows of a tenant, day and shard start with. */
    static String metricPrefix(int shard, TenantId tenant, long day) {
        String plain = dayPrefix(tenant, day) + ":" + METRIC;
        return shard == PLAIN ? plain : (shard < 10 ? "0" : "") + shard + ":" + plain;
    }

    private static int lastColon(RowKey key, String text) throws CorruptDataException {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw key.bad("hash of a row", "tenant, day and more, separated by ':'", text);
        }
        return colon;
    }

    private static long day(RowKey key, String text) throws CorruptDataException {
        boolean good = text.length() >= 2 && text.length() <= MAX_DAY_DIGITS + 1 && text.charAt(0) == 'd';
        if (!good || !isNumber(text.substring(1)) || (text.charAt(1) == '0' && text.length() > 2)) {
            throw key.bad("day of a row", "d and the day's number", text);
        }
        return Long.parseLong(text.substring(1));
    }

    private static boolean isShard(String text) {
        boolean canonical = text.length() == 2 || (text.length() > 2 && text.charAt(0) != '0');
        return canonical && text.length() <= MAX_SHARD_DIGITS && isNumber(text);
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static TenantId tenant(RowKey key, String text) throws CorruptDataException {
        if (text.indexOf(':') >= 0) {
            throw new UnsupportedFormatException(
                    key.file(), key.position(), "tenant of a row", "an id without ':', which separates", text);
        }
        try {
            return TenantId.of(text);
        } catch (IllegalArgumentException e) {
            throw key.bad("tenant of a row", "a tenant id", "'" + text + "'");
        }
    }
}
