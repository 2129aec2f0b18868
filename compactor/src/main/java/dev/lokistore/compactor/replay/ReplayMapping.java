package dev.lokistore.compactor.replay;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import java.util.Map;
import java.util.Optional;

/**
 * What becomes of entries on their way.
 *
 * @param tenants the new names of those that get one
 * @param shiftNanos added to time stamps
 */
public record ReplayMapping(Relabeling relabeling, Map<TenantId, TenantId> tenants, long shiftNanos) {
    /** Changes nothing. */
    public static final ReplayMapping NONE = new ReplayMapping(Relabeling.NONE, Map.of(), 0);

    public ReplayMapping {
        tenants = Map.copyOf(tenants);
    }

    /** Not safe for use by several threads. */
    final class Session {
        private final Relabeling.Session labels = relabeling.new Session();

        /**
         * The entry as it is sent; empty if it is to be left out.
         *
         * @throws ArithmeticException if its time leaves what 64 bits hold
         */
        Optional<ReplayEntry> apply(ReplayEntry entry) {
            Optional<Labels> changed = labels.apply(entry.labels());
            return changed.map(to -> new ReplayEntry(
                    tenants.getOrDefault(entry.tenant(), entry.tenant()),
                    to,
                    Math.addExact(entry.timestampNanos(), shiftNanos),
                    entry.line(),
                    entry.metadata()));
        }
    }
}
