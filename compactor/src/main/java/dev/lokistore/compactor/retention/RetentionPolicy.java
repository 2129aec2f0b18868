package dev.lokistore.compactor.retention;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How long what is kept. Pure: the time is a parameter. Immutable, safe for use by several threads.
 *
 * @param defaults for tenants without overrides
 * @param tenants those with overrides, which inherit what they do not set
 * @param faults by file, then line; see {@link PolicyFault.Severity}
 */
public record RetentionPolicy(
        RetentionSettings settings,
        RetentionSemantics semantics,
        TenantRules defaults,
        Map<TenantId, TenantRules> tenants,
        List<PolicyFault> faults) {
    public RetentionPolicy {
        tenants = Map.copyOf(tenants);
        faults = List.copyOf(faults);
    }

    public TenantRules rulesOf(TenantId tenant) {
        return tenants.getOrDefault(tenant, defaults);
    }

    /** Those of all tenants, in no order. */
    public Stream<RetentionRule> rules() {
        return Stream.concat(Stream.of(defaults), tenants.values().stream()).flatMap(TenantRules::all);
    }

    /** The rule that decides for a stream. */
    public RetentionRule ruleOf(TenantId tenant, Labels labels) {
        return rulesOf(tenant).ruleOf(labels);
    }

    /**
     * Decides about a chunk by its last entry.
     *
     * @param through of the chunk, inclusive, ms precision
     */
    public Decision decide(TenantId tenant, Labels labels, Instant through, Instant now) {
        return decide(ruleOf(tenant, labels), through, now);
    }

    /** Decides by a rule that {@link #ruleOf} has named, which need not be asked again for each chunk of a stream. */
    public Decision decide(RetentionRule rule, Instant through, Instant now) {
        if (isForever(rule)) {
            return new Decision(rule, null, false);
        }
        Instant expiresAt = through.plus(rule.period());
        return new Decision(rule, expiresAt, isPast(expiresAt, now));
    }

    /** Whether the rule's period never ends. */
    public boolean isForever(RetentionRule rule) {
        return rule.period().isZero() && !semantics.zeroTakesAll();
    }

    // Loki's clock has whole milliseconds, and a period is over one later
    private static boolean isPast(Instant last, Instant now) {
        return now.truncatedTo(ChronoUnit.MILLIS).isAfter(last);
    }

    /**
     * What happens to a chunk's row in one table.
     *
     * @param tableEnd last ms of the table's day, inclusive
     */
    public RowFate fateOf(TenantId tenant, Labels labels, Instant through, Instant tableEnd, Instant now) {
        RetentionRule rule = ruleOf(tenant, labels);
        if (decide(rule, through, now).expired()) {
            return RowFate.DELETE;
        }
        RetentionRule rowRule = semantics.rowsIgnoreStreams() ? ruleOf(tenant, Labels.EMPTY) : rule;
        boolean reachesFurther = through.isAfter(tableEnd);
        return reachesFurther && decide(rowRule, tableEnd, now).expired() ? RowFate.DROP_ROW : RowFate.KEEP;
    }

    /**
     * Loki looks at a tenant's files of the tables that begin before this instant; at all while a delete request of the
     * tenant is pending.
     */
    public Instant examinedBefore(TenantId tenant, Instant now) {
        return now.minus(rulesOf(tenant).shortest());
    }

    /** As {@link #examinedBefore} for the files that tenants share: the latest of all tenants' instants. */
    public Instant commonExaminedBefore(Instant now) {
        Duration shortest = defaults.shortest();
        for (TenantRules rules : tenants.values()) {
            shortest = rules.shortest().compareTo(shortest) < 0 ? rules.shortest() : shortest;
        }
        return now.minus(shortest);
    }

    /** The worst of the faults; {@code WARNING} also if there is none. */
    public PolicyFault.Severity severity() {
        return faults.stream()
                .map(PolicyFault::severity)
                .max(PolicyFault.Severity::compareTo)
                .orElse(PolicyFault.Severity.WARNING);
    }
}
