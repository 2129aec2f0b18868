package dev.lokistore.compactor.removal;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.retention.Volume;

/** Chunks of a tenant that no table names, and what becomes of them. */
public record Leftover(TenantId tenant, Fate fate, Volume volume) {
    /** What becomes of a chunk that no table names. */
    public enum Fate {
        GOES("goes"),
        /** Its row may still be on the way. */
        YOUNG("stays: young"),
        /** A table of its days cannot be read. */
        UNCERTAIN("stays: a table of its days cannot be read"),
        /** Loki's sweeper, or an unfinished plan, is about it. */
        CLAIMED("stays: marked by Loki, or part of an unfinished plan"),
        BROKEN("stays: cannot be decoded");

        private final String text;

        Fate(String text) {
            this.text = text;
        }

        /** For people. */
        public String text() {
            return text;
        }
    }
}
