package dev.lokistore.compactor.removal;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.retention.Volume;
import org.jspecify.annotations.Nullable;

/** Chunks of a tenant that no table names, and what becomes of them. */
public record Leftover(TenantId tenant, Fate fate, Volume volume) {
    /** What becomes of a chunk that no table names. */
    public enum Fate {
        GOES(null),
        /** Its row may still be on the way. */
        YOUNG("young"),
        /** A table of its days cannot be read. */
        UNCERTAIN("a table of its days cannot be read"),
        /** Loki's sweeper, or an unfinished plan, is about it. */
        CLAIMED("marked by Loki, or part of an unfinished plan"),
        BROKEN("cannot be decoded");

        private final @Nullable String why;

        Fate(@Nullable String why) {
            this.why = why;
        }

        /** Why it stays, for people; null if it goes. */
        public @Nullable String why() {
            return why;
        }
    }
}
