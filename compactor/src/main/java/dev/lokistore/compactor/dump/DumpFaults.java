package dev.lokistore.compactor.dump;

import java.util.ArrayList;
import java.util.List;

/** Collects faults, the first {@value #KEPT} of them. */
final class DumpFaults {
    static final int KEPT = 1000;

    private final List<DumpFault> kept = new ArrayList<>();
    private long count;

    void add(String id, String path, String message) {
        count++;
        if (kept.size() < KEPT) {
            kept.add(new DumpFault(id, path, message));
        }
    }

    List<DumpFault> kept() {
        return kept;
    }

    long count() {
        return count;
    }
}
