package dev.lokistore.compactor.doctor;

import dev.lokistore.objectstore.BucketInspector;
import dev.lokistore.objectstore.ObjectLock;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Whether objects are locked against deleting. */
record ObjectLockCheck(BucketInspector inspector) implements Check {
    @Override
    public String subject() {
        return "object lock of bucket " + inspector.bucket();
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(Symptom.OBJECT_LOCK);
    }

    @Override
    public void run(Findings findings) throws IOException {
        Optional<ObjectLock> lock = inspector.objectLock();
        if (lock.isPresent()) {
            String retention = lock.get().retention();
            findings.add(
                    Symptom.OBJECT_LOCK,
                    inspector.bucket(),
                    "object lock is on: deleting only hides objects",
                    List.of(retention.isEmpty() ? "no default retention" : "default retention: " + retention));
        }
    }
}
