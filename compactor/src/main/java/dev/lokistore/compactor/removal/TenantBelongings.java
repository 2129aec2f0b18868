package dev.lokistore.compactor.removal;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.plan.Estimate;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.compactor.removal.TenantPart.Kind;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.Problems;
import dev.lokistore.index.deletes.DeleteRequest;
import dev.lokistore.index.deletes.DeleteRequestStore;
import dev.lokistore.index.deletes.DeleteRequests;
import dev.lokistore.index.rules.RuleGroupKey;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Plans what becomes of what a tenant has beside chunks and index: rule groups in the Loki store, and delete requests. All
 * tenants' requests are in one file, which is never rewritten: it goes if nobody else has any in it.
 */
public final class TenantBelongings {
    private static final String DEFAULT_PREFIX = "index/";

    private final TenantId tenant;
    private final LokiStore loki;
    private final Path temporary;

    /** @param temporary an existing folder, for unpacked requests */
    public TenantBelongings(TenantId tenant, LokiStore loki, Path temporary) {
        this.tenant = tenant;
        this.loki = loki;
        this.temporary = temporary;
    }

    /**
     * Adds a task for each kind: they go.
     *
     * @param problems told of delete requests that cannot be read, and therefore stay
     */
    public List<TenantPart> plan(PlanWriter plan, Problems problems) throws IOException {
        List<TenantPart> rows = new ArrayList<>();
        rules(new Work.Removal(), plan).ifPresent(rows::add);
        requests(plan, problems, rows);
        return rows;
    }

    /** Adds a task by which the rule groups become another tenant's, who has none. */
    Optional<TenantPart> renameRules(TenantId to, PlanWriter plan) throws IOException {
        return rules(new Work.RenamedRules(to), plan);
    }

    /** Rule groups. */
    List<PlannedObject> rules() throws IOException {
        List<PlannedObject> groups = new ArrayList<>();
        try (Listing<ObjectInfo> listing = loki.objects().list(RuleGroupKey.prefixOf(tenant))) {
            while (listing.next()) {
                ObjectInfo object = listing.entry();
                // chunks of a tenant who is called rules lie there too
                if (RuleGroupKey.tryParse(object.key().value()).isPresent()) {
                    groups.add(PlannedObject.of(object));
                }
            }
        }
        return groups;
    }

    private Optional<TenantPart> rules(Work work, PlanWriter plan) throws IOException {
        List<PlannedObject> groups = rules();
        if (groups.isEmpty()) {
            return Optional.empty();
        }
        long bytes = groups.stream().mapToLong(PlannedObject::sizeBytes).sum();
        Estimate estimate =
                work instanceof Work.RenamedRules ? new Estimate(groups.size(), bytes, bytes) : Estimate.NOTHING;
        add(Kind.RULES, work, groups, estimate, plan);
        return Optional.of(new TenantPart(Kind.RULES, null, groups.size(), bytes));
    }

    private void requests(PlanWriter plan, Problems problems, List<TenantPart> rows) throws IOException {
        Set<String> prefixes = new LinkedHashSet<>(loki.layout().indexPrefixes());
        prefixes.add(DEFAULT_PREFIX);
        List<PlannedObject> files = new ArrayList<>();
        long bytes = 0;
        long going = 0;
        long staying = 0;
        for (DeleteRequestStore store : DeleteRequestStore.find(loki.objects(), prefixes)) {
            Optional<DeleteRequests> read = read(store, problems);
            if (read.isEmpty()) {
                continue;
            }
            List<DeleteRequest> all = read.get().requests();
            long own = all.stream()
                    .filter(request -> request.tenant().equals(tenant))
                    .count();
            boolean shared = own < all.size()
                    || read.get().cacheGenerations().keySet().stream().anyMatch(other -> !other.equals(tenant));
            if (own > 0 && !shared) {
                files.add(PlannedObject.of(store.object()));
                bytes += store.object().sizeBytes();
                going += own;
            } else {
                staying += own;
            }
        }
        if (!files.isEmpty()) {
            add(Kind.REQUESTS, new Work.Removal(), files, Estimate.NOTHING, plan);
            rows.add(new TenantPart(Kind.REQUESTS, null, going, bytes));
        }
        if (staying > 0) {
            rows.add(new TenantPart(Kind.REQUESTS, "in one file with those of other tenants", staying, 0));
        }
    }

    private Optional<DeleteRequests> read(DeleteRequestStore store, Problems problems) throws IOException {
        String key = store.object().key().value();
        boolean[] broken = {false};
        try {
            DeleteRequests requests = store.read(loki.objects(), temporary, (subject, cause) -> {
                problems.report(subject, cause);
                broken[0] = true;
            });
            // whose the broken ones are is not known
            return broken[0] ? Optional.empty() : Optional.of(requests);
        } catch (CorruptDataException e) {
            problems.report(key, e);
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.TOO_LARGE && e.kind() != StoreException.Kind.NO_SUCH_OBJECT) {
                throw e;
            }
            problems.report(key, e);
        }
        return Optional.empty();
    }

    private static void add(Kind kind, Work work, List<PlannedObject> objects, Estimate estimate, PlanWriter plan)
            throws IOException {
        plan.add(new PlanTask(
                kind.text(), null, work, List.of(), objects, List.of(), List.of(), List.of(), List.of(), estimate));
    }
}
