package dev.lokistore.compactor.check;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a check found.
 *
 * @param id stable, lower case with hyphens: scripts go by it
 * @param subject what it is about: a key, a table, a tenant, a bucket, a setting
 * @param offset of the fault in the object, bytes; null where there is no such place
 * @param message one sentence, no full stop
 * @param evidence what it was seen by: keys, counts, sizes; a bounded sample
 * @param remedy what to do; empty where nothing is to be done
 */
public record Finding(
        String id,
        Severity severity,
        String subject,
        @Nullable Long offset,
        String message,
        List<String> evidence,
        String remedy) {
    public Finding {
        evidence = List.copyOf(evidence);
    }
}
