package dev.lokistore.shell.command;

import dev.lokistore.index.Caching;
import dev.lokistore.index.OpenOptions;
import dev.lokistore.index.cache.StoreCache;
import dev.lokistore.index.inventory.InventoryAbout;
import dev.lokistore.index.inventory.SavedInventory;
import dev.lokistore.objectstore.CountingStore;
import dev.lokistore.objectstore.ReadOnlyStore;
import dev.lokistore.objectstore.StoreUri;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;

/** A saved inventory that is opened in place of a store. */
record InventoryStore(StoreUri uri, SavedInventory inventory) {
    /** The inventory that the URI names, opened; empty if it names anything else. */
    static Optional<InventoryStore> at(StoreUri uri) throws IOException {
        return uri instanceof StoreUri.Local local && SavedInventory.isOne(local.path())
                ? Optional.of(new InventoryStore(uri, SavedInventory.open(local.path())))
                : Optional.empty();
    }

    /** What the inventory says of itself, without leaving it open. */
    static Optional<InventoryAbout> about(StoreUri uri) throws IOException {
        Optional<InventoryStore> found = at(uri);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (SavedInventory inventory = found.get().inventory()) {
            return Optional.of(inventory.about());
        }
    }

    CountingStore store() {
        return new CountingStore(new ReadOnlyStore(inventory));
    }

    /** Under which its cache is kept: what another inventory of the same name leaves behind is no use. */
    String cacheName() {
        return uri + " (inventory " + inventory.id() + ")";
    }

    /** A cache, if it is worth having one. */
    StoreCache cache(Caches caches) {
        return inventory.about().indexBytes() < Caching.DEFAULT_MIN_INDEX_BYTES
                ? StoreCache.NONE
                : caches.open(cacheName());
    }

    OpenOptions options(OpenOptions options, StoreCache cache, InstantSource clock) {
        return inventory.optionsFrom(options, cache, clock);
    }
}
