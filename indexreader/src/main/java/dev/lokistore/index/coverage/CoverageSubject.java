package dev.lokistore.index.coverage;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * Whose chunks a map shows. By tenant; within it the tenant as a whole first, then streams by labels, then those without.
 *
 * @param labels of a stream; null for a whole tenant, and for a stream whose labels the index has lost
 * @param fingerprint of a stream whose labels the index has lost; null for all else
 */
public record CoverageSubject(
        TenantId tenant, @Nullable Labels labels, @Nullable Long fingerprint) implements Comparable<CoverageSubject> {
    private static final Comparator<CoverageSubject> ORDER = Comparator.comparing(CoverageSubject::tenant)
            .thenComparing(CoverageSubject::fingerprint, Comparator.nullsFirst(Long::compareUnsigned))
            .thenComparing(CoverageSubject::labels, Comparator.nullsFirst(Comparator.naturalOrder()));

    public static CoverageSubject of(TenantId tenant) {
        return new CoverageSubject(tenant, null, null);
    }

    @Override
    public int compareTo(CoverageSubject other) {
        return ORDER.compare(this, other);
    }
}
