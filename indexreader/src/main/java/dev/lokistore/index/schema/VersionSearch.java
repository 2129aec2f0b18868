package dev.lokistore.index.schema;

import dev.lokistore.index.boltdb.BoltdbEvidence;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the schema version of each table of a series by looking into few of them. */
final class VersionSearch {
    private static final int MAX_PROBES = 40;

    private final TableProbe probe;
    private final IndexKind kind;
    private final List<Table> tables;
    private final @Nullable TableEvidence[] found;
    private final int fallback;
    private int probes;

    /** @param tables by day, not empty */
    VersionSearch(SchemaSources sources, IndexKind kind, List<Table> tables) {
        this.probe = new TableProbe(sources);
        this.kind = kind;
        this.tables = tables;
        this.found = new TableEvidence[tables.size()];
        boolean flatOnly = sources.layout().flatKeys() && !sources.layout().nestedKeys();
        this.fallback = flatOnly ? 11 : 12;
    }

    /** For each table. */
    List<TableEvidence> search() throws IOException {
        int last = tables.size() - 1;
        look(0);
        look(last);
        between(0, last);
        return filled();
    }

    private void between(int low, int high) throws IOException {
        if (high - low < 2 || sameOrUntold(low, high)) {
            return;
        }
        int middle = (low + high) >>> 1;
        look(middle);
        between(low, middle);
        between(middle, high);
    }

    private boolean sameOrUntold(int low, int high) {
        TableEvidence a = found[low];
        TableEvidence b = found[high];
        if (a == null || b == null || probes >= MAX_PROBES) {
            return true;
        }
        // one that tells nothing is no reason to stop: its neighbours may
        return a.known() && b.known() && a.version() == b.version();
    }

    private void look(int place) throws IOException {
        if (found[place] == null && probes < MAX_PROBES) {
            probes++;
            found[place] = probe.probe(tables.get(place), kind);
        }
    }

    private List<TableEvidence> filled() {
        List<TableEvidence> all = new ArrayList<>();
        int version = firstKnown();
        for (TableEvidence evidence : found) {
            if (evidence != null && evidence.known()) {
                version = evidence.version();
                all.add(evidence);
            } else {
                String note = evidence == null ? "" : evidence.note();
                all.add(new TableEvidence(version, BoltdbEvidence.NONE, note));
            }
        }
        return all;
    }

    private int firstKnown() {
        for (TableEvidence evidence : found) {
            if (evidence != null && evidence.known()) {
                return evidence.version();
            }
        }
        return fallback;
    }
}
