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
import org.jspecify.annotations.Nullable;

/**
 * Plans what becomes of what a tenant has beside chunks and index: rule groups in the Loki store, and delete requests. All
 * tenants' requests are in one file, which keeps those of the others.
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
     * Adds tasks for each kind: they go.
     *
     * @param requestsStay why delete requests stay; null if they go
     * @param problems told of delete requests that cannot be read, and therefore stay
     */
    public List<TenantPart> plan(@Nullable String requestsStay, PlanWriter plan, Problems problems) throws IOException {
        List<TenantPart> rows = new ArrayList<>();
        rules(new Work.Removal(), plan).ifPresent(rows::add);
        dropRequests(requestsStay, plan, problems, rows);
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

    /**
     * A store of delete requests in which the tenant has something.
     *
     * @param sound whether all of it could be read; otherwise nothing in it can be changed
     */
    private record OwnRequests(DeleteRequestStore store, DeleteRequests all, boolean sound) {
        PlannedObject object() {
            return PlannedObject.of(store.object());
        }
    }

    /** @param broken told of stores that cannot be read: whose the requests in them are is not known */
    private List<OwnRequests> requestsOf(TenantId owner, Problems broken) throws IOException {
        Set<String> prefixes = new LinkedHashSet<>(loki.layout().indexPrefixes());
        prefixes.add(DEFAULT_PREFIX);
        List<OwnRequests> own = new ArrayList<>();
        for (DeleteRequestStore store : DeleteRequestStore.find(loki.objects(), prefixes)) {
            read(store, broken).filter(read -> read.all().has(owner)).ifPresent(own::add);
        }
        return own;
    }

    /** Where both forms are kept, both have the same requests. */
    private static long count(List<OwnRequests> own, TenantId owner) {
        return own.stream()
                .flatMap(store -> store.all().requests().stream())
                .filter(request -> request.tenant().equals(owner))
                .map(DeleteRequest::requestId)
                .distinct()
                .count();
    }

    private void dropRequests(@Nullable String stay, PlanWriter plan, Problems problems, List<TenantPart> rows)
            throws IOException {
        List<OwnRequests> own = requestsOf(tenant, problems);
        if (own.isEmpty()) {
            return;
        }
        if (stay != null) {
            rows.add(new TenantPart(Kind.REQUESTS, stay, count(own, tenant), 0));
            return;
        }
        List<OwnRequests> sound = own.stream().filter(OwnRequests::sound).toList();
        for (OwnRequests store : sound) {
            plan.add(PlanTask.ofRequests(
                    store.object(),
                    new Work.DroppedRequests(
                            store.store().form(), tenant, store.all().countOf(tenant))));
        }
        if (!sound.isEmpty()) {
            rows.add(new TenantPart(Kind.REQUESTS, null, count(sound, tenant), 0));
        }
        List<OwnRequests> broken = own.stream().filter(store -> !store.sound()).toList();
        if (!broken.isEmpty()) {
            rows.add(new TenantPart(
                    Kind.REQUESTS,
                    "something else in their store cannot be read, so it is not written anew",
                    count(broken, tenant),
                    0));
        }
    }

    /** Adds a task for each store of delete requests by which those of the tenant become another's, who has none. */
    Optional<TenantPart> renameRequests(TenantId to, PlanWriter plan, Problems broken) throws IOException {
        List<OwnRequests> own =
                requestsOf(tenant, broken).stream().filter(OwnRequests::sound).toList();
        for (OwnRequests store : own) {
            plan.add(PlanTask.ofRequests(
                    store.object(), new Work.RenamedRequests(store.store().form(), tenant, to)));
        }
        return own.isEmpty()
                ? Optional.empty()
                : Optional.of(new TenantPart(Kind.REQUESTS, null, count(own, tenant), 0));
    }

    /** Whether the tenant has anything in a store of delete requests. */
    boolean hasRequests(Problems broken) throws IOException {
        return !requestsOf(tenant, broken).isEmpty();
    }

    private Optional<OwnRequests> read(DeleteRequestStore store, Problems problems) throws IOException {
        String key = store.object().key().value();
        boolean[] broken = {false};
        try {
            DeleteRequests requests = store.read(loki.objects(), temporary, (subject, cause) -> {
                problems.report(subject, cause);
                broken[0] = true;
            });
            // whose the broken ones are is not known
            return Optional.of(new OwnRequests(store, requests, !broken[0]));
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
