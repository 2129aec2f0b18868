package dev.lokistore.compactor.dump;

import java.util.List;

/**
 * What became of the check of a dump.
 *
 * @param parts runs that wrote it
 * @param files with {@code SHA256SUMS}
 * @param sizeBytes of all files
 * @param objects as the manifests say
 * @param entries that were followed back to the objects' bytes; 0 if none was to be
 * @param seal SHA-256 of {@code SHA256SUMS} as it is now; empty if there is none
 * @param faults the first {@value DumpFaults#KEPT}
 * @param faultCount all
 */
public record VerifyReport(
        int parts,
        long files,
        long sizeBytes,
        long objects,
        long entries,
        String seal,
        List<DumpFault> faults,
        long faultCount) {
    public VerifyReport {
        faults = List.copyOf(faults);
    }

    /** Whether it is as it was made. */
    public boolean sound() {
        return faultCount == 0;
    }
}
