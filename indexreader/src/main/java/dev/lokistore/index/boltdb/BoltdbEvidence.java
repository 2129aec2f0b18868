package dev.lokistore.index.boltdb;

import java.util.OptionalInt;

/**
 * What sampled rows of a table tell of its schema ({@code formats/index-tables.md#3.2}).
 *
 * @param plainRows rows {@code 7} or {@code 8} without a shard were seen: v9
 * @param shardedRows rows {@code 7} or {@code 8} with a shard were seen: v10 or later
 * @param labelNameRows rows {@code 9} were seen: v11 or later
 * @param flatChunkIds ids {@code tenant/fp:from:through:crc} of chunks that began on their row's day were seen: v11 or
 *     earlier. Chunks that began before may keep their old id in a later schema and say nothing
 * @param nestedChunkIds ids {@code tenant/fp/from:through:crc} were seen: v12 or v13, which have equal rows
 * @param highestShard of the shards seen, -1 if none
 * @param shardDivisor a multiple of {@code row_shards}, and equal to it once there are a few dozen series; 0 if no row
 *     has a shard
 */
public record BoltdbEvidence(
        boolean plainRows,
        boolean shardedRows,
        boolean labelNameRows,
        boolean flatChunkIds,
        boolean nestedChunkIds,
        int highestShard,
        long shardDivisor) {
    /** Nothing seen. */
    public static final BoltdbEvidence NONE = new BoltdbEvidence(false, false, false, false, false, -1, 0);

    private static final int DEFAULT_ROW_SHARDS = 16;
    private static final int PLAUSIBLE_ROW_SHARDS = 4096;

    /** The lowest schema version that writes such rows; empty if nothing was seen. */
    public OptionalInt lowestVersion() {
        if (nestedChunkIds) {
            return OptionalInt.of(12);
        }
        if (labelNameRows) {
            return OptionalInt.of(11);
        }
        if (shardedRows) {
            return OptionalInt.of(10);
        }
        return plainRows || flatChunkIds ? OptionalInt.of(9) : OptionalInt.empty();
    }

    /** The highest schema version that writes such rows; empty if nothing was seen. */
    public OptionalInt highestVersion() {
        if (lowestVersion().isEmpty()) {
            return OptionalInt.empty();
        }
        if (nestedChunkIds) {
            return OptionalInt.of(13);
        }
        if (labelNameRows) {
            return OptionalInt.of(flatChunkIds ? 11 : 13);
        }
        if (shardedRows) {
            return OptionalInt.of(10);
        }
        return OptionalInt.of(plainRows ? 9 : 11);
    }

    /** The {@code row_shards} of the schema period, where the rows tell it; 16 where that fits and too few rows were seen. */
    public OptionalInt rowShards() {
        if (shardDivisor > 0 && shardDivisor > highestShard && shardDivisor <= PLAUSIBLE_ROW_SHARDS) {
            return OptionalInt.of((int) shardDivisor);
        }
        boolean defaultFits =
                shardDivisor > 0 && shardDivisor % DEFAULT_ROW_SHARDS == 0 && highestShard < DEFAULT_ROW_SHARDS;
        return defaultFits ? OptionalInt.of(DEFAULT_ROW_SHARDS) : OptionalInt.empty();
    }

    /** Both seen together: of several files or tables. */
    public BoltdbEvidence and(BoltdbEvidence other) {
        return new BoltdbEvidence(
                plainRows || other.plainRows,
                shardedRows || other.shardedRows,
                labelNameRows || other.labelNameRows,
                flatChunkIds || other.flatChunkIds,
                nestedChunkIds || other.nestedChunkIds,
                Math.max(highestShard, other.highestShard),
                greatestCommonDivisor(shardDivisor, other.shardDivisor));
    }

    static long greatestCommonDivisor(long a, long b) {
        while (b != 0) {
            long rest = a % b;
            a = b;
            b = rest;
        }
        return a;
    }
}
