package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.ChangeableStore;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.cache.StoreCache;
import dev.lokistore.index.inventory.InventoryAbout;
import dev.lokistore.objectstore.CountingStore;
import dev.lokistore.objectstore.InterceptedStore;
import dev.lokistore.objectstore.Interceptor;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.StoreStats;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An open store and what goes with it. Closing it closes the connections and removes the temporary folder.
 *
 * @param uri for messages; holds no credentials
 * @param buckets that the store is made of, each with its counters; usually one
 * @param objects all of them as one
 * @param options that it was opened with
 * @param inventory what the saved inventory that it is says of itself; null for a store
 * @param tenants that the profile names; empty for all
 * @param cache of earlier runs
 * @param temporary folder of this run
 */
record OpenedStore(
        String uri,
        List<CountingStore> buckets,
        ObjectStore objects,
        OpenOptions options,
        @Nullable InventoryAbout inventory,
        LokiStore loki,
        Set<TenantId> tenants,
        StoreCache cache,
        TemporaryFolder temporary)
        implements Closeable {
    OpenedStore {
        buckets = List.copyOf(buckets);
        tenants = Set.copyOf(tenants);
    }

    /** The store, to be changed: opened anew, so that nothing comes from a cache. */
    ChangeableStore changeable(Interceptor around, Path temporaryFolder) throws IOException {
        return ChangeableStore.open(new InterceptedStore(objects, around), options.withTempDirectory(temporaryFolder));
    }

    /** Whether it cannot be changed: an archive, a saved inventory. */
    boolean readOnly() {
        return objects.readOnly();
    }

    /** For what only reads. */
    ObjectReader reader() {
        return objects;
    }

    Path temporaryPath() {
        return temporary.path();
    }

    /** Forgets listings, those in the cache too: the next command sees the store as it is then. */
    void refresh() throws IOException {
        loki.refresh();
    }

    /** Of all buckets together. */
    StoreStats stats() {
        return stats(buckets);
    }

    static StoreStats stats(List<CountingStore> buckets) {
        Map<Operation, Long> requests = new EnumMap<>(Operation.class);
        long read = 0;
        long written = 0;
        long retries = 0;
        Duration waited = Duration.ZERO;
        for (CountingStore bucket : buckets) {
            StoreStats stats = bucket.stats();
            stats.requests().forEach((kind, count) -> requests.merge(kind, count, Long::sum));
            read += stats.bytesRead();
            written += stats.bytesWritten();
            retries += stats.retries();
            waited = waited.plus(stats.inRequests());
        }
        return new StoreStats(requests, read, written, retries, waited);
    }

    @Override
    public void close() throws IOException {
        try (temporary;
                cache) {
            objects.close();
        }
    }
}
