package dev.lokistore.index.report;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.index.IndexedSeries;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells for chunks as tables name them whether they overlap another chunk of their stream. Two chunks that do are both
 * named by the table of any instant that they share, so that one table at a time is enough; of a chunk that reaches into
 * further tables it may show only there, and is then made good. Remembers the chunks that may come again.
 */
final class OverlapTracker {
    /** What is known of a chunk. */
    static final class Fate {
        private boolean overlapping;
        private final boolean open;
        private final long throughMillis;
        private final List<UsageState> counted;

        /** @param open whether that it overlaps may turn out later */
        private Fate(boolean overlapping, boolean open, long throughMillis) {
            this.overlapping = overlapping;
            this.open = open;
            this.throughMillis = throughMillis;
            this.counted = open ? new ArrayList<>(1) : List.of();
        }

        /** Adds the chunk's bytes to the group's overlap, now or when it turns out that they belong there. */
        void count(UsageState state, long storedBytes) {
            if (overlapping) {
                state.addOverlap(storedBytes);
            } else if (open) {
                counted.add(state);
            }
        }
    }

    /** Of chunks that no other table names. */
    private final Fate alone = new Fate(false, false, 0);

    private final Fate sharing = new Fate(true, false, 0);
    private final Map<ChunkRef, Fate> mayComeAgain = new HashMap<>();
    private @Nullable String table;
    private @Nullable IndexedSeries series;
    private BitSet overlapping = new BitSet();
    private int next;

    /** @param sight chunks of one series one after the other, in its order, none left out */
    Fate see(Sight sight) {
        enter(sight);
        boolean overlaps = overlapping.get(next++);
        if (sight.first() && !sight.mayComeAgain()) {
            return overlaps ? sharing : alone;
        }
        ChunkRef ref = sight.chunk().ref();
        Fate fate = mayComeAgain.remove(ref);
        if (fate == null) {
            fate = new Fate(false, true, ref.throughMillis());
        }
        if (overlaps && !fate.overlapping) {
            fate.overlapping = true;
            fate.counted.forEach(state -> state.addOverlap(sight.storedBytes()));
            fate.counted.clear();
        }
        if (sight.mayComeAgain()) {
            mayComeAgain.put(ref, fate);
        }
        return fate;
    }

    private void enter(Sight sight) {
        if (!sight.table().name().equals(table)) {
            table = sight.table().name();
            long startMillis = sight.table().range().fromNanos() / 1_000_000;
            mayComeAgain.values().removeIf(fate -> fate.throughMillis < startMillis);
        }
        if (sight.series() != series) {
            series = sight.series();
            overlapping = StreamOverlap.of(sight.series().chunks());
            next = 0;
        }
    }
}
