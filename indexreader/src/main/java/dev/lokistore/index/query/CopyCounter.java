package dev.lokistore.index.query;

import org.jspecify.annotations.Nullable;

/**
 * Decides which copies of an entry are shown. An entry comes as often as the chunk that holds it most often has it
 * ({@code formats/compaction-retention-deletes.md#42-replicas-and-duplicates}); copies arrive chunk by chunk.
 */
final class CopyCounter {
    private final boolean keepAll;
    private @Nullable Entry first;
    private @Nullable Entry last;
    private long inChunk;
    private long shown;

    CopyCounter(EntryQuery.Duplicates duplicates) {
        this.keepAll = duplicates == EntryQuery.Duplicates.KEEP;
    }

    boolean isShown(Entry entry) {
        if (keepAll) {
            return true;
        }
        if (first == null || last == null || !EntryOrder.isCopy(first, entry)) {
            first = entry;
            inChunk = 1;
            shown = 0;
        } else {
            inChunk = last.chunk().equals(entry.chunk()) ? inChunk + 1 : 1;
        }
        last = entry;
        if (inChunk <= shown) {
            return false;
        }
        shown = inChunk;
        return true;
    }
}
