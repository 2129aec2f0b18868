package dev.lokistore.shell.command;

import dev.lokistore.compactor.check.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The first few findings of each id, and how many there are: a page holds no million of them. */
final class FindingSamples {
    private static final int KEPT = 10;

    /** What is known of one id. */
    static final class OfId {
        private final List<Finding> first = new ArrayList<>();
        private long count;

        /** 1 or more. */
        List<Finding> first() {
            return first;
        }

        long count() {
            return count;
        }

        long more() {
            return count - first.size();
        }
    }

    private final Map<String, OfId> ids = new LinkedHashMap<>();

    void add(Finding finding) {
        OfId same = ids.computeIfAbsent(finding.id(), id -> new OfId());
        same.count++;
        if (same.first.size() < KEPT) {
            same.first.add(finding);
        }
    }

    /** In the order they were found in. */
    List<OfId> all() {
        return List.copyOf(ids.values());
    }
}
