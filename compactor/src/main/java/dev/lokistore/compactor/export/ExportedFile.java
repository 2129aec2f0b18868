package dev.lokistore.compactor.export;

/**
 * A file of an export.
 *
 * @param path below the folder, with slashes
 * @param bytes its size
 * @param lineBytes of all its lines
 * @param firstNanos time stamp of its first entry, ns since the epoch
 * @param lastNanos of its last one
 * @param sha256 of the file, hex
 */
record ExportedFile(
        String path, long bytes, long entries, long lineBytes, long firstNanos, long lastNanos, String sha256) {}
