package dev.lokistore.compactor.doctor;

import dev.lokistore.compactor.retention.RetentionPolicy;
import dev.lokistore.compactor.retention.RetentionReports;
import dev.lokistore.compactor.retention.RetentionRow;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.report.ReportQuery;
import dev.lokistore.index.report.StoreReports;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Whether Loki's retention keeps up. Reads the whole index and lists all chunks. */
record RetentionCheck(LokiStore store, int concurrency, RetentionPolicy policy, Instant now) implements Check {
    /** Beyond what the settings themselves allow. */
    private static final Duration GRACE = Duration.ofDays(1);

    @Override
    public String subject() {
        return "chunks past their retention";
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(Symptom.RETENTION_BEHIND, Symptom.RETENTION_OFF);
    }

    @Override
    public void run(Findings findings) throws IOException {
        Instant then = now.minus(GRACE).minus(policy.settings().longestDelay());
        RetentionReports reports = new RetentionReports(store, new StoreReports(store, concurrency), then);
        List<RetentionRow> rows = reports.totals(
                policy, 0, ReportQuery.ALL, (key, why) -> findings.unchecked(key + ": " + Checkup.message(why)));
        for (RetentionRow row : rows) {
            if (row.expired().chunks() > 0) {
                boolean on = policy.settings().enabled();
                findings.add(
                        on ? Symptom.RETENTION_BEHIND : Symptom.RETENTION_OFF,
                        row.tenant().value(),
                        on
                                ? "chunks are here that retention should have removed"
                                : "chunks are past their period, and retention is off",
                        List.of(row.rule().id() + ": " + row.expired().chunks() + " chunks with "
                                + row.expired().storedBytes() + " bytes were due before " + then));
            }
        }
    }
}
