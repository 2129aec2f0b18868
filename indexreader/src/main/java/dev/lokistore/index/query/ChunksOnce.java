package dev.lokistore.index.query;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.table.Table;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells which chunks were met before while tables are read one after the other. Every table of a chunk's days names it
 * ({@code formats/index-tables.md#12-which-tables-a-chunk-is-indexed-in}), so that only chunks which reach into the next
 * table have to be remembered, and those only until the tables of their days are read.
 */
public final class ChunksOnce {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final List<Table> tables;
    private final boolean forward;
    private final Set<ChunkRef> mayComeAgain = new HashSet<>();
    private final Set<ChunkRef> strays = new HashSet<>();
    private int current = -1;
    private TimeRange range = TimeRange.ALL;
    /** What the tables before have of time, in ms: up to here (forward), or from here on. */
    private long knownMillis;

    private ChunksOnce(List<Table> tables, boolean forward) {
        this.tables = List.copyOf(tables);
        this.forward = forward;
        this.knownMillis = forward ? Long.MIN_VALUE : Long.MAX_VALUE;
    }

    /** @param tables by first day, ascending */
    public static ChunksOnce ascending(List<Table> tables) {
        return new ChunksOnce(tables, true);
    }

    /** @param tables by last day, descending */
    public static ChunksOnce descending(List<Table> tables) {
        return new ChunksOnce(tables, false);
    }

    /** The next table is being read. */
    public Table nextTable() {
        if (current >= 0) {
            knownMillis = forward
                    ? Math.max(knownMillis, range.toNanos() / NANOS_PER_MILLI)
                    : Math.min(knownMillis, range.fromNanos() / NANOS_PER_MILLI);
        }
        Table table = tables.get(++current);
        range = table.range();
        mayComeAgain.removeIf(ref -> !reaches(ref, table));
        return table;
    }

    /** Whether there is a {@link #nextTable()}. */
    public boolean hasNextTable() {
        return current + 1 < tables.size();
    }

    /** The table that {@link #nextTable()} would give. */
    public Table peekTable() {
        return tables.get(current + 1);
    }

    /** Whether the current table has no business to name the chunk. */
    public boolean isMisplaced(ChunkRef ref) {
        return !range.overlapsMillis(ref.fromMillis(), ref.throughMillis());
    }

    /**
     * Whether no table before the current one named the chunk; to be asked once for each chunk of each table. A misplaced
     * chunk counts as known if a table of its days was read before: it is too late to tell.
     */
    public boolean isNew(ChunkRef ref) {
        if (mayBeKnown(ref) && mayComeAgain.contains(ref) || !strays.isEmpty() && strays.contains(ref)) {
            return false;
        }
        if (isMisplaced(ref)) {
            return tables.subList(0, current).stream()
                            .noneMatch(table -> table.range().overlapsMillis(ref.fromMillis(), ref.throughMillis()))
                    && strays.add(ref);
        }
        if (hasNextTable() && reaches(ref, peekTable())) {
            mayComeAgain.add(ref);
        }
        return true;
    }

    /** Whether a table before had a part of the chunk's time; most chunks need not be looked for. */
    private boolean mayBeKnown(ChunkRef ref) {
        return forward ? ref.fromMillis() < knownMillis : ref.throughMillis() >= knownMillis;
    }

    /** Whether the table, or one behind it in the order of reading, may name the chunk. */
    private boolean reaches(ChunkRef ref, Table table) {
        return forward
                ? ref.throughMillis() >= table.range().fromNanos() / NANOS_PER_MILLI
                : ref.fromMillis() < table.range().toNanos() / NANOS_PER_MILLI;
    }

    /** Whether the next table, or one behind it, may name the chunk again. */
    public boolean mayComeAgain(ChunkRef ref) {
        return hasNextTable() && reaches(ref, peekTable());
    }
}
