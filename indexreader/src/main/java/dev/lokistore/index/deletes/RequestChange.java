package dev.lokistore.index.deletes;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.deletes.DeleteRequestStore.Form;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What becomes of some requests of a store. The rows of all others stay as they are, byte for byte. */
public sealed interface RequestChange {
    /** What the store says afterwards. */
    DeleteRequests on(DeleteRequests before, Form form);

    /**
     * They are processed, as Loki marks them. Their rows stay: Loki hides late lines by them
     * ({@code formats/compaction-retention-deletes.md#36-at-query-time}). In the boltdb form the tenants' cached results
     * become stale, as Loki up to 3.4 makes them; those that have the other form do not.
     *
     * @param at when
     */
    record Processed(Set<RequestName> requests, Instant at) implements RequestChange {
        public Processed {
            requests = Set.copyOf(requests);
        }

        @Override
        public DeleteRequests on(DeleteRequests before, Form form) {
            Map<TenantId, Long> generations = new HashMap<>(before.cacheGenerations());
            if (form == Form.BOLTDB) {
                requests.stream().map(RequestName::tenant).distinct().forEach(tenant -> bump(generations, tenant, at));
            }
            return new DeleteRequests(
                    before.requests().stream()
                            .map(request -> requests.contains(RequestName.of(request)) ? request.processed() : request)
                            .toList(),
                    generations);
        }
    }

    /** All that a tenant has goes. */
    record Without(TenantId tenant) implements RequestChange {
        @Override
        public DeleteRequests on(DeleteRequests before, Form form) {
            Map<TenantId, Long> generations = new HashMap<>(before.cacheGenerations());
            generations.remove(tenant);
            return new DeleteRequests(
                    before.requests().stream()
                            .filter(request -> !request.tenant().equals(tenant))
                            .toList(),
                    generations);
        }
    }

    /**
     * All that a tenant has becomes another's, who has nothing in the store, and whose cached results become stale.
     *
     * @param kept whether the tenant keeps a copy of each, with an id of its own, since lines of it stay
     * @param at when
     */
    record Renamed(TenantId from, TenantId to, boolean kept, Instant at) implements RequestChange {
        private static final int FNV_OFFSET = 0x811c9dc5;
        private static final int FNV_PRIME = 16_777_619;

        @Override
        public DeleteRequests on(DeleteRequests before, Form form) {
            Map<TenantId, Long> generations = new HashMap<>(before.cacheGenerations());
            Long own = kept ? generations.get(from) : generations.remove(from);
            if (own != null) {
                generations.put(to, own);
            }
            bump(generations, to, at);
            Map<String, String> copies = copies(before.requests());
            List<DeleteRequest> requests = new ArrayList<>();
            for (DeleteRequest request : before.requests()) {
                if (!request.tenant().equals(from)) {
                    requests.add(request);
                    continue;
                }
                requests.add(request.named(new RequestName(to, request.requestId())));
                String copy = copies.get(request.requestId());
                if (copy != null) {
                    requests.add(request.named(new RequestName(from, copy)));
                }
            }
            return new DeleteRequests(requests, generations);
        }

        /** Ids of the copies by those of the requests. No id is used twice in a store: the SQLite form takes none twice. */
        Map<String, String> copies(Collection<DeleteRequest> all) {
            Map<String, String> copies = new HashMap<>();
            if (kept) {
                Set<String> taken = new HashSet<>();
                all.forEach(request -> taken.add(request.requestId()));
                for (DeleteRequest request : all) {
                    if (request.tenant().equals(from)) {
                        int hash = hash(request);
                        while (taken.contains(String.format("%08x", hash))) {
                            hash++;
                        }
                        String id = String.format("%08x", hash);
                        taken.add(id);
                        copies.put(request.requestId(), id);
                    }
                }
            }
            return copies;
        }

        /** FNV-1 as Loki's ids are, of what makes the request another one than the original. */
        private static int hash(DeleteRequest request) {
            int hash = FNV_OFFSET;
            String text = request.tenant() + "\0" + request.requestId() + "\0" + request.query();
            for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                hash = hash * FNV_PRIME ^ (b & 0xff);
            }
            return hash;
        }
    }

    /** As Loki does it: the time, in ns since the epoch; never what was there before. */
    private static void bump(Map<TenantId, Long> generations, TenantId tenant, Instant at) {
        BigInteger nanos = BigInteger.valueOf(at.getEpochSecond())
                .multiply(BigInteger.valueOf(1_000_000_000))
                .add(BigInteger.valueOf(at.getNano()))
                .max(BigInteger.ZERO)
                .min(BigInteger.valueOf(Long.MAX_VALUE));
        long before = generations.getOrDefault(tenant, 0L);
        generations.put(tenant, Math.max(nanos.longValue(), before == Long.MAX_VALUE ? 0 : before + 1));
    }
}
