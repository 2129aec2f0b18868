package dev.lokistore.compactor.engine;

import dev.lokistore.compactor.plan.PlanId;
import dev.lokistore.compactor.plan.PlannedObject;
import dev.lokistore.objectstore.ObjectKey;

/** Where Lokistore keeps its own objects: far from chunks and index, where Loki never looks. */
final class OwnKeys {
    static final ObjectKey LOCK = ObjectKey.of(".lokistore/lock");
    /** Of runs that contend for the lock on a server without conditional writes. */
    static final String CLAIMS = ".lokistore/claims/";

    static final String PLANS = ".lokistore/plans/";
    static final String TRASH = ".lokistore/trash/";

    private static final String PLAN_FILE = "plan.json";
    private static final String JOURNAL = "journal/";
    private static final String RECORD_SUFFIX = ".json";

    private OwnKeys() {}

    /** Whether it is ours, and none of Loki's. */
    static boolean isOurs(ObjectKey key) {
        return key.value().startsWith(PlannedObject.OWN_FOLDER);
    }

    static ObjectKey claim(String token) {
        return ObjectKey.of(CLAIMS + token);
    }

    static String ofPlan(PlanId id) {
        return PLANS + id + "/";
    }

    static ObjectKey plan(PlanId id) {
        return ObjectKey.of(PLANS + id + "/" + PLAN_FILE);
    }

    static String journal(PlanId id) {
        return PLANS + id + "/" + JOURNAL;
    }

    /** Keys in the order of their numbers. */
    static ObjectKey record(PlanId id, int number) {
        return ObjectKey.of(journal(id) + String.format("%08d", number) + RECORD_SUFFIX);
    }

    static String trash(PlanId id) {
        return TRASH + id + "/";
    }

    /** Where an object waits that a plan removed. */
    static ObjectKey trashed(PlanId id, ObjectKey key) {
        return ObjectKey.of(trash(id) + key);
    }

    /** Tells since when the plan's trash is there. */
    static ObjectKey trashMarker(PlanId id) {
        return ObjectKey.of(TRASH + id + ".json");
    }
}
