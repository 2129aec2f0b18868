package dev.lokistore.compactor.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.index.duration.PrometheusDuration;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final TenantId A = TenantId.of("a");
    private static final TenantId B = TenantId.of("b");
    private static final Labels DEV = Labels.of("env", "dev", "app", "web");

    /** @param rules selector without braces, priority, period */
    private static String limits(String period, String... rules) {
        StringBuilder yaml = new StringBuilder("retention_period: " + period + ", retention_stream: [");
        for (String rule : rules) {
            String[] parts = rule.split(" ");
            yaml.append("{selector: '{")
                    .append(parts[0])
                    .append("}', priority: ")
                    .append(parts[1]);
            yaml.append(", period: ").append(parts[2]).append("}, ");
        }
        return yaml + "]";
    }

    private static String rule(RetentionPolicy policy, TenantId tenant, Labels labels) {
        RetentionRule rule = policy.ruleOf(tenant, labels);
        return rule.id() + "=" + PrometheusDuration.format(rule.period());
    }

    private static RetentionPolicy global(String period, String... rules) throws IOException {
        return Policies.policy("limits_config: {" + limits(period, rules) + "}");
    }

    @Test
    void theHigherPriorityDecidesWhateverThePeriods() throws IOException {
        assertThat(rule(global("31d", "env=\"dev\" 1 2d", "app=\"web\" 2 1y"), A, DEV))
                .isEqualTo("retention_stream[1]=1y");
        assertThat(rule(global("31d", "env=\"dev\" 3 2d", "app=\"web\" 2 1y"), A, DEV))
                .isEqualTo("retention_stream[0]=2d");
    }

    @Test
    void ofEqualPrioritiesTheShorterPeriodDecidesThenTheFirst() throws IOException {
        assertThat(rule(global("31d", "env=\"dev\" 1 1y", "app=\"web\" 1 2d"), A, DEV))
                .isEqualTo("retention_stream[1]=2d");
        assertThat(rule(global("31d", "env=\"dev\" 1 2d", "app=\"web\" 1 2d"), A, DEV))
                .isEqualTo("retention_stream[0]=2d");
        assertThat(rule(global("31d", "env=\"dev\" -5 2d", "app=\"web\" -6 3d"), A, DEV))
                .isEqualTo("retention_stream[0]=2d");
    }

    @Test
    void anyMatchingStreamRuleBeatsThePlainPeriod() throws IOException {
        assertThat(rule(global("1d", "env=\"dev\" -9 1y"), A, DEV)).isEqualTo("retention_stream[0]=1y");
        assertThat(rule(global("0s", "env=\"dev\" 0 1d"), A, DEV)).isEqualTo("retention_stream[0]=1d");
        assertThat(rule(global("31d", "env=\"prod\" 0 1y"), A, DEV)).isEqualTo("retention_period=31d");
    }

    @Test
    void aMissingLabelCountsAsEmpty() throws IOException {
        assertThat(rule(global("31d", "team!=\"x\",env=\"dev\" 0 1y"), A, DEV)).isEqualTo("retention_stream[0]=1y");
        assertThat(rule(global("31d", "team=~\"x?\",env=\"dev\" 0 1y"), A, DEV)).isEqualTo("retention_stream[0]=1y");
        assertThat(rule(global("31d", "team=~\"x+\",env=\"dev\" 0 1y"), A, DEV)).isEqualTo("retention_period=31d");
    }

    @Test
    void regularExpressionsAreAnchored() throws IOException {
        assertThat(rule(global("31d", "env=~\"de\" 0 1y"), A, DEV)).isEqualTo("retention_period=31d");
        assertThat(rule(global("31d", "env=~\"de.\" 0 1y"), A, DEV)).isEqualTo("retention_stream[0]=1y");
    }

    @Test
    void aTenantsPeriodDoesNotBeatAnInheritedStreamRule() throws IOException {
        RetentionPolicy policy = Policies.policy(
                "limits_config: {" + limits("31d", "env=\"dev\" 0 1y") + "}", "overrides: {a: {retention_period: 2d}}");
        assertThat(rule(policy, A, DEV)).isEqualTo("retention_stream[0]=1y");
        assertThat(rule(policy, A, Labels.EMPTY)).isEqualTo("overrides.a.retention_period=2d");
        assertThat(rule(policy, B, Labels.EMPTY)).isEqualTo("retention_period=31d");
    }

    @Test
    void aTenantsListTakesThePlaceOfTheGeneralOneEvenAtALowerPriority() throws IOException {
        RetentionPolicy policy = Policies.policy(
                "limits_config: {" + limits("31d", "env=\"dev\" 100 1y") + "}",
                "overrides: {a: {" + limits("5d", "app=\"web\" 1 3d") + "}, b: {retention_stream: []}}");
        assertThat(rule(policy, A, DEV)).isEqualTo("overrides.a.retention_stream[0]=3d");
        assertThat(rule(policy, A, Labels.of("env", "dev"))).isEqualTo("overrides.a.retention_period=5d");
        assertThat(rule(policy, B, DEV)).isEqualTo("retention_period=31d");
    }

    @Test
    void aChunkIsExpiredOneMillisecondAfterItsPeriod() throws IOException {
        RetentionPolicy policy = global("2d");
        Instant through = NOW.minus(Duration.ofDays(2));
        Decision kept = policy.decide(A, DEV, through, NOW);
        assertThat(kept.expired()).isFalse();
        assertThat(kept.expiresAt()).isEqualTo(NOW);
        // Loki's clock has no finer parts
        assertThat(policy.decide(A, DEV, through, NOW.plusNanos(999_999)).expired())
                .isFalse();
        assertThat(policy.decide(A, DEV, through, NOW.plusMillis(1)).expired()).isTrue();
        assertThat(policy.decide(A, DEV, through.minusMillis(1), NOW).expired()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"2.5.0,true", "2.6.1,true", "2.7.7,true", "2.8.0,false", "2.9.17,false", "3.0.0,false", "3.7.6,false"})
    void zeroTakesAllBefore28AndKeepsForEverSince(String release, boolean takes) throws IOException {
        RetentionPolicy policy = Policies.policy(
                RetentionSemantics.of(LokiRelease.parse(release)), "limits_config: {retention_period: 0}");
        Decision old = policy.decide(A, DEV, NOW.minusMillis(1), NOW);
        assertThat(old.expired()).isEqualTo(takes);
        assertThat(old.expiresAt() == null).isEqualTo(!takes);
        assertThat(policy.decide(A, DEV, NOW, NOW).expired()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"2.5.0,PT744H", "2.7.7,PT744H", "2.8.0,PT0S", "3.4.6,PT0S"})
    void thePeriodThatIsNotGivenIsThatOfTheRelease(String release, Duration period) throws IOException {
        RetentionPolicy policy = Policies.policy(RetentionSemantics.of(LokiRelease.parse(release)), "{}");
        assertThat(policy.defaults().plain().period()).isEqualTo(period);
        assertThat(policy.decide(A, DEV, Instant.EPOCH, NOW).expired()).isEqualTo(!period.isZero());
    }

    @Test
    void lokistoreItselfAlwaysTakesZeroForEver() throws IOException {
        for (String period : new String[] {"0", "0s", "~"}) {
            RetentionPolicy policy = global(period);
            assertThat(policy.decide(A, DEV, Instant.EPOCH, NOW)).matches(decision -> !decision.expired());
        }
        // not even where the rule is one that Loki refuses
        assertThat(global("31d", "env=\"dev\" 0 0s")
                        .decide(A, DEV, Instant.EPOCH, NOW)
                        .expired())
                .isFalse();
    }

    @Test
    void farTimesOfHostileRowsAreDecidedToo() throws IOException {
        RetentionPolicy policy = global("292y");
        assertThat(policy.decide(A, DEV, Instant.ofEpochMilli(Long.MAX_VALUE), NOW)
                        .expired())
                .isFalse();
        assertThat(policy.decide(A, DEV, Instant.ofEpochMilli(Long.MIN_VALUE), NOW)
                        .expired())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        // through, end of the table's day, fate, with a period of 2 days at 2026-11-23T08:00
        "2026-11-21T08:00:00Z,       2026-11-21T23:59:59.999Z, KEEP",
        "2026-11-21T07:59:59.999Z,   2026-11-21T23:59:59.999Z, DELETE",
        "2026-11-21T07:59:59.999Z,   2026-11-20T23:59:59.999Z, DELETE",
        "2026-11-21T08:00:00Z,       2026-11-20T23:59:59.999Z, DROP_ROW",
        "2026-11-21T00:00:00Z,       2026-11-20T23:59:59.999Z, DELETE",
        "2026-11-22T00:00:00Z,       2026-11-21T23:59:59.999Z, KEEP",
        "2026-11-22T23:59:59.999Z,   2026-11-19T23:59:59.999Z, DROP_ROW",
        "2026-11-20T23:59:59.999Z,   2026-11-20T23:59:59.999Z, DELETE",
        "2026-11-23T07:00:00Z,       2026-11-23T23:59:59.999Z, KEEP"
    })
    void rowsOfChunksThatReachIntoALaterDayGoWithTheirTable(Instant through, Instant tableEnd, RowFate fate)
            throws IOException {
        assertThat(global("2d").fateOf(A, DEV, through, tableEnd, NOW)).isEqualTo(fate);
        assertThat(global("0").fateOf(A, DEV, through, tableEnd, NOW)).isEqualTo(RowFate.KEEP);
    }

    @ParameterizedTest
    @CsvSource({"3.4.6,KEEP", "3.5.0,DROP_ROW", "3.7.6,DROP_ROW", "3.7.7,KEEP", "2.9.17,KEEP"})
    void rowsGoByTheWrongRuleInSomeReleases(String release, RowFate fate) throws IOException {
        String config = "limits_config: {" + limits("24h", "env=\"dev\" 0 365d") + "}";
        Instant through = Instant.parse("2026-11-21T00:10:00Z");
        Instant tableEnd = Instant.parse("2026-11-20T23:59:59.999Z");
        RetentionPolicy theirs = Policies.policy(RetentionSemantics.of(LokiRelease.parse(release)), config);
        assertThat(theirs.fateOf(A, DEV, through, tableEnd, NOW)).isEqualTo(fate);
        assertThat(Policies.policy(config).fateOf(A, DEV, through, tableEnd, NOW))
                .isEqualTo(RowFate.KEEP);
    }

    @Test
    void tablesAreExaminedByTheShortestPeriodOfTheTenant() throws IOException {
        RetentionPolicy policy = Policies.policy(
                "limits_config: {" + limits("31d", "env=\"dev\" 0 7d") + "}",
                "overrides: {a: {" + limits("90d", "env=\"dev\" 0 60d") + "}, b: {retention_period: 3d}}");
        assertThat(policy.examinedBefore(A, NOW)).isEqualTo(NOW.minus(Duration.ofDays(60)));
        assertThat(policy.examinedBefore(B, NOW)).isEqualTo(NOW.minus(Duration.ofDays(3)));
        assertThat(policy.examinedBefore(TenantId.of("other"), NOW)).isEqualTo(NOW.minus(Duration.ofDays(7)));
        assertThat(policy.commonExaminedBefore(NOW)).isEqualTo(NOW.minus(Duration.ofDays(3)));
        assertThat(global("0", "env=\"dev\" 0 7d").examinedBefore(A, NOW)).isEqualTo(NOW);
    }

    /** The document's loop, word for word, as a second opinion. */
    private static int second(int[] priorities, long[] hours, boolean[] matching) {
        int best = -1;
        for (int i = 0; i < priorities.length; i++) {
            if (!matching[i]) {
                continue;
            }
            if (best >= 0 && priorities[best] > priorities[i]) {
                continue;
            }
            if (best >= 0 && priorities[best] == priorities[i] && hours[best] <= hours[i]) {
                continue;
            }
            best = i;
        }
        return best;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomRulesAreDecidedAsTheDocumentSays(long seed) throws IOException {
        Random random = new Random(seed);
        for (int round = 0; round < 100; round++) {
            int count = random.nextInt(6);
            int[] priorities = random.ints(count, -1, 2).toArray();
            long[] hours = random.longs(count, 24, 27).toArray();
            boolean[] matching = new boolean[count];
            String[] rules = new String[count];
            for (int i = 0; i < count; i++) {
                matching[i] = random.nextBoolean();
                rules[i] = "env=\"" + (matching[i] ? "dev" : "prod") + "\" " + priorities[i] + " " + hours[i] + "h";
            }
            assertThat(global("31d", rules).ruleOf(A, DEV).id().position())
                    .as("seed %d, rules %s", seed, String.join("; ", rules))
                    .isEqualTo(second(priorities, hours, matching));
        }
    }

    @Test
    void releasesAreReadAndOrdered() {
        assertThat(LokiRelease.parse("v2.10")).isGreaterThan(LokiRelease.parse("2.9.17"));
        assertThat(LokiRelease.parse("3.0").atLeast(3, 0)).isTrue();
        assertThat(LokiRelease.parse("2.9.17")).hasToString("2.9.17");
        assertThatThrownBy(() -> LokiRelease.parse("latest")).hasMessageContaining("'latest'");
    }
}
