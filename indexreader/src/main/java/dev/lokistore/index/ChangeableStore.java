package dev.lokistore.index;

import dev.lokistore.index.layout.Composition;
import dev.lokistore.objectstore.ObjectStore;
import java.io.IOException;

/**
 * A Loki store that is going to be changed. Neither side closes the store behind.
 *
 * @param loki to read it by; takes nothing from a cache
 * @param objects the store below its root, to write to: its keys are those of {@code loki}
 */
public record ChangeableStore(LokiStore loki, ObjectStore objects) {
    /** As {@link LokiStore#open}. */
    public static ChangeableStore open(ObjectStore store, OpenOptions options) throws IOException {
        OpenOptions uncached = options.withCaching(Caching.OFF);
        StoreRoot<ObjectStore> root = StoreRoot.find(store, uncached.config(), Composition.WRITING);
        return new ChangeableStore(LokiStore.of(root, uncached), root.objects());
    }
}
