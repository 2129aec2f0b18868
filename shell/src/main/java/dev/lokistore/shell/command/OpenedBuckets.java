package dev.lokistore.shell.command;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.cache.StoreCache;
import dev.lokistore.index.inventory.InventoryAbout;
import dev.lokistore.objectstore.CountingStore;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreUri;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of a store before anybody has looked for a Loki store in them: nothing was asked of a server yet. Closing it
 * closes all that it holds.
 *
 * @param uris of the buckets
 * @param objects all of them as one
 * @param inventory what the saved inventory that it is says of itself; null for a store
 */
record OpenedBuckets(
        List<StoreUri> uris,
        List<CountingStore> buckets,
        ObjectStore objects,
        @Nullable InventoryAbout inventory,
        OpenOptions options,
        Set<TenantId> tenants,
        StoreCache cache,
        TemporaryFolder temporary)
        implements Closeable {
    OpenedBuckets {
        uris = List.copyOf(uris);
        buckets = List.copyOf(buckets);
    }

    /** For what only reads. */
    ObjectReader reader() {
        return objects;
    }

    String name() {
        return name(uris);
    }

    static String name(List<StoreUri> uris) {
        return uris.stream().map(StoreUri::toString).collect(Collectors.joining(","));
    }

    /** Finds the Loki store; the caller closes it, or else this. */
    OpenedStore open() throws IOException {
        LokiStore loki = LokiStore.open(objects, options);
        return new OpenedStore(name(), buckets, objects, options, inventory, loki, tenants, cache, temporary);
    }

    @Override
    public void close() throws IOException {
        try (temporary;
                cache) {
            objects.close();
        }
    }
}
