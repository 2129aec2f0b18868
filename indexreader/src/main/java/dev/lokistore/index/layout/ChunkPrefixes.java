package dev.lokistore.index.layout;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** What keys of chunks begin with: prefixes to list, none of which begins with another. Relative to the store's root. */
public final class ChunkPrefixes {
    // what Loki has besides tenants (section 4.1), and we; a tenant may still have such a name
    private static final Set<String> RESERVED =
            Set.of(".lokistore", "__deletion_manifest__", "bloom", "dataobj", "loki-v2", "rules");

    private final StoreLayout layout;
    private final boolean flatNames;

    public ChunkPrefixes(StoreLayout layout) {
        this.layout = layout;
        // the layout is a sample: where one flat filesystem name may be, look for others
        this.flatNames = layout.filesystemNames() || layout.forms().isEmpty();
    }

    /**
     * Prefixes of all chunks. Costs one-level listings of the root and of folders that are usually no tenant's.
     *
     * @param objects the store below its root
     */
    public Set<String> all(ObjectReader objects) throws IOException {
        Set<String> prefixes = new TreeSet<>();
        Places places = places(objects);
        places.tenants.forEach(tenant -> prefixes.addAll(Base64Prefixes.ofTenant(tenant)));
        for (Folder folder : places.folders) {
            if (!isDoubtful(folder) || !look(objects, folder).isEmpty()) {
                prefixes.add(folder.prefix());
            }
        }
        return prefixes;
    }

    /**
     * Tenants with flat filesystem names, in order; from a one-level listing of the root.
     *
     * @param objects the store below its root
     * @param folders takes the folders directly below the root, which may be tenants' or not: see {@link #tenantsIn}
     */
    public static SortedSet<TenantId> flatTenants(ObjectReader objects, Collection<Folder> folders) throws IOException {
        Places places = places(objects);
        folders.addAll(places.folders);
        return places.tenants;
    }

    /** Tenants of the chunks that the first entries of a folder directly below the root show; one to three listings. */
    public static Set<TenantId> tenantsIn(ObjectReader objects, Folder folder) throws IOException {
        return look(objects, folder).tenants();
    }

    private static Places places(ObjectReader objects) throws IOException {
        Places places = new Places();
        RootLevel.visit(objects, "", places);
        return places;
    }

    public Set<String> ofTenant(TenantId tenant) {
        Set<String> prefixes = new TreeSet<>(Set.of(keyName(tenant) + "/"));
        if (flatNames) {
            prefixes.addAll(Base64Prefixes.ofTenant(tenant));
        }
        return prefixes;
    }

    public Set<String> ofStream(TenantId tenant, long fingerprint) {
        String stream = keyName(tenant) + "/" + Long.toHexString(fingerprint);
        Set<String> prefixes = new TreeSet<>();
        if (layout.nestedKeys() || !layout.flatKeys()) {
            prefixes.add(stream + "/");
        }
        if (layout.forms().contains(ChunkForm.FLAT)) {
            prefixes.add(stream + layout.delimiter());
        }
        if (flatNames) {
            prefixes.addAll(Base64Prefixes.ofStream(tenant, fingerprint));
        }
        return prefixes;
    }

    /** The chunks that the first entries of a folder directly below the root show. */
    private static ChunkEvidence look(ObjectReader objects, Folder folder) throws IOException {
        Peek peek = new Peek(objects, Integer.MAX_VALUE);
        ChunkEvidence evidence = new ChunkEvidence();
        evidence.addTenant(peek, "", folder, ChunkEvidence.entries(peek, folder));
        return evidence;
    }

    private String keyName(TenantId tenant) {
        return tenant.value().replace(':', layout.delimiter());
    }

    private boolean isDoubtful(Folder folder) {
        return RESERVED.contains(folder.name())
                || layout.indexPrefixes().stream().anyMatch(prefix -> prefix.startsWith(folder.prefix()));
    }

    private static final class Places implements RootLevel.Visitor {
        private final List<Folder> folders = new ArrayList<>();
        private final SortedSet<TenantId> tenants = new TreeSet<>();

        @Override
        public boolean folder(Folder folder) {
            return folders.add(folder);
        }

        @Override
        public boolean flatChunk(TenantId tenant, String namePrefix, ObjectInfo object) {
            tenants.add(tenant);
            return true;
        }

        @Override
        public boolean other(ObjectInfo object) {
            return true;
        }
    }
}
