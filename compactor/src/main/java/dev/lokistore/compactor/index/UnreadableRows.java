package dev.lokistore.compactor.index;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.index.Problems;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Whose rows of a table could not be read: those of a tenant if the broken file lies in its folder, of everybody if it is
 * any other. Passes problems on. Safe for use by several threads.
 */
public final class UnreadableRows implements Problems {
    private final Table table;
    private final Problems next;
    private final Set<TenantId> tenants = new TreeSet<>();
    private boolean all;

    public UnreadableRows(Table table, Problems next) {
        this.table = table;
        this.next = next;
    }

    @Override
    public void report(String subject, IOException cause) {
        next.report(subject, cause);
        note(subject);
    }

    private synchronized void note(String key) {
        for (TableFile file : table.files()) {
            TenantId tenant = file.tenant();
            if (file.key().equals(key) && tenant != null) {
                tenants.add(tenant);
                return;
            }
        }
        all = true;
    }

    /** Whatever it was, rows of everybody may be missing. */
    public synchronized void giveUp() {
        all = true;
    }

    /** Whether anybody's rows are not all known. */
    public synchronized boolean any() {
        return all || !tenants.isEmpty();
    }

    /** Whether the tenant's rows are not all known. */
    public synchronized boolean concern(TenantId tenant) {
        return all || tenants.contains(tenant);
    }

    /** Whether rows of everybody may be missing. */
    public synchronized boolean all() {
        return all;
    }

    /** The table with the files that may be replaced: those of tenants whose rows are not all known stay. */
    public Table replaceable() {
        return table.with(table.files().stream().filter(file -> !holds(file)).toList());
    }

    /** Files that stay whatever happens. */
    public List<PlannedObject> untouched() {
        return table.files().stream()
                .filter(this::holds)
                .map(file -> PlannedObject.of(file.object()))
                .toList();
    }

    private synchronized boolean holds(TableFile file) {
        TenantId tenant = file.tenant();
        return tenant != null && tenants.contains(tenant);
    }
}
