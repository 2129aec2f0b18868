package dev.lokistore.index.query;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.StoredChunkCursor;
import java.io.IOException;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Chunks that exist as objects, whatever the index says, day by day. */
final class ObjectFeed implements SliceFeed {
    private static final long MILLIS_PER_DAY = 86_400_000;

    private final ChunkInventory inventory;
    private final TimeRange range;
    private final StoredChunkCursor cursor;
    private final long all;
    /** Chunks by the day that they begin on; the number of days is that of a store's index tables. */
    private final NavigableMap<Long, Long> days = new TreeMap<>();

    private @Nullable ChunkRef ahead;

    /** Closes the inventory when it is closed. */
    ObjectFeed(ChunkInventory inventory, TimeRange range) throws IOException {
        this.inventory = inventory;
        this.range = range;
        this.all = inventory.size();
        this.cursor = inventory.chunks();
        advance();
    }

    private void advance() throws IOException {
        ahead = null;
        while (ahead == null && cursor.next()) {
            ChunkRef ref = cursor.chunk().ref();
            days.merge(day(ref), 1L, Long::sum);
            ahead = range.overlapsMillis(ref.fromMillis(), ref.throughMillis()) ? ref : null;
        }
    }

    @Override
    public boolean hasMore() {
        return ahead != null;
    }

    @Override
    public long horizonNanos() {
        return Candidate.nanos(day(ahead()) * MILLIS_PER_DAY);
    }

    @Override
    public void read(Consumer<Candidate> sink) throws IOException {
        long day = day(ahead());
        while (ahead != null && day(ahead) == day) {
            sink.accept(new Candidate(ahead, null));
            advance();
        }
    }

    private ChunkRef ahead() {
        if (ahead == null) {
            throw new IllegalStateException("no chunk left");
        }
        return ahead;
    }

    private static long day(ChunkRef ref) {
        return Math.floorDiv(ref.fromMillis(), MILLIS_PER_DAY);
    }

    @Override
    public double shareBefore(long nanos) {
        long day = Math.floorDiv(nanos, MILLIS_PER_DAY * 1_000_000);
        long before = days.headMap(day, false).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        return all == 0 ? 1 : (double) before / all;
    }

    @Override
    public void close() throws IOException {
        try (inventory) {
            cursor.close();
        }
    }
}
