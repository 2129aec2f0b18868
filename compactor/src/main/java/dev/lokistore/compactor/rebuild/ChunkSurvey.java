package dev.lokistore.compactor.rebuild;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.Problems;
import dev.lokistore.index.StoredChunk;
import dev.lokistore.index.StoredChunkCursor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Finds the tables that chunks call for, by one pass over a listing. */
final class ChunkSurvey {
    /** A table, and the UTC day on which the first of its chunks begins. */
    record Called(TableFolder table, long firstChunkDay) {}

    private final RulingSchema schema;
    private final Predicate<TableFolder> wanted;
    private final Predicate<Long> wantedDay;
    private final Map<Long, Optional<TableFolder>> ofDays = new HashMap<>();
    private final Map<TableFolder, Called> called = new HashMap<>();
    private final SortedSet<Long> unknown = new TreeSet<>();
    private final SortedSet<Long> outside = new TreeSet<>();

    /**
     * @param wanted which tables are looked at
     * @param wantedDay which days are looked at whose tables are not known
     */
    ChunkSurvey(RulingSchema schema, Predicate<TableFolder> wanted, Predicate<Long> wantedDay) {
        this.schema = schema;
        this.wanted = wanted;
        this.wantedDay = wantedDay;
    }

    /** The first day on which a chunk begins. */
    static OptionalLong firstDay(ChunkInventory chunks) throws IOException {
        try (StoredChunkCursor cursor = chunks.chunks()) {
            while (cursor.next()) {
                ChunkRef ref = cursor.chunk().ref();
                if (TableChunks.plausible(ref)) {
                    return OptionalLong.of(TableChunks.firstDay(ref));
                }
            }
        }
        return OptionalLong.empty();
    }

    /**
     * Goes through all chunks.
     *
     * @param tenants empty for all
     * @param problems told of chunks whose times no log can have
     */
    void run(ChunkInventory chunks, Set<TenantId> tenants, Problems problems) throws IOException {
        try (StoredChunkCursor cursor = chunks.chunks()) {
            while (cursor.next()) {
                StoredChunk chunk = cursor.chunk();
                if (!tenants.isEmpty() && !tenants.contains(chunk.ref().tenant())) {
                    continue;
                }
                if (TableChunks.plausible(chunk.ref())) {
                    add(chunk.ref());
                } else {
                    String key = chunk.object().key().value();
                    problems.report(
                            key,
                            new CorruptDataException(
                                    key,
                                    0,
                                    "times in a chunk's key",
                                    "at most " + TableChunks.MAX_DAYS + " days of this time",
                                    chunk.ref().fromMillis() + " to "
                                            + chunk.ref().throughMillis() + " ms"));
                }
            }
        }
    }

    private void add(ChunkRef ref) {
        long first = TableChunks.firstDay(ref);
        for (long day = first; day <= TableChunks.lastDay(ref); day++) {
            Optional<TableFolder> table = ofDays.computeIfAbsent(day, this::table);
            if (table.isPresent()) {
                called.putIfAbsent(table.get(), new Called(table.get(), first));
            }
        }
    }

    private Optional<TableFolder> table(long day) {
        if (!schema.knows(day)) {
            if (wantedDay.test(day)) {
                unknown.add(day);
            }
            return Optional.empty();
        }
        Optional<TableFolder> table = schema.table(day);
        if (table.isEmpty() && wantedDay.test(day)) {
            outside.add(day);
        }
        return table.filter(wanted);
    }

    /** By first day. */
    List<Called> tables() {
        List<Called> tables = new ArrayList<>(called.values());
        tables.sort(Comparator.comparingLong((Called one) -> one.table().firstDay())
                .thenComparing(one -> one.table().path()));
        return tables;
    }

    /** Days with chunks of which it is not known what ruled on them. */
    SortedSet<Long> unknown() {
        return unknown;
    }

    /** Days with chunks before the first period. */
    SortedSet<Long> outside() {
        return outside;
    }
}
