package dev.lokistore.compactor.retention;

import dev.lokistore.chunk.Labels;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The rules that count for a tenant, own ones and inherited ones.
 *
 * @param plain for the streams that no other rule is for
 * @param streams in the order of the configuration
 */
public record TenantRules(RetentionRule plain, List<RetentionRule> streams) {
    public TenantRules {
        streams = List.copyOf(streams);
    }

    /**
     * The rule that decides: of the stream rules that match the one of the highest priority, among these the one of the
     * shortest period, among these the first; else the plain one.
     */
    public RetentionRule ruleOf(Labels labels) {
        RetentionRule best = plain;
        for (RetentionRule rule : streams) {
            if (rule.matches(labels) && beats(rule, best)) {
                best = rule;
            }
        }
        return best;
    }

    private static boolean beats(RetentionRule rule, RetentionRule best) {
        if (best.id().isPlain()) {
            return true;
        }
        return rule.priority() > best.priority()
                || rule.priority() == best.priority() && rule.period().compareTo(best.period()) < 0;
    }

    /** All of them, the plain one first. */
    public Stream<RetentionRule> all() {
        return Stream.concat(Stream.of(plain), streams.stream());
    }

    /** The shortest period of all rules, where zero, which may mean for ever, counts as the shortest. */
    Duration shortest() {
        Duration shortest = plain.period();
        for (RetentionRule rule : streams) {
            shortest = rule.period().compareTo(shortest) < 0 ? rule.period() : shortest;
        }
        return shortest;
    }
}
