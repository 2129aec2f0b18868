package dev.lokistore.index.rules;

import dev.lokistore.chunk.TenantId;
import java.time.Duration;
import java.util.List;

/**
 * A rule group as the ruler stored it. Tenant, namespace and name are those of the content, which Loki believes.
 *
 * @param interval between evaluations; zero for the ruler's default
 * @param limit on the series that a rule may yield; 0 for none
 */
public record RuleGroup(
        TenantId tenant, String namespace, String name, Duration interval, List<Rule> rules, long limit) {
    public RuleGroup {
        rules = List.copyOf(rules);
    }

    public RuleGroupKey key() {
        return new RuleGroupKey(tenant, namespace, name);
    }
}
