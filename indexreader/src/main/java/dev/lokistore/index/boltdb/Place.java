package dev.lokistore.index.boltdb;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.bolt.BoltBucket;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One bucket of one file, and whose rows count there. A query reads bucket {@code T} of a file if there is one, else
 * bucket {@code index}, never both ({@code formats/index-tables.md#17}).
 *
 * @param only null for all tenants but those in {@code except}
 */
record Place(BoltdbFile file, BoltBucket bucket, @Nullable TenantId only, Set<TenantId> except) {
    private static final String SHARED = "index";

    Place {
        except = Set.copyOf(except);
    }

    boolean counts(TenantId tenant) {
        return only == null ? !except.contains(tenant) : only.equals(tenant);
    }

    /** @throws CorruptDataException if a bucket's name is no tenant, or a tenant's file has no bucket for it */
    static List<Place> of(BoltdbFile file) throws CorruptDataException {
        TenantId folder = file.tenant();
        return folder == null ? inRoot(file) : inFolder(file, folder);
    }

    private static List<Place> inRoot(BoltdbFile file) throws CorruptDataException {
        List<Place> places = new ArrayList<>();
        Set<TenantId> own = new HashSet<>();
        for (BoltBucket bucket : file.file().buckets()) {
            if (!bucket.name().equals(SHARED)) {
                TenantId tenant = tenant(file, bucket);
                own.add(tenant);
                places.add(new Place(file, bucket, tenant, Set.of()));
            }
        }
        file.file().bucket(SHARED).ifPresent(shared -> places.add(new Place(file, shared, null, own)));
        return places;
    }

    private static TenantId tenant(BoltdbFile file, BoltBucket bucket) throws CorruptDataException {
        try {
            return TenantId.of(bucket.name());
        } catch (IllegalArgumentException e) {
            throw new CorruptDataException(file.name(), 0, "name of a bucket", "index or a tenant", bucket.name());
        }
    }

    private static List<Place> inFolder(BoltdbFile file, TenantId tenant) throws CorruptDataException {
        Optional<BoltBucket> bucket =
                file.file().bucket(tenant.value()).or(() -> file.file().bucket(SHARED));
        if (bucket.isEmpty() && !file.file().buckets().isEmpty()) {
            throw new CorruptDataException(
                    file.name(),
                    0,
                    "buckets of a file of tenant " + tenant,
                    "index",
                    file.file().buckets().get(0).name());
        }
        return bucket.stream()
                .map(found -> new Place(file, found, tenant, Set.of()))
                .toList();
    }
}
