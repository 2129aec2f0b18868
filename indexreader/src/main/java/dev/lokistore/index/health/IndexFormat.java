package dev.lokistore.index.health;

import dev.lokistore.index.table.IndexKind;
import org.jspecify.annotations.Nullable;

/**
 * Index files that are written alike.
 *
 * @param kind as the files' names say
 * @param version of the TSDB format; null for boltdb, which has none, and where the file was not looked at or does not
 *     begin as a TSDB index does
 * @param compacted written by Loki's compactor, as the names say
 */
public record IndexFormat(
        IndexKind kind, @Nullable Integer version, boolean gzipped, boolean compacted, long files, long storedBytes) {}
