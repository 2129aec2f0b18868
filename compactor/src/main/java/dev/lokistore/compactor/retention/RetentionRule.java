package dev.lokistore.compactor.retention;

import dev.lokistore.chunk.Labels;
import dev.lokistore.index.duration.PrometheusDuration;
import dev.lokistore.index.logql.LabelMatcher;
import java.time.Duration;
import java.util.List;

/**
 * A period and the streams that it is for.
 *
 * @param selector as written; empty for a plain {@code retention_period}
 * @param matchers of the selector; empty for a plain {@code retention_period}, which is for all streams
 * @param priority the higher one decides; means nothing for a plain {@code retention_period}
 * @param period 0 or more
 * @param line in the file, from 1; 0 if it is Loki's default
 */
public record RetentionRule(
        RuleId id, String selector, List<LabelMatcher> matchers, int priority, Duration period, int line) {
    /** Loki refuses shorter periods for streams; documentation asks the same of the plain one. */
    public static final Duration MINIMUM = Duration.ofHours(24);

    public RetentionRule {
        matchers = List.copyOf(matchers);
        if (period.isNegative()) {
            throw new IllegalArgumentException("period of " + id + " is " + period + " but must be 0 or more");
        }
        if (id.isPlain() != matchers.isEmpty()) {
            throw new IllegalArgumentException(id + " with " + matchers.size() + " matchers");
        }
    }

    /** Whether every matcher matches; a label that is not there counts as empty. */
    public boolean matches(Labels labels) {
        for (LabelMatcher matcher : matchers) {
            if (!matcher.matches(labels.valueOrEmpty(matcher.name()))) {
                return false;
            }
        }
        return true;
    }

    /** Whether the period is one that Loki's documentation forbids: above 0 and below 24 h; for streams also 0. */
    public boolean belowMinimum() {
        return period.compareTo(MINIMUM) < 0 && !(id.isPlain() && period.isZero());
    }

    /** For people: place, selector and period. */
    public String describe() {
        return id + (selector.isEmpty() ? "" : " " + selector) + " of " + PrometheusDuration.format(period);
    }
}
