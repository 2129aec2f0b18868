package dev.lokistore.compactor.doctor;

import dev.lokistore.compactor.check.Finding;
import dev.lokistore.compactor.check.Severity;
import java.util.List;

/**
 * What a checkup found.
 *
 * @param findings the worst first, then in the order of the checks
 * @param examined what was looked at to the end
 * @param unchecked what was not, with the reason
 */
public record CheckupReport(List<Finding> findings, List<String> examined, List<String> unchecked) {
    public CheckupReport {
        findings = List.copyOf(findings);
        examined = List.copyOf(examined);
        unchecked = List.copyOf(unchecked);
    }

    /** Whether anything is wrong. */
    public boolean alarming() {
        return findings.stream().anyMatch(finding -> finding.severity() != Severity.INFO);
    }
}
