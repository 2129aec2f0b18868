package dev.lokistore.compactor.doctor;

import dev.lokistore.objectstore.BucketInspector;
import dev.lokistore.objectstore.BucketInspector.Versioning;
import dev.lokistore.objectstore.NoncurrentVersions;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Whether the bucket keeps what Loki deletes, and how much of that. */
record VersioningCheck(BucketInspector inspector) implements Check {
    /** 200,000 versions: minutes at most. */
    private static final int MAX_PAGES = 200;

    @Override
    public String subject() {
        return "versions kept by bucket " + inspector.bucket();
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(Symptom.VERSIONING_KEEPS_DATA, Symptom.VERSIONING_ON);
    }

    @Override
    public void run(Findings findings) throws IOException {
        Versioning versioning = inspector.versioning();
        if (versioning == Versioning.OFF) {
            return;
        }
        String state = "versioning is " + versioning.name().toLowerCase(java.util.Locale.ROOT);
        NoncurrentVersions old = inspector.noncurrent(MAX_PAGES);
        if (old.versions() == 0 && old.deleteMarkers() == 0) {
            findings.add(Symptom.VERSIONING_ON, inspector.bucket(), state, List.of("no old version yet"));
            return;
        }
        String atLeast = old.complete() ? "" : "at least ";
        findings.add(
                Symptom.VERSIONING_KEEPS_DATA,
                inspector.bucket(),
                state + ": the bucket keeps what Loki overwrote or deleted",
                List.of(
                        atLeast + old.versions() + " non-current versions with " + old.bytes() + " bytes",
                        atLeast + old.deleteMarkers() + " delete markers"));
    }
}
