package dev.lokistore.index;

import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.layout.ChunkPrefixes;
import dev.lokistore.index.layout.StoreLayout;
import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Decides what to list for an inventory. */
final class InventoryLister {
    /** With more streams of a tenant than this, listing the tenant takes fewer requests in most stores. */
    private static final int STREAMS_LISTED_ALONE = 200;

    private final ObjectReader objects;
    private final StoreLayout layout;
    private final OpenOptions options;
    private final ChunkPrefixes prefixes;

    InventoryLister(ObjectReader objects, StoreLayout layout, OpenOptions options) {
        this.objects = objects;
        this.layout = layout;
        this.options = options;
        this.prefixes = new ChunkPrefixes(layout);
    }

    SortedSet<TenantId> tenantsInNames() throws IOException {
        List<Folder> folders = new ArrayList<>();
        SortedSet<TenantId> tenants = Collections.synchronizedSortedSet(ChunkPrefixes.flatTenants(objects, folders));
        List<BoundedTasks.Task> tasks = new ArrayList<>();
        for (Folder folder : folders) {
            tasks.add(() -> {
                tenants.addAll(ChunkPrefixes.tenantsIn(objects, folder));
                return List.of();
            });
        }
        BoundedTasks.run(options.concurrency(), tasks);
        return new TreeSet<>(tenants);
    }

    OrderedInventory ofTenants(Set<TenantId> tenants, Problems problems) throws IOException {
        if (tenants.isEmpty()) {
            return list(prefixes.all(objects), ref -> true, problems);
        }
        Set<String> wanted = new TreeSet<>();
        tenants.forEach(tenant -> wanted.addAll(prefixes.ofTenant(tenant)));
        return list(wanted, ref -> tenants.contains(ref.tenant()), problems);
    }

    OrderedInventory ofStreams(Map<TenantId, Set<Long>> fingerprints, Problems problems) throws IOException {
        Set<String> wanted = new TreeSet<>();
        fingerprints.forEach((tenant, streams) -> {
            if (streams.size() > STREAMS_LISTED_ALONE) {
                wanted.addAll(prefixes.ofTenant(tenant));
            } else {
                streams.forEach(stream -> wanted.addAll(prefixes.ofStream(tenant, stream)));
            }
        });
        return list(
                wanted, ref -> fingerprints.getOrDefault(ref.tenant(), Set.of()).contains(ref.fingerprint()), problems);
    }

    private OrderedInventory list(Set<String> wanted, Predicate<ChunkRef> filter, Problems problems)
            throws IOException {
        try (InventoryBuilder inventory =
                new InventoryBuilder(layout.delimiter(), options.inventoryInMemory(), options.tempDirectory())) {
            new ChunkLister(objects, layout.delimiter(), inventory, filter, problems)
                    .list(wanted, options.concurrency());
            return inventory.build();
        }
    }
}
