package dev.lokistore.objectstore;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What was asked of a store so far.
 *
 * @param requests sent, by kind, retries included: each page of a listing and each batch of a delete is one. Operations
 *     that never ran are absent
 * @param bytesRead of objects' contents that arrived
 * @param bytesWritten of objects' contents that were stored
 * @param retries requests that were sent again after a failure
 * @param inRequests time spent waiting for answers, added up over all threads
 */
public record StoreStats(
        Map<Operation, Long> requests, long bytesRead, long bytesWritten, long retries, Duration inRequests) {
    public StoreStats {
        Map<Operation, Long> copy = new EnumMap<>(Operation.class);
        copy.putAll(requests);
        requests = Collections.unmodifiableMap(copy);
    }

    /** How many requests of this kind, 0 if none. */
    public long requests(Operation operation) {
        return requests.getOrDefault(operation, 0L);
    }

    public long allRequests() {
        return requests.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What came after an earlier look at the same store. */
    public StoreStats since(StoreStats earlier) {
        Map<Operation, Long> later = new EnumMap<>(Operation.class);
        requests.forEach((operation, count) -> {
            long more = count - earlier.requests(operation);
            if (more > 0) {
                later.put(operation, more);
            }
        });
        return new StoreStats(
                later,
                bytesRead - earlier.bytesRead,
                bytesWritten - earlier.bytesWritten,
                retries - earlier.retries,
                inRequests.minus(earlier.inRequests));
    }
}
