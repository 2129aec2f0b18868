package dev.lokistore.index.rules;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One rule: an alert, or a recording.
 *
 * @param expr LogQL, as stored; not checked
 * @param record name of the recorded metric; empty for an alert
 * @param alert name of the alert; empty for a recording
 * @param holdFor how long the expression must hold before the alert fires (the field {@code for}); zero if not set
 * @param labels in stored order
 * @param annotations in stored order
 */
public record Rule(
        String expr,
        String record,
        String alert,
        Duration holdFor,
        Map<String, String> labels,
        Map<String, String> annotations) {
    public Rule {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
        annotations = Collections.unmodifiableMap(new LinkedHashMap<>(annotations));
    }

    public boolean isAlert() {
        return record.isEmpty();
    }
}
