package dev.lokistore.compactor.doctor;

import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Whether an object can be written and deleted: tried with one of our own, which Loki never sees. */
record ProbeCheck(ObjectStore bucket, String root) implements Check {
    @Override
    public String subject() {
        return "writing and deleting in " + bucket.name();
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(Symptom.WRITE_DENIED, Symptom.DELETE_DENIED);
    }

    @Override
    public void run(Findings findings) throws IOException {
        ObjectKey key = ObjectKey.of(root + ".lokistore/probe/" + UUID.randomUUID());
        try {
            bucket.put(key, "lokistore doctor --probe-write".getBytes(StandardCharsets.UTF_8));
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.INTERRUPTED) {
                throw e;
            }
            findings.add(
                    Symptom.WRITE_DENIED, bucket.name(), "an object cannot be written", List.of(Checkup.message(e)));
            return;
        }
        StoreException why = delete(key);
        if (why != null) {
            findings.add(
                    Symptom.DELETE_DENIED,
                    bucket.name(),
                    "an object cannot be deleted",
                    List.of("left behind: " + key, Checkup.message(why)));
        }
    }

    /** A server may refuse the request as a whole, or the one object. */
    private @Nullable StoreException delete(ObjectKey key) throws IOException {
        try {
            return bucket.delete(List.of(key)).get(key);
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.INTERRUPTED) {
                throw e;
            }
            return e;
        }
    }
}
