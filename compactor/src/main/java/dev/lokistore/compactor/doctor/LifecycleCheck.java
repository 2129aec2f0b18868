package dev.lokistore.compactor.doctor;

import dev.lokistore.objectstore.BucketInspector;
import dev.lokistore.objectstore.LifecycleRule;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether the server itself removes or moves away what Loki needs. A rule for objects with tags is left out: Loki sets none.
 *
 * @param root of the Loki store below the inspector's prefix
 * @param indexPrefixes relative to the root
 */
record LifecycleCheck(BucketInspector inspector, String root, List<String> indexPrefixes) implements Check {
    private static final String SEED = "loki_cluster_seed.json";
    private static final String DEFAULT_INDEX = "index/";

    @Override
    public String subject() {
        return "lifecycle rules of bucket " + inspector.bucket();
    }

    @Override
    public Set<Symptom> symptoms() {
        return EnumSet.of(Symptom.LIFECYCLE_EATS_INDEX, Symptom.LIFECYCLE_EATS_CHUNKS, Symptom.LIFECYCLE_ARCHIVES);
    }

    @Override
    public void run(Findings findings) throws IOException {
        String top = inspector.prefix() + root;
        List<String> needed = Stream.concat(
                        indexPrefixes.isEmpty() ? Stream.of(DEFAULT_INDEX) : indexPrefixes.stream(), Stream.of(SEED))
                .map(prefix -> top + prefix)
                .toList();
        for (LifecycleRule rule : inspector.lifecycle()) {
            if (!rule.enabled() || rule.tagged()) {
                continue;
            }
            String prefix = rule.prefix() == null ? "" : rule.prefix();
            List<String> hit =
                    needed.stream().filter(key -> overlap(prefix, key)).toList();
            if (rule.expires() && !hit.isEmpty()) {
                List<String> evidence = new ArrayList<>(evidence(rule));
                hit.forEach(key -> evidence.add("it takes " + key));
                findings.add(
                        Symptom.LIFECYCLE_EATS_INDEX,
                        inspector.bucket(),
                        "a lifecycle rule removes index or seed objects",
                        evidence);
            } else if (rule.expires() && overlap(prefix, top)) {
                findings.add(
                        Symptom.LIFECYCLE_EATS_CHUNKS,
                        inspector.bucket(),
                        "a lifecycle rule removes objects of the store behind Loki's back",
                        evidence(rule));
            }
            String target = rule.transitionClass();
            if (target != null && overlap(prefix, top) && isArchive(target)) {
                findings.add(
                        Symptom.LIFECYCLE_ARCHIVES,
                        inspector.bucket(),
                        "a lifecycle rule moves objects to where Loki cannot read them",
                        evidence(rule));
            }
        }
    }

    private static boolean overlap(String rulePrefix, String key) {
        return key.startsWith(rulePrefix) || rulePrefix.startsWith(key);
    }

    private static boolean isArchive(String storageClass) {
        String name = storageClass.toUpperCase(Locale.ROOT);
        return name.equals("GLACIER") || name.equals("DEEP_ARCHIVE");
    }

    private static List<String> evidence(LifecycleRule rule) {
        String prefix = rule.prefix() == null ? "an unknown prefix" : "prefix '" + rule.prefix() + "'";
        List<String> what = new ArrayList<>();
        if (rule.expirationDays() != null) {
            what.add("expires after " + rule.expirationDays() + " days");
        }
        if (rule.expirationDate() != null) {
            what.add("expires on " + rule.expirationDate());
        }
        if (rule.transitionClass() != null) {
            what.add("moves to " + rule.transitionClass());
        }
        return List.of("rule '" + rule.id() + "', " + prefix + ": " + String.join(", ", what));
    }
}
