package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.Estimate;
import dev.lokistore.compactor.plan.PlanId;
import dev.lokistore.compactor.plan.PlanTask;
import dev.lokistore.compactor.plan.PlanWriter;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.compactor.plan.Work;
import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Plans the end of what a store keeps of earlier plans: trash that is older than its grace period, and journals of plans
 * that have long been finished. An unfinished plan keeps both.
 */
public final class PlanRemains {
    private static final int MAX_MARKER = 1 << 10;
    /** Objects of a task. */
    private static final int BATCH = 5000;

    /** What is kept. */
    public enum Kind {
        TRASH,
        JOURNAL
    }

    /**
     * What is kept of one plan.
     *
     * @param goes whether it is in the plan that was made
     * @param until when it may go; null while that is not known: its plan is not finished, or it has no mark
     */
    public record Remains(
            Kind kind,
            PlanId plan,
            long objects,
            long storedBytes,
            boolean goes,
            @Nullable Instant until) {}

    private final ObjectReader objects;
    private final PlanRegistry registry;
    private final Instant now;
    private final Duration grace;
    private final @Nullable Duration keepJournals;

    /**
     * @param objects the store below its root
     * @param registry of the plans that were begun on it
     * @param grace how long trash stays, from the last thing that came into it
     * @param keepJournals how long journals of finished plans stay; null where they are not in this store
     */
    public PlanRemains(
            ObjectReader objects, PlanRegistry registry, Instant now, Duration grace, @Nullable Duration keepJournals) {
        this.objects = objects;
        this.registry = registry;
        this.now = now;
        this.grace = grace;
        this.keepJournals = keepJournals;
    }

    /** Adds tasks for what may go. By kind, then plan. */
    public List<Remains> plan(PlanWriter plan) throws IOException {
        List<Remains> remains = new ArrayList<>();
        SortedMap<PlanId, PlanStatus> plans = new TreeMap<>();
        for (PlanId id : registry.ids()) {
            plans.put(id, registry.status(registry.open(id)));
        }
        TreeSet<PlanId> withTrash = new TreeSet<>();
        for (PlanId id : trashFolders()) {
            Remains trash = trash(id, plans.get(id), plan);
            remains.add(trash);
            if (!trash.goes()) {
                withTrash.add(id);
            }
        }
        Duration keep = keepJournals;
        if (keep != null) {
            List<PlanId> ended = new ArrayList<>();
            for (PlanId id : registry.folders()) {
                Remains journal = journal(id, plans.get(id), withTrash.contains(id), keep);
                remains.add(journal);
                if (journal.goes()) {
                    ended.add(id);
                }
            }
            journals(ended, plan);
        }
        return remains;
    }

    private TreeSet<PlanId> trashFolders() throws IOException {
        TreeSet<PlanId> ids = new TreeSet<>();
        try (Listing<ListEntry> listing = objects.listLevel(OwnKeys.TRASH)) {
            while (listing.next()) {
                if (listing.entry() instanceof Folder folder) {
                    id(folder.prefix().substring(OwnKeys.TRASH.length())).ifPresent(ids::add);
                }
            }
        }
        return ids;
    }

    private static Optional<PlanId> id(String folder) {
        try {
            return Optional.of(PlanId.of(folder.substring(0, folder.length() - 1)));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // not ours
        }
    }

    private Remains trash(PlanId id, @Nullable PlanStatus status, PlanWriter plan) throws IOException {
        Instant since = marked(id).or(() -> ended(status)).orElse(null);
        Instant until = since == null || status != null && status.open() ? null : since.plus(grace);
        boolean goes = until != null && !now.isBefore(until);
        long count = 0;
        long bytes = 0;
        List<PlannedObject> batch = new ArrayList<>();
        try (Listing<ObjectInfo> listing = objects.list(OwnKeys.trash(id))) {
            while (listing.next()) {
                count++;
                bytes += listing.entry().sizeBytes();
                if (goes) {
                    batch.add(PlannedObject.of(listing.entry()));
                    if (batch.size() == BATCH) {
                        remove("trash of plan " + id, batch, plan);
                    }
                }
            }
        }
        if (goes) {
            Outputs.find(objects, OwnKeys.trashMarker(id))
                    .map(PlannedObject::of)
                    .ifPresent(batch::add);
            remove("trash of plan " + id, batch, plan);
        }
        return new Remains(Kind.TRASH, id, count, bytes, goes, until);
    }

    /** Since when the plan's trash is as it is; the files' own times tell nothing, since copies may keep them. */
    private Optional<Instant> marked(PlanId id) throws IOException {
        try {
            byte[] text = objects.readAll(OwnKeys.trashMarker(id), MAX_MARKER);
            return Optional.of(Instant.parse(new String(text, StandardCharsets.UTF_8).strip()));
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.NO_SUCH_OBJECT && e.kind() != StoreException.Kind.TOO_LARGE) {
                throw e;
            }
            return Optional.empty();
        } catch (DateTimeException damaged) {
            return Optional.empty();
        }
    }

    private static Optional<Instant> ended(@Nullable PlanStatus status) {
        return status == null || status.open() ? Optional.empty() : Optional.ofNullable(status.since());
    }

    /** @param status null if only the journal is left, of a plan that was removed */
    private Remains journal(PlanId id, @Nullable PlanStatus status, boolean hasTrash, Duration keep)
            throws IOException {
        Instant until =
                hasTrash ? null : ended(status).map(since -> since.plus(keep)).orElse(null);
        boolean goes = status == null || until != null && !now.isBefore(until);
        long count = 0;
        long bytes = 0;
        try (Listing<ObjectInfo> listing = objects.list(OwnKeys.ofPlan(id))) {
            while (listing.next()) {
                count++;
                bytes += listing.entry().sizeBytes();
            }
        }
        return new Remains(Kind.JOURNAL, id, count, bytes, goes, until);
    }

    /** The plans first: what has none counts no more, however much of its journal is left. */
    private void journals(List<PlanId> ended, PlanWriter plan) throws IOException {
        List<PlannedObject> plans = new ArrayList<>();
        for (PlanId id : ended) {
            Outputs.find(objects, OwnKeys.plan(id)).map(PlannedObject::of).ifPresent(plans::add);
        }
        remove("finished plans", plans, plan);
        List<PlannedObject> batch = new ArrayList<>();
        for (PlanId id : ended) {
            ObjectKey planFile = OwnKeys.plan(id);
            try (Listing<ObjectInfo> listing = objects.list(OwnKeys.ofPlan(id))) {
                while (listing.next()) {
                    if (!listing.entry().key().equals(planFile)) {
                        batch.add(PlannedObject.of(listing.entry()));
                        if (batch.size() == BATCH) {
                            remove("journals of finished plans", batch, plan);
                        }
                    }
                }
            }
        }
        remove("journals of finished plans", batch, plan);
    }

    private static void remove(String subject, List<PlannedObject> batch, PlanWriter plan) throws IOException {
        if (!batch.isEmpty()) {
            plan.add(new PlanTask(
                    subject,
                    null,
                    new Work.Removal(),
                    List.of(),
                    batch,
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Estimate.NOTHING));
            batch.clear();
        }
    }
}
