package dev.lokistore.compactor.dump;

/**
 * What a run has added to a dump.
 *
 * @param part its folder
 * @param seal SHA-256 of {@code SHA256SUMS}, and so of everything in the dump: whoever notes it can tell later that it is
 *     the same
 */
public record DumpReport(String part, DumpTotals totals, String seal) {}
