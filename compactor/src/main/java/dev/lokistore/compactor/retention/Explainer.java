package dev.lokistore.compactor.retention;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.duration.PrometheusDuration;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Says why a chunk is still there, from the policy and from what the index says of the chunk. Pure. */
public final class Explainer {
    private final RetentionPolicy policy;
    private final Instant now;

    public Explainer(RetentionPolicy policy, Instant now) {
        this.policy = policy;
        this.now = now;
    }

    public Explanation explain(ExistingChunk chunk) {
        Decision decision = policy.decide(chunk.tenant(), chunk.labels(), chunk.through(), now);
        List<Reason> reasons = new ArrayList<>();
        if (!policy.settings().enabled()) {
            add(reasons, Hindrance.RETENTION_OFF, "compactor.retention_enabled is not true");
        }
        if (!decision.expired()) {
            notDue(decision, reasons);
            passedOver(chunk, decision, reasons);
        }
        if (decision.rule().belowMinimum()) {
            minimum(decision.rule(), reasons);
        }
        if (!decision.expired()) {
            laterDay(chunk, decision, reasons);
        }
        chunk.tables().stream()
                .filter(table -> !table.inSchemaPeriod())
                .forEach(table -> add(
                        reasons,
                        Hindrance.TABLE_OUTSIDE_PERIODS,
                        "no schema period has a table " + table.name() + " at its day"));
        chunk.tables().stream()
                .filter(table -> !table.compacted())
                .forEach(table -> add(
                        reasons,
                        Hindrance.TABLE_NOT_COMPACTED,
                        "table " + table.name() + " has files that the compactor has not merged"));
        recently(decision, reasons);
        if (chunk.tables().isEmpty()
                && reasons.stream().noneMatch(reason -> reason.hindrance() == Hindrance.DELETE_DELAY)) {
            add(reasons, Hindrance.NO_INDEX_ENTRY, "no table names the chunk, so that retention never sees it");
        }
        return new Explanation(decision, reasons);
    }

    private static void add(List<Reason> reasons, Hindrance hindrance, String detail) {
        reasons.add(new Reason(hindrance, detail));
    }

    private static void notDue(Decision decision, List<Reason> reasons) {
        Instant expiresAt = decision.expiresAt();
        String detail = expiresAt == null
                ? decision.rule().id() + " keeps it for ever"
                : decision.rule().describe() + " keeps it until " + expiresAt;
        add(reasons, Hindrance.NOT_DUE, detail);
    }

    /** Rules by which the chunk would be gone: they match and lost, or their list was replaced by the tenant's own. */
    private void passedOver(ExistingChunk chunk, Decision decision, List<Reason> reasons) {
        TenantRules rules = policy.rulesOf(chunk.tenant());
        List<RetentionRule> lost = new ArrayList<>(rules.streams());
        lost.add(rules.plain());
        lost.remove(decision.rule());
        List<RetentionRule> sooner = takes(lost, chunk);
        if (!sooner.isEmpty()) {
            String why = decision.rule().id().isPlain()
                    ? ""
                    : " (priority " + decision.rule().priority() + ")";
            add(
                    reasons,
                    Hindrance.RULE_ORDER,
                    describe(sooner) + " would take it, but " + decision.rule().id() + why + " comes first");
        }
        List<RetentionRule> replaced = new ArrayList<>(policy.defaults().streams());
        replaced.add(policy.defaults().plain());
        replaced.removeAll(rules.streams());
        replaced.remove(rules.plain());
        // a plain period that was replaced would count only where no stream rule does
        boolean ownStreamDecides = !decision.rule().id().isPlain();
        replaced.removeIf(rule -> rule.id().isPlain() && ownStreamDecides);
        List<RetentionRule> general = takes(replaced, chunk);
        if (!general.isEmpty()) {
            add(
                    reasons,
                    Hindrance.RULE_ORDER,
                    describe(general) + " would take it, but the overrides of " + chunk.tenant() + " replace it");
        }
    }

    private List<RetentionRule> takes(List<RetentionRule> rules, ExistingChunk chunk) {
        return rules.stream()
                .filter(rule -> rule.matches(chunk.labels()))
                .filter(rule -> policy.decide(rule, chunk.through(), now).expired())
                .toList();
    }

    private static String describe(List<RetentionRule> rules) {
        return rules.stream().map(RetentionRule::describe).collect(Collectors.joining(", "));
    }

    private static void minimum(RetentionRule rule, List<Reason> reasons) {
        String least = PrometheusDuration.format(RetentionRule.MINIMUM);
        String detail = rule.id().isPlain()
                ? rule.describe() + " is below " + least + ", which Loki does not promise to apply"
                : rule.describe() + " is below " + least
                        + ": Loki refuses the configuration and does not start with it";
        add(reasons, Hindrance.MINIMUM_PERIOD, detail);
    }

    private void laterDay(ExistingChunk chunk, Decision decision, List<Reason> reasons) {
        TenantId tenant = chunk.tenant();
        Labels labels = chunk.labels();
        for (NamingTable table : chunk.tables()) {
            if (policy.fateOf(tenant, labels, chunk.through(), table.end(), now) == RowFate.DROP_ROW) {
                add(
                        reasons,
                        Hindrance.SPANS_LATER_DAY,
                        "table " + table.name() + " is past the period and loses its row, but the last entry of "
                                + chunk.through() + " belongs to a later day; "
                                + decision.rule().id()
                                + " counts from that entry");
            }
        }
    }

    private void recently(Decision decision, List<Reason> reasons) {
        Instant expiresAt = decision.expiresAt();
        if (!decision.expired() || expiresAt == null) {
            return;
        }
        Duration longest = policy.settings().longestDelay();
        Instant latest = expiresAt.plus(longest);
        if (!now.isAfter(latest)) {
            add(
                    reasons,
                    Hindrance.DELETE_DELAY,
                    "expired at " + expiresAt + "; with the interval of the compactor and the delay before objects are"
                            + " removed Loki may take until " + latest);
        }
    }
}
