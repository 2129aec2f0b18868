package dev.lokistore.compactor.fsck;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.chunk.TimeRange;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What to check.
 *
 * @param level 1: listing, names, whether index files open; 2: everything in index files, and references against objects; 3:
 *     every chunk decoded
 * @param subset of the chunks, to decode: the rest is checked whole
 * @param tenants empty for all
 * @param range tables of these days, and chunks that reach into it
 * @param wanted what to look for
 * @param concurrency requests at the same time
 * @param now what ages are measured by
 * @param temporary an existing folder for what does not fit into memory
 */
public record FsckOrder(
        int level,
        Subset subset,
        Set<TenantId> tenants,
        TimeRange range,
        Set<Flaw> wanted,
        int concurrency,
        Instant now,
        Path temporary) {
    public static final int HIGHEST_LEVEL = 3;

    public FsckOrder {
        if (level < 1 || level > HIGHEST_LEVEL) {
            throw new IllegalArgumentException("level is " + level + " but must be 1, 2 or 3");
        }
        tenants = Set.copyOf(tenants);
        wanted = wanted.isEmpty() ? Set.of() : EnumSet.copyOf(wanted);
    }

    /** Everything, up to a level. */
    public static FsckOrder of(int level, int concurrency, Instant now, Path temporary) {
        return new FsckOrder(
                level, Subset.ALL, Set.of(), TimeRange.ALL, EnumSet.allOf(Flaw.class), concurrency, now, temporary);
    }

    public FsckOrder withSubset(Subset newSubset) {
        return new FsckOrder(level, newSubset, tenants, range, wanted, concurrency, now, temporary);
    }

    public FsckOrder withWanted(Set<Flaw> newWanted) {
        return new FsckOrder(level, subset, tenants, range, newWanted, concurrency, now, temporary);
    }

    /** What is looked for and can be found up to the level. */
    Set<Flaw> findable() {
        return wanted.stream().filter(flaw -> flaw.level() <= level).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether anything is looked for that takes this level. */
    boolean reaches(int wantedLevel) {
        return findable().stream().anyMatch(flaw -> flaw.level() >= wantedLevel);
    }
}
