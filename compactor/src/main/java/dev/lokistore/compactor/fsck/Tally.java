package dev.lokistore.compactor.fsck;

import dev.lokistore.compactor.check.Finding;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Takes what the parts of a check find, leaves out what is not wanted, counts, and hands on. Not thread-safe. */
final class Tally {
    private final Set<Flaw> wanted;
    private final Predicate<Finding> suppressed;
    private final Consumer<Finding> sink;
    private final Map<Flaw, Long> found = new EnumMap<>(Flaw.class);
    private final List<String> unchecked = new ArrayList<>();
    private long suppressedCount;

    Tally(Set<Flaw> wanted, Predicate<Finding> suppressed, Consumer<Finding> sink) {
        this.wanted = wanted;
        this.suppressed = suppressed;
        this.sink = sink;
    }

    boolean add(Flaw flaw, String subject, @Nullable Long offset, String message, String... evidence) {
        return add(flaw, subject, offset, message, List.of(evidence));
    }

    boolean add(Flaw flaw, String subject, @Nullable Long offset, String message, List<String> evidence) {
        return add(flaw.finding(subject, offset, message, evidence));
    }

    /**
     * One that a flaw made.
     *
     * @return whether it is told: neither unwanted nor suppressed
     */
    boolean add(Finding finding) {
        Flaw flaw = Flaw.ofId(finding.id()).orElseThrow();
        if (!wanted.contains(flaw)) {
            return false;
        }
        if (suppressed.test(finding)) {
            suppressedCount++;
            return false;
        }
        found.merge(flaw, 1L, Long::sum);
        sink.accept(finding);
        return true;
    }

    /** A part of the question that stays open. */
    void unchecked(String what) {
        unchecked.add(what);
    }

    FsckReport report(int level, FsckReport.Coverage coverage) {
        return new FsckReport(level, found, suppressedCount, coverage, unchecked);
    }
}
