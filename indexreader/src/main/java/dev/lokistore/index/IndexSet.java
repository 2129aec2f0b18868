package dev.lokistore.index;

import dev.lokistore.chunk.TenantId;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * The files of a table that lie in one place: at its root or in a tenant's folder. Loki's compactor leaves one file in each
 * ({@code formats/index-tables.md#14-file-kinds-in-a-table}). The common set comes first, then tenants in order.
 *
 * @param tenant whose folder it is; null for the common set at the table's root
 */
public record IndexSet(@Nullable TenantId tenant) implements Comparable<IndexSet> {
    public static final IndexSet COMMON = new IndexSet(null);

    private static final Comparator<IndexSet> ORDER =
            Comparator.comparing(IndexSet::tenant, Comparator.nullsFirst(Comparator.naturalOrder()));

    public static IndexSet of(TenantId tenant) {
        return new IndexSet(tenant);
    }

    public boolean common() {
        return tenant == null;
    }

    @Override
    public int compareTo(IndexSet other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return tenant == null ? "common" : tenant.toString();
    }
}
