package dev.lokistore.compactor.plan;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a plan is about.
 *
 * @param command that made it, such as {@code compact index}
 * @param arguments what was asked for, for people; no secrets
 * @param createdAt the clock that ages were taken by
 * @param store its URI for people; never holds credentials
 * @param trash whether what goes is kept for a while under {@code .lokistore/trash/}
 * @param waits for a Loki that reads the store meanwhile
 * @param notes for people: what was left out and why
 */
public record PlanHeader(
        String command,
        Map<String, String> arguments,
        Instant createdAt,
        String store,
        boolean trash,
        Waits waits,
        List<String> notes) {
    public PlanHeader {
        arguments = Collections.unmodifiableMap(new TreeMap<>(arguments));
        notes = List.copyOf(notes);
    }
}
