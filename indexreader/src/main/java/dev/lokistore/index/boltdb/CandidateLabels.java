package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.bolt.BoltCursor;
import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds all labels of candidates. Label rows are ordered by label and value, so that a series has to be looked for under
 * each value: by leaps, from one candidate to the next and over the rest of the values' rows, and only for labels that a
 * candidate lacks.
 */
final class CandidateLabels {
    private final TenantId tenant;
    private final List<TenantRows> tenantRows;
    private final LabelCheck check;
    private final CorruptFiles corrupt;

    CandidateLabels(TenantId tenant, List<TenantRows> tenantRows, LabelCheck check, CorruptFiles corrupt) {
        this.tenant = tenant;
        this.tenantRows = tenantRows;
        this.check = check;
        this.corrupt = corrupt;
    }

    void complete(SortedMap<String, Candidate> candidates) throws IOException {
        for (var candidate : candidates.entrySet()) {
            candidate.getValue().names(check.names(candidate.getKey()));
        }
        for (TenantRows rows : tenantRows) {
            if (!corrupt.contains(rows.place().file())) {
                try {
                    complete(candidates, rows);
                } catch (CorruptDataException e) {
                    corrupt.add(rows.place().file(), e);
                }
            }
        }
    }

    private void complete(SortedMap<String, Candidate> candidates, TenantRows in) throws IOException {
        BoltCursor cursor = in.place().bucket().cursor();
        for (var day : in.days().entrySet()) {
            for (int shard : day.getValue().shards()) {
                NavigableMap<String, Candidate> wanted = new TreeMap<>(candidates);
                wanted.values().removeIf(candidate -> candidate.isComplete() || !candidate.isIn(shard));
                if (!wanted.isEmpty()) {
                    LabelRows rows = new LabelRows(cursor, RowHash.metricPrefix(shard, tenant, day.getKey()));
                    boolean more = rows.first();
                    while (more) {
                        more = label(rows, wanted);
                    }
                }
            }
        }
    }

    /** Reads the rows of the label on whose first row the cursor stands, and moves to the next label. */
    private static boolean label(LabelRows rows, NavigableMap<String, Candidate> wanted) throws IOException {
        String label = rows.label();
        NavigableMap<String, Candidate> lacking = new TreeMap<>(wanted);
        lacking.values().removeIf(candidate -> !candidate.lacks(label));
        boolean more = true;
        while (more && rows.label().equals(label)) {
            if (lacking.isEmpty()) {
                return rows.skipLabel();
            }
            String next = lacking.ceilingKey(rows.seriesId());
            if (next == null) {
                more = rows.skipValue();
            } else if (next.equals(rows.seriesId())) {
                Candidate found = lacking.remove(next);
                if (found != null) {
                    found.addLabel(label, rows.value());
                }
                more = rows.next();
            } else {
                more = rows.seekSeries(next);
            }
        }
        return more;
    }
}
