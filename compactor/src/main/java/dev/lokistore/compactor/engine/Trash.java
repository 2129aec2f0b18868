package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.PlanId;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Removes objects for a plan: into its part of the trash, from where {@link #restore} brings them back, or for good.
 * An object is copied, the copy is looked at, then the object is deleted; cut off anywhere it is in one place at least.
 */
final class Trash {
    private final ObjectStore objects;
    private final PlanId plan;
    private final boolean keep;
    private final ParallelCalls requests;

    /** @param keep false to delete for good */
    Trash(ObjectStore objects, PlanId plan, boolean keep, ParallelCalls requests) {
        this.objects = objects;
        this.plan = plan;
        this.keep = keep;
        this.requests = requests;
    }

    /**
     * Says since when there is something of this plan in the trash, before there is.
     *
     * @param now what {@code gc} counts the grace period from; a later call counts
     */
    void mark(Instant now) throws IOException {
        if (keep) {
            objects.put(OwnKeys.trashMarker(plan), (now + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * Removes objects; those that are gone already count as removed. What is our own, such as the trash of another plan,
     * is never kept.
     *
     * @throws StoreException for the first that cannot be removed; others may be
     */
    void remove(Collection<ObjectKey> keys) throws IOException {
        if (keep) {
            each(keys, this::keep);
        }
        Map<ObjectKey, StoreException> failures = objects.delete(keys);
        if (!failures.isEmpty()) {
            throw failures.values().iterator().next();
        }
    }

    /** Copies an object into the trash, whatever becomes of it. */
    void copy(ObjectKey key) throws IOException {
        keep(key);
    }

    private void keep(ObjectKey key) throws IOException {
        if (OwnKeys.isOurs(key)) {
            return;
        }
        ObjectKey trashed = OwnKeys.trashed(plan, key);
        Optional<ObjectInfo> original = Outputs.find(objects, key);
        if (original.isEmpty()) {
            return;
        }
        long size = original.get().sizeBytes();
        Optional<ObjectInfo> there = Outputs.find(objects, trashed);
        if (there.isEmpty() || there.get().sizeBytes() != size) {
            objects.copy(key, trashed);
            there = Outputs.find(objects, trashed);
        }
        if (there.isEmpty() || there.get().sizeBytes() != size) {
            throw new StoreException(
                    StoreException.Kind.BAD_RESPONSE,
                    "the copy of " + key + " at " + trashed + " is not complete: " + key + " stays",
                    null);
        }
    }

    /** Whether removed objects can come back. */
    boolean keeps() {
        return keep;
    }

    /**
     * Brings objects back to their places; those that are there stay as they are.
     *
     * @throws StoreException of kind {@code NO_SUCH_OBJECT} if one is neither there nor in the trash
     */
    void restore(Collection<ObjectKey> keys) throws IOException {
        each(keys, key -> {
            if (Outputs.find(objects, key).isEmpty()) {
                objects.copy(OwnKeys.trashed(plan, key), key);
            }
        });
    }

    private interface Action {
        void on(ObjectKey key) throws IOException;
    }

    private void each(Collection<ObjectKey> keys, Action action) throws IOException {
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (ObjectKey key : keys) {
            calls.add(() -> {
                action.on(key);
                return true;
            });
        }
        requests.all(calls);
    }

    /** Those of some that are neither in their place nor in the trash. */
    List<ObjectKey> lost(Collection<ObjectKey> keys) throws IOException {
        List<ObjectKey> lost = Collections.synchronizedList(new ArrayList<>());
        each(keys, key -> {
            if (Outputs.find(objects, key).isEmpty()
                    && Outputs.find(objects, OwnKeys.trashed(plan, key)).isEmpty()) {
                lost.add(key);
            }
        });
        return lost;
    }

    /** Deletes what the trash holds of these, and the mark. */
    void forget(Collection<ObjectKey> keys) throws IOException {
        List<ObjectKey> trashed =
                keys.stream().map(key -> OwnKeys.trashed(plan, key)).toList();
        objects.delete(trashed);
        objects.delete(List.of(OwnKeys.trashMarker(plan)));
    }
}
