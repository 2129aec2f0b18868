package dev.lokistore.compactor.compare;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;

/**
 * A stream's entries of an hour on both sides, each counted once however often it is stored.
 *
 * @param fromNanos of the hour, or of the part of it that is compared
 * @param missingInLoki entries that only the store has
 * @param missingInStore entries that only the Loki has
 * @param storeHash sum of the entries' hashes: equal sets have equal sums, in whatever order they come
 * @param lokiHash likewise
 */
public record StreamHour(
        TenantId tenant,
        Labels labels,
        long fromNanos,
        long storeEntries,
        long lokiEntries,
        long missingInLoki,
        long missingInStore,
        long storeHash,
        long lokiHash) {
    /** Whether both sides hold the same. */
    public boolean equal() {
        return missingInLoki == 0 && missingInStore == 0;
    }
}
