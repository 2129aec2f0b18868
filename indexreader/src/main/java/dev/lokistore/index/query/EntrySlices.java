package dev.lokistore.index.query;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.SeriesQuery;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Cuts a query into slices of time, each aligned to its length since the epoch, and each of one tenant if wanted. The slices
 * together hold what the query does. The index is read once, however many slices there are; the chunks' names of about four
 * days are in memory. Slices without a chunk are left out. Used by one thread; whoever made it closes it.
 *
 * <p>Empty lines that lie before their chunk's start (see {@link EntrySearch}) are found in their slice up to two hours before
 * it; of older ones, the problems are told when the chunk is read.
 */
public final class EntrySlices implements Closeable {
    /** No chunk is that long: a hostile one would make slices without end. */
    private static final long LONGEST_NANOS = Duration.ofDays(400).toNanos();

    private static final Comparator<Candidate> BY_START = Comparator.comparingLong(
                    (Candidate candidate) -> candidate.ref().fromMillis())
            .thenComparing(Candidate::ref);

    private final LokiStore store;
    private final EntryQuery query;
    private final long lengthNanos;
    private final boolean perTenant;
    private final Problems problems;
    private final SliceFeed feed;
    private final OpeningTime opening;
    private final ArrayDeque<EntrySlice> ready = new ArrayDeque<>();
    private List<Candidate> open = new ArrayList<>();
    /** Up to here all slices were given. */
    private long doneNanos = Long.MIN_VALUE;

    private double given;

    private EntrySlices(
            LokiStore store, EntryQuery query, Duration length, boolean perTenant, Problems problems, SliceFeed feed) {
        this.store = store;
        this.query = query;
        this.lengthNanos = length.toNanos();
        this.perTenant = perTenant;
        this.problems = problems;
        this.feed = feed;
        this.opening = new OpeningTime(query);
    }

    /**
     * @param query forward; limits are of no account
     * @param length of a slice
     * @param perTenant whether each slice holds one tenant only
     * @param problems told of index files that cannot be read, and of chunks that do not fit in any slice
     */
    public static EntrySlices of(
            LokiStore store, EntryQuery query, Duration length, boolean perTenant, Problems problems)
            throws IOException {
        if (query.direction() != EntryQuery.Direction.FORWARD || length.isNegative() || length.isZero()) {
            throw new IllegalArgumentException("slices go forward and have a length");
        }
        store.requireChunkContent();
        SliceFeed feed = query.source() == EntryQuery.Source.OBJECTS
                ? new ObjectFeed(store.inventory(query.tenants(), problems), query.range())
                : new TableFeed(
                        store,
                        new SeriesQuery(query.tenants(), query.selector().matchers(), query.range()),
                        query.damage(),
                        problems);
        return new EntrySlices(store, query, length, perTenant, problems, feed);
    }

    /** The next slice, by time, then tenant; empty at the end. */
    public Optional<EntrySlice> next() throws IOException {
        while (ready.isEmpty()) {
            if (open.isEmpty() && !feed.hasMore()) {
                return Optional.empty();
            }
            TimeRange range = open.isEmpty() ? TimeRange.ALL : firstRange();
            if (open.isEmpty() || feed.hasMore() && mayStillBegin(range)) {
                readMore();
            } else {
                cut(range);
            }
        }
        return Optional.of(ready.remove());
    }

    private void readMore() throws IOException {
        List<Candidate> found = new ArrayList<>();
        feed.read(found::add);
        for (Candidate candidate : found) {
            ChunkRef ref = candidate.ref();
            if (last(ref) < Candidate.nanos(ref.throughMillis())) {
                problem(ref, "is longer than 400 days: only these are looked at");
            }
            if (Candidate.nanos(ref.fromMillis()) < doneNanos) {
                problem(ref, "is named by a table of later days only: what is before these is left out");
            }
            if (last(ref) >= doneNanos) {
                open.add(candidate);
            }
        }
    }

    private void problem(ChunkRef ref, String what) throws IOException {
        String key = store.logicalKey(ref);
        problems.report(key, new IOException(key + " " + what));
    }

    /** Of the earliest time that is not done and that an open chunk may have an entry of. */
    private TimeRange firstRange() {
        long first = Long.MAX_VALUE;
        for (Candidate candidate : open) {
            first = Math.min(first, opening.of(candidate.ref()));
        }
        first = Math.max(Math.max(first, doneNanos), query.range().fromNanos());
        long start = Math.floorDiv(first, lengthNanos) * lengthNanos;
        if (start > first) {
            start = Long.MIN_VALUE; // the multiplication overflowed
        }
        long end = start > Long.MAX_VALUE - lengthNanos ? Long.MAX_VALUE : start + lengthNanos;
        return new TimeRange(start, end);
    }

    private boolean mayStillBegin(TimeRange range) {
        long horizon = feed.horizonNanos();
        return range.toNanos() == Long.MAX_VALUE
                || horizon < Long.MIN_VALUE + OpeningTime.STRAY_NANOS
                || horizon - OpeningTime.STRAY_NANOS < range.toNanos();
    }

    private void cut(TimeRange range) {
        // by tenant; all under one name where tenants stay together
        Map<String, List<Candidate>> groups = new TreeMap<>(Labels::compareUtf8);
        List<Candidate> later = new ArrayList<>();
        open.sort(BY_START);
        ChunkRef before = null;
        for (Candidate candidate : open) {
            ChunkRef ref = candidate.ref();
            // several series of one table may name one chunk
            if (ref.equals(before)) {
                continue;
            }
            before = ref;
            long last = last(ref);
            if (range.overlaps(opening.of(ref), last)) {
                groups.computeIfAbsent(perTenant ? ref.tenant().value() : "", tenant -> new ArrayList<>())
                        .add(candidate);
            }
            if (last >= range.toNanos() && range.toNanos() != Long.MAX_VALUE) {
                later.add(candidate);
            }
        }
        open = later;
        doneNanos = range.toNanos();
        long from = Math.max(range.fromNanos(), query.range().fromNanos());
        long to = Math.min(range.toNanos(), query.range().toNanos());
        if (from >= to) {
            // all that is left lies behind the query's end
            open = new ArrayList<>();
            return;
        }
        double share = feed.shareBefore(doneNanos) - given;
        given += share;
        long all = groups.values().stream().mapToLong(List::size).sum();
        for (List<Candidate> chunks : groups.values()) {
            TenantId tenant = perTenant ? chunks.get(0).ref().tenant() : null;
            ready.add(new EntrySlice(tenant, new TimeRange(from, to), chunks, share * chunks.size() / all));
        }
    }

    /** The end of the last millisecond that the chunk has entries of, ns. */
    private static long last(ChunkRef ref) {
        long from = Candidate.nanos(ref.fromMillis());
        long longest = from > Long.MAX_VALUE - LONGEST_NANOS ? Long.MAX_VALUE : from + LONGEST_NANOS;
        long through = Candidate.nanos(ref.throughMillis());
        long end = through > Long.MAX_VALUE - 999_999 ? Long.MAX_VALUE : through + 999_999;
        return Math.min(end, longest);
    }

    @Override
    public void close() throws IOException {
        feed.close();
    }
}
