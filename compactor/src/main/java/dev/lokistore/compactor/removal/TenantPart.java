package dev.lokistore.compactor.removal;

import org.jspecify.annotations.Nullable;

/**
 * Things of one kind that a tenant has.
 *
 * @param why they stay; null if they go, or become another tenant's
 */
public record TenantPart(Kind kind, @Nullable String why, long objects, long storedBytes) {
    /** What a tenant can have. */
    public enum Kind {
        CHUNKS("chunks"),
        UNNAMED("chunks that no table names"),
        ROWS("rows without a chunk"),
        RULES("rule groups"),
        REQUESTS("delete requests");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** For people. */
        public String text() {
            return text;
        }
    }
}
