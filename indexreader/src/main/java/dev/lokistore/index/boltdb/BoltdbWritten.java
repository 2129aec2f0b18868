package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ReferenceDigest;
import java.util.SortedMap;

/**
 * What was written into a boltdb file.
 *
 * @param rows of all types
 * @param series with chunk rows, counted for each tenant and day
 * @param chunks digests of the chunk rows by tenant; empty if there are none, and then the file must not be used
 */
public record BoltdbWritten(long rows, long series, SortedMap<TenantId, ReferenceDigest> chunks) {}
