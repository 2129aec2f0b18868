package dev.lokistore.compactor.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final TenantId A = TenantId.of("a");
    private static final TenantId B = TenantId.of("b");
    private static final Labels DEV = Labels.of("env", "dev");
    private static final Labels PROD = Labels.of("env", "prod");
    private static final String LIMITS =
            "limits_config: {retention_period: 7d, retention_stream: [{selector: '{env=\"prod\"}', period: 30d}]}\n";

    private static Instant at(String time) {
        return Instant.parse(time);
    }

    @Test
    void chunksAreCountedByTenantAndRule() throws IOException {
        RetentionPolicy policy = Policies.policy(LIMITS, "overrides: {b: {retention_period: 0}}");
        RetentionTally tally = new RetentionTally(policy, NOW, 3);
        RetentionTally.Series dev = tally.series(A, DEV);
        dev.chunk(at("2026-11-01T00:00:00Z"), 10);
        dev.chunk(at("2026-11-16T07:59:59.999Z"), 20);
        dev.chunk(at("2026-11-16T08:00:00Z"), 30);
        dev.chunk(at("2026-11-18T23:59:59.999Z"), 40);
        tally.series(A, DEV).chunk(at("2026-11-19T00:00:00Z"), 50);
        tally.series(A, Labels.of("env", "x")).chunk(at("2026-11-16T09:00:00Z"), 5);
        tally.series(A, PROD).chunk(at("2026-11-01T00:00:00Z"), 60);
        tally.series(B, DEV).chunk(at("2020-11-01T00:00:00Z"), 70);

        List<RetentionRow> rows = tally.rows();
        assertThat(rows)
                .extracting(row -> row.tenant() + " " + row.rule().id() + " " + row.streams())
                .containsExactly("a retention_period 2", "a retention_stream[0] 1", "b overrides.b.retention_period 1");
        RetentionRow first = rows.get(0);
        assertThat(first.all()).isEqualTo(new Volume(6, 155));
        assertThat(first.expired()).isEqualTo(new Volume(2, 30));
        assertThat(first.nextExpiry()).isEqualTo(NOW);
        assertThat(first.due())
                .isEqualTo(Map.of(
                        LocalDate.parse("2026-11-23"), new Volume(2, 35),
                        LocalDate.parse("2026-11-25"), new Volume(1, 40)));
        assertThat(rows.get(1).expired()).isEqualTo(Volume.NONE);
        assertThat(rows.get(1).nextExpiry()).isEqualTo(at("2026-12-01T00:00:00Z"));
        assertThat(rows.get(1).due()).isEmpty();
        assertThat(rows.get(2).nextExpiry()).isNull();
        assertThat(rows.get(2).all()).isEqualTo(new Volume(1, 70));
    }

    @Test
    void whatIfSaysWhatEachRuleWouldTakeAndKeep() throws IOException {
        RetentionPolicy present = Policies.policy("compactor: {retention_enabled: true}\n" + LIMITS);
        RetentionPolicy proposed = Policies.policy(
                "compactor: {retention_enabled: true}\n"
                        + "limits_config: {retention_period: 14d, retention_stream: [{selector: '{env=\"prod\"}', period: 2d}]}\n");
        PolicyComparison comparison = new PolicyComparison(present, proposed, NOW);
        PolicyComparison.Series dev = comparison.series(A, DEV);
        dev.chunk(at("2026-11-01T00:00:00Z"), 1);
        dev.chunk(at("2026-11-12T00:00:00Z"), 2);
        dev.chunk(at("2026-11-22T00:00:00Z"), 4);
        PolicyComparison.Series prod = comparison.series(A, PROD);
        prod.chunk(at("2026-10-01T00:00:00Z"), 8);
        prod.chunk(at("2026-11-12T00:00:00Z"), 16);

        List<ComparisonRow> rows = comparison.rows();
        assertThat(rows).hasSize(2);
        ComparisonRow plain = rows.get(0);
        assertThat(plain.all()).isEqualTo(new Volume(3, 7));
        assertThat(plain.gone()).isEqualTo(new Volume(1, 1));
        assertThat(plain.newlyGone()).isEqualTo(Volume.NONE);
        assertThat(plain.newlyKept()).isEqualTo(new Volume(1, 2));
        assertThat(plain.takesEverything()).isFalse();
        ComparisonRow stream = rows.get(1);
        assertThat(stream.presentRules()).containsExactly("retention_stream[0]");
        assertThat(stream.gone()).isEqualTo(new Volume(2, 24));
        assertThat(stream.newlyGone()).isEqualTo(new Volume(1, 16));
        assertThat(comparison.warnings())
                .containsExactly("retention_stream[0] {env=\"prod\"} of 2d TAKES EVERYTHING of tenant a that it is for:"
                        + " 2 chunks, 24 bytes");
    }

    @Test
    void rulesThatTogetherTakeEverythingAndTheMainSwitchAreSaidAloud() throws IOException {
        RetentionPolicy present = Policies.policy(LIMITS);
        RetentionPolicy proposed = Policies.policy("compactor: {retention_enabled: true}\n" + LIMITS);
        PolicyComparison comparison = new PolicyComparison(present, proposed, NOW);
        comparison.series(A, DEV).chunk(Instant.EPOCH, 1);
        comparison.series(B, PROD).chunk(Instant.EPOCH, 1);
        comparison.series(B, DEV);
        assertThat(comparison.warnings())
                .hasSize(4)
                .first()
                .asString()
                .startsWith("THE PROPOSED RULES TAKE EVERYTHING");
        assertThat(comparison.warnings().get(3)).contains("would be true: what is past its period now would go too");
    }

    @Test
    void nothingComparedWarnsOfNothing() throws IOException {
        RetentionPolicy policy = Policies.policy(LIMITS);
        PolicyComparison comparison = new PolicyComparison(policy, policy, NOW);
        assertThat(comparison.rows()).isEmpty();
        assertThat(comparison.warnings()).isEmpty();
    }
}
