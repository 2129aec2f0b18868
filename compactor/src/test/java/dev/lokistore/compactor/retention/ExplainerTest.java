package dev.lokistore.compactor.retention;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.TenantId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplainerTest {
    private static final Instant NOW = Instant.parse("2026-11-23T08:00:00Z");
    private static final TenantId A = TenantId.of("a");
    private static final Labels DEV = Labels.of("env", "dev");
    private static final String ON = "compactor: {retention_enabled: true}\n";
    private static final String WEEK = ON + "limits_config: {retention_period: 7d}\n";

    private static NamingTable table(String day) {
        return table(day, true, true);
    }

    private static NamingTable table(String day, boolean compacted, boolean inPeriod) {
        Instant start = Instant.parse(day + "T00:00:00Z");
        Instant end = start.plus(Duration.ofDays(1)).minusMillis(1);
        return new NamingTable("index_" + day, start, end, compacted, inPeriod);
    }

    private static Explanation explain(RetentionPolicy policy, String through, NamingTable... tables) {
        ExistingChunk chunk = new ExistingChunk(A, DEV, Instant.parse(through), List.of(tables));
        return new Explainer(policy, NOW).explain(chunk);
    }

    private static List<Hindrance> hindrances(Explanation explanation) {
        return explanation.reasons().stream().map(Reason::hindrance).toList();
    }

    @Test
    void retentionThatIsOffRemovesNothing() throws IOException {
        Explanation explanation = explain(
                Policies.policy("limits_config: {retention_period: 7d}"), "2026-11-01T12:00:00Z", table("2026-11-01"));
        assertThat(explanation.decision().expired()).isTrue();
        assertThat(hindrances(explanation)).containsExactly(Hindrance.RETENTION_OFF);
    }

    @Test
    void whatIsNotDueSaysWhenItWillBe() throws IOException {
        Explanation explanation = explain(Policies.policy(WEEK), "2026-11-20T12:00:00Z", table("2026-11-20"));
        assertThat(hindrances(explanation)).containsExactly(Hindrance.NOT_DUE);
        assertThat(explanation.reasons().get(0).detail())
                .isEqualTo("retention_period of 1w keeps it until 2026-11-27T12:00:00Z");
        Explanation forever = explain(Policies.policy(ON), "2026-11-20T12:00:00Z", table("2026-11-20"));
        assertThat(forever.reasons().get(0).detail()).isEqualTo("retention_period keeps it for ever");
    }

    @Test
    void aRuleThatComesFirstKeepsWhatAnotherWouldTake() throws IOException {
        RetentionPolicy policy = Policies.policy(WEEK.replace(
                "7d",
                "7d, retention_stream: [{selector: '{env=\"dev\"}', priority: 5, period: 30d},"
                        + " {selector: '{env=~\".+\"}', priority: 4, period: 2d},"
                        + " {selector: '{env=\"prod\"}', priority: 3, period: 1d}]"));
        Explanation explanation = explain(policy, "2026-11-10T12:00:00Z", table("2026-11-10"));
        assertThat(hindrances(explanation)).containsExactly(Hindrance.NOT_DUE, Hindrance.RULE_ORDER);
        assertThat(explanation.reasons().get(1).detail())
                .isEqualTo("retention_stream[1] {env=~\".+\"} of 2d, retention_period of 1w would take it,"
                        + " but retention_stream[0] (priority 5) comes first");
    }

    @Test
    void overridesThatReplaceTheGeneralListAreNamed() throws IOException {
        RetentionPolicy policy = Policies.policy(
                WEEK.replace("7d", "30d, retention_stream: [{selector: '{env=\"dev\"}', period: 2d}]"),
                "overrides: {a: {retention_stream: []}}");
        Explanation explanation = explain(policy, "2026-11-10T12:00:00Z", table("2026-11-10"));
        assertThat(hindrances(explanation)).containsExactly(Hindrance.NOT_DUE, Hindrance.RULE_ORDER);
        assertThat(explanation.reasons().get(1).detail())
                .contains("retention_stream[0] {env=\"dev\"} of 2d")
                .contains("the overrides of a replace it");
    }

    @Test
    void aRuleThatWasLostButWouldKeepItTooIsNoReason() throws IOException {
        RetentionPolicy policy = Policies.policy(WEEK, "overrides: {a: {retention_period: 30d}}");
        assertThat(hindrances(explain(policy, "2026-11-20T12:00:00Z", table("2026-11-20"))))
                .containsExactly(Hindrance.NOT_DUE);
        assertThat(hindrances(explain(policy, "2026-11-10T12:00:00Z", table("2026-11-10"))))
                .containsExactly(Hindrance.NOT_DUE, Hindrance.RULE_ORDER);
    }

    @Test
    void periodsBelowTheMinimumAreNamed() throws IOException {
        assertThat(hindrances(explain(
                        Policies.policy(WEEK.replace("7d", "6h")), "2026-11-10T12:00:00Z", table("2026-11-10"))))
                .containsExactly(Hindrance.MINIMUM_PERIOD);
        RetentionPolicy stream =
                Policies.policy(WEEK.replace("7d", "7d, retention_stream: [{selector: '{env=\"dev\"}', period: 6h}]"));
        assertThat(explain(stream, "2026-11-10T12:00:00Z", table("2026-11-10")).reasons())
                .singleElement()
                .matches(reason -> reason.hindrance() == Hindrance.MINIMUM_PERIOD
                        && reason.detail().contains("refuses the configuration"));
    }

    @Test
    void aChunkOverMidnightOutlivesItsFirstTable() throws IOException {
        Explanation explanation =
                explain(Policies.policy(WEEK), "2026-11-16T09:00:00Z", table("2026-11-15"), table("2026-11-16"));
        assertThat(hindrances(explanation)).containsExactly(Hindrance.NOT_DUE, Hindrance.SPANS_LATER_DAY);
        assertThat(explanation.reasons().get(1).detail()).contains("index_2026-11-15 is past the period");
    }

    @Test
    void tablesThatTheCompactorLeavesAloneAreNamed() throws IOException {
        Explanation explanation = explain(
                Policies.policy(WEEK),
                "2026-11-02T00:01:00Z",
                table("2026-11-01", false, true),
                table("2026-11-02", true, false));
        assertThat(hindrances(explanation))
                .containsExactly(Hindrance.TABLE_OUTSIDE_PERIODS, Hindrance.TABLE_NOT_COMPACTED);
        assertThat(explanation.reasons().get(0).detail()).contains("index_2026-11-02");
        assertThat(explanation.reasons().get(1).detail()).contains("index_2026-11-01");
    }

    @Test
    void whatExpiredAMomentAgoWaitsForTheDelay() throws IOException {
        // 15 min between the runs, 2 h before objects go, 1 min between sweeps
        String waits = "2026-11-16T05:44:00Z";
        Explanation explanation = explain(Policies.policy(WEEK), waits, table("2026-11-16"));
        assertThat(hindrances(explanation)).containsExactly(Hindrance.DELETE_DELAY);
        assertThat(explanation.reasons().get(0).detail()).endsWith("until 2026-11-23T08:00:00Z");
        assertThat(hindrances(explain(Policies.policy(WEEK), waits))).containsExactly(Hindrance.DELETE_DELAY);
        assertThat(hindrances(explain(Policies.policy(WEEK), "2026-11-16T05:43:59.999Z", table("2026-11-16"))))
                .isEmpty();
    }

    @Test
    void whatNoTableNamesIsNeverRemoved() throws IOException {
        assertThat(hindrances(explain(Policies.policy(WEEK), "2026-11-01T12:00:00Z")))
                .containsExactly(Hindrance.NO_INDEX_ENTRY);
        assertThat(hindrances(explain(Policies.policy(WEEK), "2026-11-22T12:00:00Z")))
                .containsExactly(Hindrance.NOT_DUE, Hindrance.NO_INDEX_ENTRY);
    }
}
