package dev.lokistore.compactor.compare;

import dev.lokistore.index.query.EntryStream;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Set;

/** The store's side, one entry ahead. */
final class StoreCursor {
    private final EntryStream entries;
    private boolean more;

    StoreCursor(EntryStream entries) throws IOException {
        this.entries = entries;
        this.more = entries.next();
    }

    /** Whether the next entry is before that time. */
    boolean before(long nanos) {
        return more && entries.timestampNanos() < nanos;
    }

    long time() {
        return entries.timestampNanos();
    }

    /** All different entries of one instant. */
    Set<ComparedEntry> take(long time, boolean apart) throws IOException {
        Set<ComparedEntry> all = new LinkedHashSet<>();
        while (more && entries.timestampNanos() == time) {
            all.add(ComparedEntry.of(entries, apart));
            more = entries.next();
        }
        return all;
    }

    void skipTo(long nanos) throws IOException {
        while (before(nanos)) {
            more = entries.next();
        }
    }
}
