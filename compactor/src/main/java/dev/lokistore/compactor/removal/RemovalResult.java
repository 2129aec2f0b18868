package dev.lokistore.compactor.removal;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.compactor.retention.Volume;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a planner of removals found.
 *
 * @param planned tables in the plan
 * @param rows by tenant, then rule; what tables beyond the limit hold is not in them
 * @param objections that keep tables out of the plan in which rows would go
 * @param left tables beyond the limit that rows would go from
 */
public record RemovalResult(int planned, List<RemovalRow> rows, List<Objection> objections, int left) {
    public RemovalResult {
        rows = List.copyOf(rows);
        objections = List.copyOf(objections);
    }

    /** What goes, by tenant. */
    public SortedMap<TenantId, Volume> gone() {
        SortedMap<TenantId, Volume> gone = new TreeMap<>();
        rows.forEach(row -> gone.merge(row.tenant(), row.gone(), Volume::plus));
        return gone;
    }
}
