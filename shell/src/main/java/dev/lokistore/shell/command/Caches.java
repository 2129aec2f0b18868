package dev.lokistore.shell.command;

import dev.lokistore.index.Caching;
import dev.lokistore.index.cache.CacheFolder;
import dev.lokistore.index.cache.StoreCache;
import dev.lokistore.index.duration.PrometheusDuration;
import dev.lokistore.shell.Session;
import dev.lokistore.shell.UsageException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/** Where caches are, and for how long listings in them are used, as options and environment say. */
final class Caches {
    /** Such as {@code 15m}; {@code 0s} for never. */
    static final String LISTING_AGE_VARIABLE = "LOKISTORE_LISTING_AGE";
    /** Of all caches together, bytes; 0 for no cache. */
    static final String CACHE_BYTES_VARIABLE = "LOKISTORE_CACHE_BYTES";

    private static final Duration LISTING_AGE = Duration.ofMinutes(5);

    private final Session session;
    private final GlobalOptions global;
    private final Consumer<String> note;
    private boolean told;

    Caches(Session session, GlobalOptions global, Consumer<String> note) {
        this.session = session;
        this.global = global;
        this.note = note;
    }

    CacheFolder folder() {
        return new CacheFolder(session.environment().cacheFolder(), limitBytes(), session.clock(), text -> {
            if (global.verbose()) {
                note.accept(text);
            }
        });
    }

    /** @param store URI without credentials */
    StoreCache open(String store) {
        return global.fresh() || limitBytes() == 0 ? StoreCache.NONE : folder().open(store);
    }

    Caching caching(StoreCache cache) {
        return cache == StoreCache.NONE
                ? Caching.OFF
                : new Caching(cache, listingAge(), Caching.DEFAULT_MIN_INDEX_BYTES, session.clock(), this::tellListing);
    }

    private void tellListing(Instant taken) {
        if (!told) {
            told = true;
            String age = Ages.text(taken, session.clock().instant());
            note.accept("chunks as listed " + age + " ago; --fresh lists them anew");
        }
    }

    /** For how long a listing is good enough. */
    Duration listingAge() {
        String text = session.environment().get(LISTING_AGE_VARIABLE).orElse(null);
        if (text == null) {
            return LISTING_AGE;
        }
        try {
            return PrometheusDuration.parse(text);
        } catch (IllegalArgumentException e) {
            throw new UsageException("$" + LISTING_AGE_VARIABLE + ": " + e.getMessage());
        }
    }

    private long limitBytes() {
        String text = session.environment().get(CACHE_BYTES_VARIABLE).orElse(null);
        if (text == null) {
            return CacheFolder.DEFAULT_LIMIT_BYTES;
        }
        try {
            long bytes = Long.parseLong(text);
            if (bytes >= 0) {
                return bytes;
            }
        } catch (NumberFormatException e) {
            // said below, as for a negative number
        }
        throw new UsageException("$" + CACHE_BYTES_VARIABLE + " is '" + text + "' but must be a number of bytes");
    }
}
