package dev.lokistore.compactor.fsck;

import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ChunkRef;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.plan.TableFolder;
import dev.lokistore.compactor.rebuild.ChunkRebuild;
import dev.lokistore.index.ChunkInventory;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.table.Table;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** {@link FsckFix.Places} of a store. */
public final class StorePlaces implements FsckFix.Places {
    private final LokiStore loki;
    private final Set<TenantId> tenants;

    /** @param tenants that the check was about; empty for all */
    public StorePlaces(LokiStore loki, Set<TenantId> tenants) {
        this.loki = loki;
        this.tenants = Set.copyOf(tenants);
    }

    @Override
    public boolean covers(TenantId tenant) {
        return tenants.isEmpty() || tenants.contains(tenant);
    }

    @Override
    public boolean isThere(ChunkRef chunk) throws IOException {
        return loki.locate(chunk).isPresent();
    }

    @Override
    public boolean isSound(ChunkRef chunk) throws IOException {
        try {
            Optional<ObjectInfo> object = loki.locate(chunk);
            return object.isPresent() && ChunkReader.checksum(loki.chunk(object.get())) == chunk.checksum();
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.INTERRUPTED) {
                throw e;
            }
            return false; // the check has told of it
        }
    }

    @Override
    public boolean isConfigured() {
        return loki.configuredSchema().isPresent();
    }

    @Override
    public ObjectKey key(ChunkRef chunk) throws IOException {
        return loki.keyOf(chunk);
    }

    @Override
    public boolean isBare(Table table) throws IOException {
        if (!tenants.isEmpty()) {
            return false;
        }
        // odd names are told by the check
        try (ChunkInventory chunks = loki.inventory(Set.of(), (key, why) -> {})) {
            return !ChunkRebuild.isCalledFor(TableFolder.of(table), chunks);
        }
    }
}
