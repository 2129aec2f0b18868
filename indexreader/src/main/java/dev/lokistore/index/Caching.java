package dev.lokistore.index;

import dev.lokistore.index.cache.StoreCache;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What a {@link LokiStore} may take from earlier reads and listings. Index files never change under one name, so what was
 * read from them is used as long as a fresh listing of the index shows the same files. Listings of chunks do change:
 * they are used up to an age. Nothing that is going to change a store may be opened with anything but {@link #OFF}.
 *
 * @param cache closed by whoever opened it
 * @param listingAge up to which a listing of chunks is used; zero for none
 * @param minIndexBytes a store whose index files are smaller altogether is not worth it
 * @param clock that ages are measured with
 * @param usedListing told of an earlier listing that is used, with the time at which it was taken
 */
public record Caching(
        StoreCache cache, Duration listingAge, long minIndexBytes, InstantSource clock, Consumer<Instant> usedListing) {
    /** Everything is read and listed anew, and nothing kept. */
    public static final Caching OFF =
            new Caching(StoreCache.NONE, Duration.ZERO, Long.MAX_VALUE, InstantSource.system(), taken -> {});

    /** About 50,000 chunks: below, reading takes about as long as opening a cache. */
    public static final long DEFAULT_MIN_INDEX_BYTES = 1 << 20;

    public Caching {
        if (listingAge.isNegative()) {
            throw new IllegalArgumentException("the age of listings is " + listingAge + " but must not be negative");
        }
    }

    /** Whether a listing taken then may still be used. */
    boolean isFresh(Instant taken) {
        Duration age = Duration.between(taken, clock.instant());
        return !age.isNegative() && age.compareTo(listingAge) < 0;
    }
}
