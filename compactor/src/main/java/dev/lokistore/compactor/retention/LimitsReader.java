package dev.lokistore.compactor.retention;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.retention.PolicyFault.Severity;
import dev.lokistore.index.config.LokiConfigException;
import dev.lokistore.index.config.YamlNode;
import dev.lokistore.index.duration.PrometheusDuration;
import dev.lokistore.index.logql.LabelMatcher;
import dev.lokistore.index.logql.LogqlException;
import dev.lokistore.index.logql.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads {@code limits_config} and the entries of {@code overrides}, which have the same keys. */
final class LimitsReader {
    private static final String PERIOD = "retention_period";
    private static final String STREAMS = "retention_stream";

    private final RetentionSemantics semantics;
    private final List<PolicyFault> faults;

    LimitsReader(RetentionSemantics semantics, List<PolicyFault> faults) {
        this.semantics = semantics;
        this.faults = faults;
    }

    TenantRules defaults(YamlNode limits) throws LokiConfigException {
        RetentionRule plain = limits.at(PERIOD).missing()
                ? plain(null, semantics.defaultPeriod(), 0)
                : ownPlain(null, limits.at(PERIOD));
        return new TenantRules(plain, streams(null, limits.at(STREAMS)));
    }

    /** A tenant's entry: what it does not have is inherited; a list of rules takes the place of the inherited one. */
    TenantRules tenant(TenantId tenant, YamlNode entry, TenantRules defaults) throws LokiConfigException {
        YamlNode period = entry.at(PERIOD);
        return new TenantRules(
                period.missing() ? defaults.plain() : ownPlain(tenant, period),
                entry.has(STREAMS) ? streams(tenant, entry.at(STREAMS)) : defaults.streams());
    }

    private static RetentionRule plain(@Nullable TenantId tenant, Duration period, int line) {
        return new RetentionRule(new RuleId(tenant, RuleId.PLAIN), "", List.of(), 0, period, line);
    }

    private RetentionRule ownPlain(@Nullable TenantId tenant, YamlNode node) throws LokiConfigException {
        RetentionRule rule = plain(tenant, node.period().orElse(Duration.ZERO), node.line());
        if (rule.period().isZero()) {
            faults.add(zero(node));
        } else if (rule.belowMinimum()) {
            faults.add(RetentionConfig.fault(
                    Severity.NEEDS_FORCE,
                    node,
                    node.path() + " is " + PrometheusDuration.format(rule.period())
                            + ", but the least that Loki's documentation allows is 24h"));
        }
        return rule;
    }

    private PolicyFault zero(YamlNode node) {
        return semantics.zeroTakesAll()
                ? RetentionConfig.fault(
                        Severity.NEEDS_FORCE,
                        node,
                        node.path() + " is 0, which Loki before 2.8 takes for: everything is past its period")
                : RetentionConfig.fault(
                        Severity.WARNING,
                        PolicyFault.Kind.RELEASE,
                        node,
                        node.path() + " is 0: kept for ever, but Loki before 2.8 would remove everything");
    }

    private List<RetentionRule> streams(@Nullable TenantId tenant, YamlNode list) throws LokiConfigException {
        List<RetentionRule> rules = new ArrayList<>();
        for (YamlNode element : list.elements()) {
            YamlNode period = element.at("period");
            RetentionRule rule = new RetentionRule(
                    new RuleId(tenant, rules.size()),
                    element.at("selector").text().orElse(""),
                    matchers(element.at("selector")),
                    element.at("priority").number().orElse(0),
                    period.period().orElse(Duration.ZERO),
                    element.line());
            if (rule.belowMinimum()) {
                faults.add(RetentionConfig.fault(
                        Severity.ERROR,
                        period.missing() ? element : period,
                        period.path() + " is " + PrometheusDuration.format(rule.period())
                                + ", but must be 24h or more: Loki refuses the configuration"));
            }
            rules.add(rule);
        }
        return rules;
    }

    private static List<LabelMatcher> matchers(YamlNode node) throws LokiConfigException {
        String text = node.text().orElse("");
        Selector selector;
        try {
            selector = Selector.parse(text);
        } catch (LogqlException e) {
            throw node.error(String.valueOf(e.getMessage()));
        }
        if (!selector.lineFilters().isEmpty() || !selector.metadataFilters().isEmpty()) {
            throw node.error("expected a stream selector without filters, found '" + text + "'");
        }
        if (selector.matchers().stream().allMatch(matcher -> matcher.matches(""))) {
            throw node.error("expected a matcher that does not match the empty value, found '" + text + "'");
        }
        return selector.matchers();
    }
}
