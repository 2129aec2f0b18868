package dev.lokistore.compactor.retention;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What if: adds up, for each rule of a proposed policy, what it would take and keep in comparison with the present one.
 * Holds a few numbers for each tenant and rule. Not thread-safe.
 */
public final class PolicyComparison {
    private static final Comparator<ComparisonRow> ORDER = Comparator.comparing(ComparisonRow::tenant)
            .thenComparing(row -> row.rule().id().tenant() == null ? "" : "of the tenant")
            .thenComparing(row -> row.rule().id().position());

    private record Key(TenantId tenant, RuleId rule) {}

    private final RetentionPolicy present;
    private final RetentionPolicy proposed;
    private final Instant now;
    private final Map<Key, Sum> sums = new HashMap<>();

    public PolicyComparison(RetentionPolicy present, RetentionPolicy proposed, Instant now) {
        this.present = present;
        this.proposed = proposed;
        this.now = now;
    }

    /** Begins, or goes on with, a stream. Each of its chunks must come once. */
    public Series series(TenantId tenant, Labels labels) {
        RetentionRule before = present.ruleOf(tenant, labels);
        RetentionRule after = proposed.ruleOf(tenant, labels);
        Sum sum = sums.computeIfAbsent(new Key(tenant, after.id()), key -> new Sum(tenant, after));
        sum.presentRules.add(before.id().toString());
        return new Series(before, sum);
    }

    /** A stream whose chunks are added. */
    public final class Series {
        private final RetentionRule before;
        private final Sum sum;

        private Series(RetentionRule before, Sum sum) {
            this.before = before;
            this.sum = sum;
        }

        /**
         * Adds a chunk.
         *
         * @param through last entry, ms precision, inclusive
         */
        public void chunk(Instant through, long storedBytes) {
            boolean wasGone = present.decide(before, through, now).expired();
            boolean isGone = proposed.decide(sum.rule, through, now).expired();
            sum.all = sum.all.plusChunk(storedBytes);
            if (isGone) {
                sum.gone = sum.gone.plusChunk(storedBytes);
            }
            if (isGone && !wasGone) {
                sum.newlyGone = sum.newlyGone.plusChunk(storedBytes);
            } else if (wasGone && !isGone) {
                sum.newlyKept = sum.newlyKept.plusChunk(storedBytes);
            }
        }
    }

    private static final class Sum {
        private final TenantId tenant;
        private final RetentionRule rule;
        private final SortedSet<String> presentRules = new TreeSet<>();
        private Volume all = Volume.NONE;
        private Volume gone = Volume.NONE;
        private Volume newlyGone = Volume.NONE;
        private Volume newlyKept = Volume.NONE;

        Sum(TenantId tenant, RetentionRule rule) {
            this.tenant = tenant;
            this.rule = rule;
        }

        ComparisonRow row() {
            return new ComparisonRow(tenant, rule, presentRules, all, gone, newlyGone, newlyKept);
        }
    }

    /** By tenant, then general rules before the tenant's own, then {@code retention_period} before rules for streams. */
    public List<ComparisonRow> rows() {
        List<ComparisonRow> rows = new ArrayList<>();
        sums.values().forEach(sum -> rows.add(sum.row()));
        rows.sort(ORDER);
        return rows;
    }

    /** What must be said aloud: rules that take everything, first of all if together they do, and a changed main switch. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        List<ComparisonRow> rows = rows();
        if (rows.stream().filter(row -> row.all().chunks() > 0).count() > 1
                && rows.stream().allMatch(row -> row.all().chunks() == 0 || row.takesEverything())) {
            warnings.add("THE PROPOSED RULES TAKE EVERYTHING: no chunk of any tenant would be left");
        }
        for (ComparisonRow row : rows) {
            if (row.takesEverything()) {
                warnings.add(row.rule().describe() + " TAKES EVERYTHING of tenant " + row.tenant()
                        + " that it is for: " + row.gone().chunks() + " chunks, "
                        + row.gone().storedBytes() + " bytes");
            }
        }
        boolean enabled = proposed.settings().enabled();
        if (present.settings().enabled() != enabled) {
            warnings.add("compactor.retention_enabled is " + !enabled + " now and would be " + enabled
                    + (enabled ? ": what is past its period now would go too" : ": nothing would be removed any more"));
        }
        return warnings;
    }
}
