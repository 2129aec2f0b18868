package dev.lokistore.index.query;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.logql.Selector;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableReader;
import java.io.IOException;
import java.util.Set;

/**
 * Which entries are wanted, and how. Immutable; start from {@link #of} and change what differs.
 *
 * @param tenants empty for all
 * @param range of the entries' own time stamps
 * @param limit at most this many entries; {@link Long#MAX_VALUE} for all
 */
public record EntryQuery(
        Set<TenantId> tenants,
        Selector selector,
        TimeRange range,
        long limit,
        Direction direction,
        Duplicates duplicates,
        Source source,
        Damage damage) {
    /** In which order entries come. */
    public enum Direction {
        /** By time stamp, then labels, tenant, line, metadata. */
        FORWARD,
        /** Exactly the other way round. */
        BACKWARD
    }

    /** What happens to an entry (tenant, labels, time stamp, line, metadata) that several chunks hold. */
    public enum Duplicates {
        /** It comes as often as the chunk that holds it most often has it: what one replica saw. */
        MERGE,
        /** Every stored copy comes. */
        KEEP
    }

    /** How chunks are found. */
    public enum Source {
        /** In the index. */
        INDEX,
        /** By listing the chunk objects; labels come from the chunks themselves. */
        OBJECTS
    }

    /** What happens to a chunk or an index file that cannot be read, or parts of it; it is reported either way. */
    public enum Damage {
        /**
         * Blocks that cannot be read are left out; the whole chunk, if its header or block table cannot; index files as a
         * whole.
         */
        LEAVE_OUT,
        /**
         * Entries of all sound blocks come, whatever else is broken: see {@link dev.lokistore.chunk.ChunkSalvager}. Of a
         * boltdb index file the readable pages count: see {@link dev.lokistore.index.boltdb.BoltdbSalvage}.
         */
        SALVAGE;

        TableReader open(LokiStore store, Table table, Problems problems) throws IOException {
            return this == SALVAGE ? store.openDamagedTable(table, problems) : store.openTable(table, problems);
        }
    }

    public EntryQuery {
        tenants = Set.copyOf(tenants);
        if (limit < 0) {
            throw new IllegalArgumentException("limit is " + limit + " but must be 0 or more");
        }
    }

    /** Everything the selector wants: all tenants, all time, forward, duplicates merged, by the index. */
    public static EntryQuery of(Selector selector) {
        return new EntryQuery(
                Set.of(),
                selector,
                TimeRange.ALL,
                Long.MAX_VALUE,
                Direction.FORWARD,
                Duplicates.MERGE,
                Source.INDEX,
                Damage.LEAVE_OUT);
    }

    public EntryQuery withTenants(Set<TenantId> newTenants) {
        return new EntryQuery(newTenants, selector, range, limit, direction, duplicates, source, damage);
    }

    public EntryQuery withRange(TimeRange newRange) {
        return new EntryQuery(tenants, selector, newRange, limit, direction, duplicates, source, damage);
    }

    public EntryQuery withLimit(long newLimit) {
        return new EntryQuery(tenants, selector, range, newLimit, direction, duplicates, source, damage);
    }

    public EntryQuery withDirection(Direction newDirection) {
        return new EntryQuery(tenants, selector, range, limit, newDirection, duplicates, source, damage);
    }

    public EntryQuery withDuplicates(Duplicates newDuplicates) {
        return new EntryQuery(tenants, selector, range, limit, direction, newDuplicates, source, damage);
    }

    public EntryQuery withSource(Source newSource) {
        return new EntryQuery(tenants, selector, range, limit, direction, duplicates, newSource, damage);
    }

    public EntryQuery withDamage(Damage newDamage) {
        return new EntryQuery(tenants, selector, range, limit, direction, duplicates, source, newDamage);
    }
}
