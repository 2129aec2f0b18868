package dev.lokistore.index.query;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Chunks that are known already. */
final class ListedCandidates implements Candidates {
    private final Iterator<Candidate> candidates;

    /** @param candidates in the order of the merge */
    ListedCandidates(List<Candidate> candidates) {
        this.candidates = candidates.iterator();
    }

    @Override
    public @Nullable Candidate next() {
        return candidates.hasNext() ? candidates.next() : null;
    }

    @Override
    public void close() {}
}
