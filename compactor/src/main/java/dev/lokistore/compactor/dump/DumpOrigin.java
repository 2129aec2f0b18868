package dev.lokistore.compactor.dump;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a dump says of itself. Nothing of it depends on the machine or the clock.
 *
 * @param tool name and version
 * @param command as typed, without where the dump goes
 * @param store its URI; null if there was none, and chunks came from files
 * @param root where in it Loki's keys begin; null without a store
 * @param tenants that were asked for; empty for all
 * @param from of the time window, inclusive, RFC 3339; null if it is open
 * @param to exclusive; null if it is open
 */
public record DumpOrigin(
        String tool,
        List<String> command,
        @Nullable String store,
        @Nullable String root,
        List<String> tenants,
        @Nullable String from,
        @Nullable String to) {
    public DumpOrigin {
        command = List.copyOf(command);
        tenants = List.copyOf(tenants);
    }
}
