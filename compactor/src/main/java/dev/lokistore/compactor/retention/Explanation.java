package dev.lokistore.compactor.retention;

import java.util.List;

/**
 * What retention says of a chunk that exists, and why the chunk exists.
 *
 * @param reasons in the order of {@link Hindrance}; empty only for a chunk that a healthy Loki would have removed, so
 *     that its compactor does not run, fails, or has lost its list of marked chunks
 */
public record Explanation(Decision decision, List<Reason> reasons) {
    public Explanation {
        reasons = List.copyOf(reasons);
    }
}
