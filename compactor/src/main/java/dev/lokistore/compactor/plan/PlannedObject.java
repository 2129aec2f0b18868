package dev.lokistore.compactor.plan;

import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;

/**
 * An object as it was when the plan was made; a plan is not carried out when it has changed since.
 *
 * @param etag as the listing had it
 * @param sizeBytes stored size
 */
public record PlannedObject(ObjectKey key, String etag, long sizeBytes) {
    /** Below which Lokistore keeps its own. */
    public static final String OWN_FOLDER = ".lokistore/";

    public static PlannedObject of(ObjectInfo object) {
        return new PlannedObject(object.key(), object.etag(), object.sizeBytes());
    }

    /** Whether it is Lokistore's own, which goes for good even where the rest goes into the trash. */
    public boolean ownedByUs() {
        return key.value().startsWith(OWN_FOLDER);
    }

    public boolean isStill(ObjectInfo object) {
        return object.key().equals(key) && object.etag().equals(etag) && object.sizeBytes() == sizeBytes;
    }
}
