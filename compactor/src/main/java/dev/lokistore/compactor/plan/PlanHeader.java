package dev.lokistore.compactor.plan;

import dev.lokistore.index.schema.SchemaPeriod;
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
 * @param schema periods of the whole store, as they were known when the plan was made; ascending
 * @param notes for people: what was left out and why
 */
public record PlanHeader(
        String command,
        Map<String, String> arguments,
        Instant createdAt,
        String store,
        boolean trash,
        Waits waits,
        List<SchemaPeriod> schema,
        List<String> notes) {
    public PlanHeader {
        arguments = Collections.unmodifiableMap(new TreeMap<>(arguments));
        schema = List.copyOf(schema);
        notes = List.copyOf(notes);
    }

    public PlanHeader withNotes(List<String> newNotes) {
        return new PlanHeader(command, arguments, createdAt, store, trash, waits, schema, newNotes);
    }
}
