package dev.lokistore.compactor.retention;

import dev.lokistore.chunk.TenantId;
import org.jspecify.annotations.Nullable;

/**
 * Which rule of a configuration.
 *
 * @param tenant of whose overrides it is part, or null for {@code limits_config}
 * @param position in {@code retention_stream}, from 0; {@link #PLAIN} for {@code retention_period}
 */
public record RuleId(@Nullable TenantId tenant, int position) {
    static final int PLAIN = -1;

    public RuleId {
        if (position < PLAIN) {
            throw new IllegalArgumentException("position " + position);
        }
    }

    /** Whether it is a {@code retention_period}, not a rule for streams. */
    public boolean isPlain() {
        return position == PLAIN;
    }

    /** The place in the configuration: {@code retention_period}, {@code overrides.team-a.retention_stream[0]}. */
    @Override
    public String toString() {
        String below = isPlain() ? "retention_period" : "retention_stream[" + position + "]";
        return tenant == null ? below : "overrides." + tenant + "." + below;
    }
}
