package dev.lokistore.compactor.fsck;

import dev.lokistore.compactor.check.Finding;
import dev.lokistore.compactor.check.Severity;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.Problems;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What a check found, without notes where they are not asked for. */
record Checked(List<Finding> findings, List<String> unread, FsckReport report) {
    static Checked of(ObjectReader store, int level, Instant now, Path temporary) throws IOException {
        return of(LokiStore.open(store, OpenOptions.defaults(temporary)), FsckOrder.of(level, 2, now, temporary));
    }

    static Checked of(LokiStore store, FsckOrder order) throws IOException {
        return of(store, order, finding -> false, Checkpoint.NONE);
    }

    static Checked of(LokiStore store, FsckOrder order, Predicate<Finding> suppressed, Checkpoint checkpoint)
            throws IOException {
        List<Finding> findings = new ArrayList<>();
        List<String> unread = new ArrayList<>();
        FsckReport report = Fsck.run(store, order, suppressed, checkpoint, new Fsck.Events() {
            @Override
            public void finding(Finding finding) {
                findings.add(finding);
            }

            @Override
            public Problems problems() {
                return (subject, cause) -> {
                    synchronized (unread) {
                        unread.add(subject + ": " + cause.getMessage());
                    }
                };
            }

            @Override
            public void activity(String text) {}
        });
        return new Checked(findings, unread, report);
    }

    /** Findings above notes, as {@code id subject@offset}. */
    List<String> wrong() {
        return findings.stream()
                .filter(finding -> finding.severity() != Severity.INFO)
                .map(Checked::text)
                .toList();
    }

    List<String> all() {
        return findings.stream().map(Checked::text).toList();
    }

    private static String text(Finding finding) {
        return finding.id() + " " + finding.subject() + (finding.offset() == null ? "" : "@" + finding.offset());
    }
}
