package dev.lokistore.chunk;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether merged chunks hold what they should: every entry as often as the source that has it most often, and nothing else.
 * Reads sources and results from their bytes on, and merges hashes in a way of its own.
 */
final class MergeCheck {
    private final List<EntryDigests> sources = new ArrayList<>();
    private final List<EntryDigests> active = new ArrayList<>();

    private MergeCheck() {}

    /**
     * Looks at all entries.
     *
     * @param sources as for the merge; opened anew
     * @param results in the order of time
     * @throws CorruptDataException if anything cannot be read, is missing, or is too much: the machine cannot be trusted then
     */
    static void require(List<ChunkReader> sources, List<ChunkReader> results) throws IOException {
        MergeCheck check = new MergeCheck();
        for (ChunkReader source : sources) {
            check.sources.add(EntryDigests.of(source));
        }
        // taken from the end
        check.sources.sort(Comparator.comparingLong(EntryDigests::firstTime).reversed());
        long end = Long.MIN_VALUE;
        for (int i = 0; i < results.size(); i++) {
            EntryDigests result = EntryDigests.of(results.get(i));
            String name = results.get(i).content().source().name();
            if (i > 0 && result.firstTime() <= end) {
                throw new CorruptDataException(name, 0, "first time", "more than " + end, result.firstTime());
            }
            end = check.require(name, result);
        }
        if (check.next() != null) {
            throw new CorruptDataException("merged chunks", 0, "entries", "all of the sources", "some are missing");
        }
    }

    /** @return the last time */
    private long require(String name, EntryDigests result) throws CorruptDataException {
        long time = Long.MIN_VALUE;
        for (int number = 0; !result.atEnd(); number++) {
            EntryDigests least = next();
            time = result.time();
            if (least == null || least.time() != time || least.hash() != result.hash()) {
                String expected = least == null ? "the end" : "an entry at " + least.time();
                throw new CorruptDataException(name, 0, "entry " + number, expected, "another at " + time);
            }
            long hash = result.hash();
            int most = 0;
            for (int i = active.size() - 1; i >= 0; i--) {
                EntryDigests source = active.get(i);
                if (source.time() == time && source.hash() == hash) {
                    most = Math.max(most, source.take());
                    if (source.atEnd()) {
                        active.remove(i);
                    }
                }
            }
            int found = result.take();
            if (found != most) {
                throw new CorruptDataException(name, 0, "copies of an entry at " + time, most, found);
            }
        }
        return time;
    }

    /** The source that has the least entry that is left; null if none has any. */
    private @Nullable EntryDigests next() {
        EntryDigests least = null;
        for (EntryDigests source : active) {
            if (least == null || isLess(source, least)) {
                least = source;
            }
        }
        while (!sources.isEmpty()
                && (least == null || sources.get(sources.size() - 1).firstTime() <= least.time())) {
            EntryDigests begun = sources.remove(sources.size() - 1);
            if (!begun.atEnd()) {
                active.add(begun);
                least = least == null || isLess(begun, least) ? begun : least;
            }
        }
        return least;
    }

    private static boolean isLess(EntryDigests one, EntryDigests other) {
        return one.time() < other.time() || one.time() == other.time() && one.hash() < other.hash();
    }
}
