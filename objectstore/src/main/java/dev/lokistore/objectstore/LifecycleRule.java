package dev.lokistore.objectstore;

import java.time.Instant;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A rule by which the server itself removes or moves objects.
 *
 * @param id may be empty
 * @param prefix of the bucket's keys it is for; empty for all; null where the rule has the old form, which the MinIO
 *     client does not hand out
 * @param tagged whether it is only for objects with certain tags
 * @param expirationDays age at which an object is removed, or in a versioned bucket hidden; null if it expires none by age
 * @param expirationDate from which on all are removed; null for none
 * @param noncurrentDays after which overwritten and deleted versions are removed; null if they stay
 * @param transitionClass storage class to which objects are moved; null for none
 */
public record LifecycleRule(
        String id,
        boolean enabled,
        @Nullable String prefix,
        boolean tagged,
        @Nullable Integer expirationDays,
        @Nullable Instant expirationDate,
        @Nullable Integer noncurrentDays,
        @Nullable String transitionClass) {
    /** Whether it removes objects in use. */
    public boolean expires() {
        return expirationDays != null || expirationDate != null;
    }

    /** After how many days of an object's age, if it goes by that. */
    public OptionalInt expirationAge() {
        return expirationDays == null ? OptionalInt.empty() : OptionalInt.of(expirationDays);
    }
}
