package dev.lokistore.compactor.export;

/**
 * How far an export is.
 *
 * @param share 0..1, an estimate
 * @param entries read by this run
 * @param lineBytes of these entries' lines
 * @param files written by this run
 */
public record ExportProgress(double share, long entries, long lineBytes, long files) {}
