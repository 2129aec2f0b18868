package dev.lokistore.compactor.retention;

import dev.lokistore.chunk.TenantId;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What one rule of a proposed policy would change for one tenant. An expired chunk counts as gone, whether or not Loki has
 * removed it yet.
 *
 * @param rule of the proposed policy
 * @param presentRules that decide now about the same chunks, as {@link RuleId#toString()} names them
 * @param all chunks for which the rule would decide
 * @param gone those that it would take now
 * @param newlyGone those among {@code gone} that the present policy still keeps
 * @param newlyKept those that the present policy takes and the rule would keep
 */
public record ComparisonRow(
        TenantId tenant,
        RetentionRule rule,
        SortedSet<String> presentRules,
        Volume all,
        Volume gone,
        Volume newlyGone,
        Volume newlyKept) {
    public ComparisonRow {
        presentRules = Collections.unmodifiableSortedSet(new TreeSet<>(presentRules));
    }

    /** Whether the rule would leave nothing of what it is for. */
    public boolean takesEverything() {
        return all.chunks() > 0 && gone.chunks() == all.chunks();
    }
}
