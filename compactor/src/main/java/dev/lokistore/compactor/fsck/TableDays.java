package dev.lokistore.compactor.fsck;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.table.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** Which days' rows are known, and which tables hold them. Not thread-safe. */
final class TableDays {
    private static final long DAY_MILLIS = TimeUnit.DAYS.toMillis(1);
    private static final long DAY_NANOS = TimeUnit.DAYS.toNanos(1);
    private static final long LAST_DAY = Long.MAX_VALUE / DAY_NANOS - 1;
    private static final int MOST_DAYS = 400;

    private final List<Table> tables;
    private final TimeRange range;
    private final List<Table> lost = new ArrayList<>();

    /**
     * @param tables that are read; numbers count from 0
     * @param range outside of which no table is read
     */
    TableDays(List<Table> tables, TimeRange range) {
        this.tables = List.copyOf(tables);
        this.range = range;
    }

    /** The days whose tables name a chunk; of one that claims years, which is no Loki's, the first ones. */
    static LongStream of(ChunkRef chunk) {
        long first = Math.floorDiv(chunk.fromMillis(), DAY_MILLIS);
        long last = Math.floorDiv(chunk.throughMillis(), DAY_MILLIS);
        return LongStream.rangeClosed(first, Math.min(last, first + MOST_DAYS));
    }

    /** Says that rows of this table may be missing in what was read. */
    void lost(Table table) {
        lost.add(table);
    }

    /** Whether all rows of the day were read. */
    boolean isKnown(long day) {
        long start = Math.max(-LAST_DAY, Math.min(LAST_DAY, day)) * DAY_NANOS;
        return range.overlaps(start, start + DAY_NANOS - 1)
                && lost.stream().noneMatch(table -> day >= table.firstDay() && day <= table.lastDay());
    }

    Table table(int number) {
        return tables.get(number);
    }

    /** By number. */
    List<Table> tables(Collection<Integer> numbers) {
        return numbers.stream().sorted().map(tables::get).toList();
    }

    /** Whether there is no table of the day, though these tables hold rows of later days: it went with its period. */
    boolean isPast(Collection<Integer> numbers, long day) {
        return tables.stream().noneMatch(table -> day >= table.firstDay() && day <= table.lastDay())
                && numbers.stream().map(tables::get).anyMatch(table -> table.firstDay() > day);
    }

    /** Whether one of these tables holds rows of the day. */
    boolean isAmong(Collection<Integer> numbers, long day) {
        return numbers.stream().map(tables::get).anyMatch(table -> day >= table.firstDay() && day <= table.lastDay());
    }
}
