package dev.lokistore.compactor.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.compactor.retention.PolicyFault.Severity;
import dev.lokistore.index.config.ConfigFile;
import dev.lokistore.index.config.LokiConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetentionConfigTest {
    private static final TenantId TEAM_A = TenantId.of("team-a");
    private static final String CONFIG = """
            auth_enabled: true
            something_new: {deep: [1, 2]}
            compactor:
              retention_enabled: true
              retention_delete_delay: 1h30m
              compaction_interval: 5m
            limits_config:
              retention_period: 31d
              retention_stream:
              - selector: '{namespace="dev"}'
                priority: 1
                period: 24h
              - {selector: '{env=~"p.*", app!="x"}', period: 1y}
            runtime_config: {file: /etc/loki/runtime.yaml}
            """;

    @Test
    void everythingIsReadWithItsLine() throws IOException {
        RetentionPolicy policy = Policies.policy(CONFIG, "overrides: {}");
        assertThat(policy.faults()).isEmpty();
        assertThat(policy.settings())
                .isEqualTo(new RetentionSettings(
                        true,
                        Duration.ofMinutes(90),
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(450),
                        Duration.ofHours(24),
                        false,
                        Duration.ZERO));
        TenantRules defaults = policy.defaults();
        assertThat(defaults.plain().describe()).isEqualTo("retention_period of 31d");
        assertThat(defaults.plain().line()).isEqualTo(8);
        assertThat(defaults.streams())
                .extracting(rule -> rule.line() + " " + rule.priority() + " " + rule.describe())
                .containsExactly(
                        "10 1 retention_stream[0] {namespace=\"dev\"} of 1d",
                        "13 0 retention_stream[1] {env=~\"p.*\", app!=\"x\"} of 1y");
    }

    @Test
    void overridesInheritWhatTheyDoNotSetAndReplaceTheListThatTheySet() throws IOException {
        RetentionPolicy policy = Policies.policy(CONFIG, """
                overrides:
                  team-a: {retention_period: 48h}
                  team-b:
                    retention_stream:
                    - {selector: '{a="b"}', priority: 7, period: 2w}
                  team-c: {retention_stream: []}
                  team-d: {retention_stream: ~, retention_period: ~}
                  team-e: {max_line_size: 1KB}
                  team-f:
                """);
        assertThat(policy.tenants().keySet())
                .extracting(TenantId::value)
                .containsExactlyInAnyOrder("team-a", "team-b", "team-c", "team-d", "team-e");
        assertThat(policy.rulesOf(TEAM_A).plain().describe()).isEqualTo("overrides.team-a.retention_period of 2d");
        assertThat(policy.rulesOf(TEAM_A).streams()).isEqualTo(policy.defaults().streams());
        TenantRules b = policy.rulesOf(TenantId.of("team-b"));
        assertThat(b.plain()).isEqualTo(policy.defaults().plain());
        assertThat(b.streams())
                .extracting(RetentionRule::describe)
                .containsExactly("overrides.team-b.retention_stream[0] {a=\"b\"} of 2w");
        assertThat(policy.rulesOf(TenantId.of("team-c")).streams()).isEmpty();
        assertThat(policy.rulesOf(TenantId.of("team-d")).streams()).isEmpty();
        assertThat(policy.rulesOf(TenantId.of("team-d")).plain())
                .isEqualTo(policy.defaults().plain());
        assertThat(policy.rulesOf(TenantId.of("team-e"))).isEqualTo(policy.defaults());
        assertThat(policy.rulesOf(TenantId.of("unheard"))).isSameAs(policy.defaults());
    }

    @Test
    void aConfigurationWhoseOverridesAreMissingCannotBeTrusted() throws IOException {
        RetentionPolicy policy = Policies.policy(CONFIG);
        assertThat(policy.severity()).isEqualTo(Severity.ERROR);
        assertThat(policy.faults())
                .singleElement()
                .asString()
                .startsWith("loki.yaml line 14: ")
                .contains("/etc/loki/runtime.yaml");
    }

    @Test
    void theOldPlaceOfTheOverridesCountsWhereTheNewOneIsEmpty() throws IOException {
        String old = "limits_config: {per_tenant_override_config: /old.yaml}\n";
        assertThat(RetentionConfig.of(Policies.file("c", old)).overrideFiles()).containsExactly("/old.yaml");
        String both = old + "runtime_config: {file: 'a.yaml, b.yaml'}\n";
        assertThat(RetentionConfig.of(Policies.file("c", both)).overrideFiles()).containsExactly("a.yaml", "b.yaml");
        assertThat(Policies.policy(both, "{}").faults())
                .singleElement()
                .asString()
                .startsWith("loki.yaml line 2: ")
                .contains("different files");
        assertThat(Policies.policy(old).severity()).isEqualTo(Severity.ERROR);
    }

    @Test
    void severalOverrideFilesAddUpUnlessTheyNameOneTenantTwice() throws IOException {
        String one = "overrides: {team-a: {retention_period: 2d}}";
        String two = "overrides: {team-b: {retention_period: 3d}}";
        assertThat(Policies.policy("{}", one, two).tenants()).hasSize(2);
        assertThatThrownBy(() -> Policies.policy("{}", one, one)).isInstanceOf(LokiConfigException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limits_config: {retention_period: 0}|WARNING|kept for ever",
                "limits_config: {retention_period: 0s}|WARNING|kept for ever",
                "limits_config: {retention_period: 12h}|NEEDS_FORCE|least that Loki's documentation allows is 24h",
                "limits_config: {retention_stream: [{selector: '{a=\"b\"}', period: 23h59m}]}|ERROR|must be 24h or more",
                "limits_config: {retention_stream: [{selector: '{a=\"b\"}'}]}|ERROR|must be 24h or more",
                "limits_config: {retention_stream: [{selector: '{a=\"b\"}', period: 0s}]}|ERROR|must be 24h or more"
            })
    void shortPeriodsAreFaults(String limits, Severity severity, String message) throws IOException {
        RetentionPolicy policy = Policies.policy("compactor: {retention_enabled: true}\n" + limits);
        assertThat(policy.severity()).isEqualTo(severity);
        assertThat(policy.faults())
                .singleElement()
                .asString()
                .startsWith("loki.yaml line 2: ")
                .contains(message);
    }

    @Test
    void zeroIsDangerousForAnOldLoki() throws IOException {
        RetentionSemantics old = RetentionSemantics.of(LokiRelease.parse("2.7.7"));
        RetentionPolicy policy = Policies.policy(old, "{}", "overrides: {team-a: {retention_period: 0}}");
        assertThat(policy.severity()).isEqualTo(Severity.NEEDS_FORCE);
        assertThat(policy.faults())
                .singleElement()
                .asString()
                .startsWith("runtime0.yaml line 1: ")
                .contains("everything is past its period");
    }

    @Test
    void rulesThatNobodyAppliesAreAFault() throws IOException {
        assertThat(Policies.policy("limits_config: {retention_period: 31d}").faults())
                .singleElement()
                .asString()
                .contains("Loki applies none of them");
        assertThat(Policies.policy("{}", "overrides: {a: {retention_period: 31d}}")
                        .faults())
                .hasSize(1);
        assertThat(Policies.policy("auth_enabled: false").faults()).isEmpty();
    }

    @Test
    void twoThatRemoveAreAFault() throws IOException {
        RetentionPolicy policy = Policies.policy("""
                compactor: {retention_enabled: yes}
                table_manager:
                  retention_deletes_enabled: true
                  retention_period: 336h
                """);
        assertThat(policy.faults())
                .singleElement()
                .asString()
                .startsWith("loki.yaml line 3: ")
                .contains("table manager");
        assertThat(policy.settings().tableManagerPeriod()).isEqualTo(Duration.ofDays(14));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "limits_config: [1]|limits_config: expected a mapping, found a list",
                "limits_config: {retention_period: 1.5d}|limits_config.retention_period: '1.5d' is no duration",
                "limits_config: {retention_period: ''}|limits_config.retention_period: '' is no duration",
                "limits_config: {retention_period: 744}|limits_config.retention_period: '744' is no duration",
                "limits_config: {retention_period: {a: b}}|expected a text, found a mapping",
                "limits_config: {retention_stream: {a: b}}|expected a list, found a mapping",
                "limits_config: {retention_stream: [a]}|retention_stream[0]: expected a mapping",
                "limits_config: {retention_stream: [{selector: '{a=', period: 1w}]}|column 4",
                "limits_config: {retention_stream: [{period: 1w}]}|expected '{'",
                "limits_config: {retention_stream: [{selector: '{}', period: 1w}]}|does not match the empty value",
                "limits_config: {retention_stream: [{selector: '{a=~\".*\"}', period: 1w}]}|does not match the empty",
                "limits_config: {retention_stream: [{selector: '{a=\"b\"} != \"x\"', period: 1w}]}|without filters",
                "limits_config: {retention_stream: [{selector: '{a=\"b\"}', period: 1w, priority: high}]}|a number",
                "compactor: {retention_enabled: maybe}|expected true or false",
                "compactor: {retention_delete_delay: soon}|compactor.retention_delete_delay: ",
                "limits_config: {a: 1, a: 2}|'a' is given twice",
                "limits_config: [|no valid YAML",
                "limits_config: *nothing|alias",
            })
    void whatLokiWouldRefuseIsRefusedWithItsLine(String yaml, String message) {
        assertThatThrownBy(() -> Policies.policy("# a comment\n" + yaml))
                .isInstanceOf(LokiConfigException.class)
                .hasMessageStartingWith("loki.yaml line ")
                .hasMessageContaining(message);
    }

    @Test
    void overridesWithoutASoundTenantAreRefused() {
        assertThatThrownBy(() -> Policies.policy("{}", "overrides:\n  a/b: {retention_period: 2d}"))
                .isInstanceOf(LokiConfigException.class)
                .hasMessageContaining("runtime0.yaml line 2: overrides.a/b: expected a tenant");
    }

    @Test
    void anchorsAndMergesAreRead() throws IOException {
        RetentionPolicy policy = Policies.policy("{}", """
                short: &short
                  retention_period: 2d
                  retention_stream: [{selector: '{a="b"}', period: 1w}]
                overrides:
                  a: *short
                  b: {<<: *short, retention_period: 3d}
                """);
        assertThat(policy.rulesOf(TenantId.of("a")).plain().period()).isEqualTo(Duration.ofDays(2));
        assertThat(policy.rulesOf(TenantId.of("b")).plain().period()).isEqualTo(Duration.ofDays(3));
        assertThat(policy.rulesOf(TenantId.of("b")).streams()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "---\n", "# nothing\n", "{}", "null"})
    void anEmptyConfigurationKeepsEverything(String text) throws IOException {
        RetentionPolicy policy = Policies.policy(text);
        assertThat(policy.faults()).isEmpty();
        assertThat(policy.settings().enabled()).isFalse();
        assertThat(policy.isForever(policy.defaults().plain())).isTrue();
    }

    @Test
    void hostileDocumentsEnd() {
        StringBuilder laughs = new StringBuilder("a0: &a0 {x: y}\n");
        for (int i = 1; i < 60; i++) {
            laughs.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        laughs.append("limits_config: *a59\n");
        assertThatThrownBy(() -> Policies.policy(laughs.toString())).isInstanceOf(LokiConfigException.class);
        for (String text :
                List.of("[".repeat(100_000), "{a: ".repeat(100_000), "x".repeat(20 << 20), "%YAML 9.9", "\u0001")) {
            assertThatThrownBy(() -> Policies.policy(text)).isInstanceOf(LokiConfigException.class);
        }
    }

    @Test
    void aFileIsLoadedWithItsVariables(@TempDir Path folder) throws IOException {
        Path path = folder.resolve("loki.yaml");
        Files.writeString(path, "limits_config: {retention_period: \"${PERIOD:-5d}\"} # ${SECRET}\n");
        ConfigFile file = ConfigFile.load(path, name -> name.equals("PERIOD") ? Optional.of("9d") : Optional.empty());
        assertThat(RetentionConfig.of(file)
                        .policy(List.of(), RetentionSemantics.SAFE)
                        .defaults()
                        .plain()
                        .period())
                .isEqualTo(Duration.ofDays(9));
        assertThat(file.remarks()).singleElement().asString().contains("SECRET");
        assertThat(file.toString()).doesNotContain("9d");
    }
}
