package dev.lokistore.index;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.cache.StoreCache;
import dev.lokistore.index.layout.StoreLayout;
import dev.lokistore.index.pack.BlobFile;
import dev.lokistore.index.pack.PackReader;
import dev.lokistore.index.pack.PackWriter;
import dev.lokistore.index.pack.Segment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Listings of chunks that are kept in a cache while they are young enough. An entry: the segments of the listing, then
 * its directory; described by the scope, the time at which the listing began, and the keys that only look like chunks',
 * which are told each time.
 */
final class CachedListings {
    private static final String PREFIX = "listing/";

    private final InventoryLister lister;
    private final Caching caching;
    private final Path tempDirectory;
    private final String scope;

    CachedListings(InventoryLister lister, Caching caching, StoreLayout layout, Path tempDirectory) {
        this.lister = lister;
        this.caching = caching;
        this.tempDirectory = tempDirectory;
        this.scope = layout.root() + '\n' + layout.delimiter();
    }

    ChunkInventory ofTenants(Set<TenantId> tenants, Problems problems) throws IOException {
        Optional<ChunkInventory> known = known(tenants, problems);
        return known.isPresent() ? known.get() : list(tenants, problems);
    }

    /** From a listing of more, if there is a young one; listings of a few streams are not kept. */
    ChunkInventory ofStreams(Map<TenantId, Set<Long>> fingerprints, Problems problems) throws IOException {
        Optional<ChunkInventory> known = known(fingerprints.keySet(), problems);
        return known.isPresent()
                ? new FilteredInventory(
                        known.get(),
                        fingerprints.keySet(),
                        ref -> fingerprints.getOrDefault(ref.tenant(), Set.of()).contains(ref.fingerprint()))
                : lister.ofStreams(fingerprints, problems);
    }

    /** Drops all listings. */
    void refresh() {
        caching.cache().remove(PREFIX);
    }

    private Optional<ChunkInventory> known(Set<TenantId> tenants, Problems problems) {
        Optional<ChunkInventory> same = read(tenants, problems);
        if (same.isPresent() || tenants.isEmpty()) {
            return same;
        }
        return read(Set.of(), problems).map(all -> new FilteredInventory(all, tenants, ref -> true));
    }

    private Optional<ChunkInventory> read(Set<TenantId> tenants, Problems problems) {
        Optional<StoreCache.Entry> entry = caching.cache().find(name(tenants));
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        BlobFile copy = null;
        try {
            PackReader in = Segment.unpack(entry.get().name(), entry.get().description());
            String ofScope = in.text("scope");
            Instant taken = Instant.ofEpochMilli(in.varint("time"));
            if (!ofScope.equals(scope) || !caching.isFresh(taken)) {
                return Optional.empty();
            }
            // a copy: the cache may drop the entry, or turn out to be broken, while the inventory is in use
            copy = BlobFile.create(tempDirectory);
            for (int i = 0; i < entry.get().count(); i++) {
                byte[] segment = entry.get().read(i);
                Segment.check(entry.get().name(), segment);
                copy.add(segment);
            }
            String name = entry.get().name() + ", directory";
            int last = copy.count() - 1;
            if (last < 0) {
                throw new CorruptDataException(name, 0, "segments", "1 or more", 0);
            }
            ListingDirectory directory = ListingDirectory.read(Segment.unpack(name, copy.read(last)), last);
            int oddities = in.count("odd names");
            for (int i = 0; i < oddities; i++) {
                String key = in.text("odd name");
                problems.report(key, ChunkLister.oddName(key));
            }
            caching.usedListing().accept(taken);
            return Optional.of(new OrderedInventory(new SegmentedChunks(copy, directory), copy));
        } catch (IOException broken) {
            close(copy);
            caching.cache().remove(name(tenants));
            return Optional.empty();
        }
    }

    private static void close(@Nullable BlobFile file) {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            // a temporary file, in a folder that goes at the end
        }
    }

    private ChunkInventory list(Set<TenantId> tenants, Problems problems) throws IOException {
        Instant began = caching.clock().instant();
        OddNames odd = new OddNames(problems);
        OrderedInventory inventory = lister.ofTenants(tenants, odd);
        Optional<StoreCache.Writing> writing =
                odd.tooMany() ? Optional.empty() : caching.cache().write(name(tenants));
        if (writing.isPresent()) {
            try (StoreCache.Writing entry = writing.get()) {
                PackWriter out = new PackWriter();
                inventory.sorted().writeTo(entry).write(out);
                entry.add(Segment.pack(out));
                out.clear();
                out.text(scope).varint(began.toEpochMilli()).uvarint(odd.keys().size());
                odd.keys().forEach(out::text);
                entry.finish(Segment.pack(out));
            } catch (IOException | RuntimeException e) {
                inventory.close();
                throw e;
            }
        }
        return inventory;
    }

    private static String name(Set<TenantId> tenants) {
        StringBuilder name = new StringBuilder(PREFIX);
        for (TenantId tenant : new TreeSet<>(tenants)) {
            name.append(Base64.getUrlEncoder().encodeToString(tenant.value().getBytes(StandardCharsets.UTF_8)))
                    .append('/');
        }
        return name.toString();
    }
}
