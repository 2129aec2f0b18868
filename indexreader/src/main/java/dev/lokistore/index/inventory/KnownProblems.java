package dev.lokistore.index.inventory;

import dev.lokistore.index.Problems;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Passes problems on, counts them and keeps the first. */
final class KnownProblems implements Problems {
    private static final int MAX_TEXT = 500;

    private final Problems next;
    private final List<InventoryAbout.Fault> faults = new ArrayList<>();
    private long count;

    KnownProblems(Problems next) {
        this.next = next;
    }

    @Override
    public synchronized void report(String subject, IOException cause) {
        next.report(subject, cause);
        count++;
        if (faults.size() < InventoryAbout.MAX_FAULTS) {
            faults.add(new InventoryAbout.Fault(cut(subject), cut(String.valueOf(cause.getMessage()))));
        }
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
    }

    synchronized long count() {
        return count;
    }

    synchronized List<InventoryAbout.Fault> faults() {
        return List.copyOf(faults);
    }
}
