package dev.lokistore.compactor.doctor;

import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Whether a bucket, or folder, can be listed and read. */
record AccessCheck(ObjectReader bucket) implements Check {
    @Override
    public String subject() {
        return "listing and reading " + bucket.name();
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(
                Symptom.STORE_UNREACHABLE,
                Symptom.CREDENTIALS_REFUSED,
                Symptom.BUCKET_MISSING,
                Symptom.BUCKET_ELSEWHERE,
                Symptom.LIST_DENIED,
                Symptom.READ_DENIED,
                Symptom.STORE_FAILING);
    }

    @Override
    public boolean prerequisite() {
        return true;
    }

    @Override
    public void run(Findings findings) throws IOException {
        ObjectInfo first;
        try (Listing<ObjectInfo> listing = bucket.list("")) {
            if (!listing.next()) {
                return;
            }
            first = listing.entry();
        } catch (IOException e) {
            AccessFailure.report(e, bucket.name(), Symptom.LIST_DENIED, findings);
            return;
        }
        try {
            bucket.read(first.key(), 0, 1);
        } catch (IOException e) {
            AccessFailure.report(e, bucket.name(), Symptom.READ_DENIED, findings);
        }
    }

    static List<AccessCheck> all(List<? extends ObjectReader> buckets) {
        return buckets.stream().map(AccessCheck::new).toList();
    }
}
