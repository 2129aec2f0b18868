package dev.lokistore.compactor.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.chunk.Labels;
import dev.lokistore.index.config.LokiConfigException;
import java.io.IOException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelabelingTest {
    private static final Labels LABELS = Labels.of("app", "Web", "env", "prod-eu", "pod", "web-1");

    private static Optional<Labels> apply(String rules) throws IOException {
        return Relabeling.parse("rules.yaml", rules).new Session().apply(LABELS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{source_labels: [app], target_label: job} # {app=\"Web\", env=\"prod-eu\", job=\"Web\", pod=\"web-1\"}",
                "{action: Replace, source_labels: [env], regex: '(prod)-.*', target_label: env} #"
                        + " {app=\"Web\", env=\"prod\", pod=\"web-1\"}",
                "{source_labels: [env], regex: 'prod', target_label: env, replacement: x} #"
                        + " {app=\"Web\", env=\"prod-eu\", pod=\"web-1\"}",
                "{source_labels: [app, pod], separator: '@', target_label: '${1}x', regex: '(Web)@.*',"
                        + " replacement: '$$ ${1}_$1_ $9'} #"
                        + " {Webx=\"$ Web_ \", app=\"Web\", env=\"prod-eu\", pod=\"web-1\"}",
                "{target_label: pod, replacement: ''} # {app=\"Web\", env=\"prod-eu\"}",
                "{action: lowercase, source_labels: [app], target_label: app} #"
                        + " {app=\"web\", env=\"prod-eu\", pod=\"web-1\"}",
                "{action: uppercase, source_labels: [app], target_label: up} #"
                        + " {app=\"Web\", env=\"prod-eu\", pod=\"web-1\", up=\"WEB\"}",
                "{action: labeldrop, regex: 'a.*|pod'} # {env=\"prod-eu\"}",
                "{action: labelkeep, regex: 'app'} # {app=\"Web\"}",
                "{action: labelmap, regex: '(e)nv', replacement: 'my_$1'} #"
                        + " {app=\"Web\", env=\"prod-eu\", my_e=\"prod-eu\", pod=\"web-1\"}",
                "{action: hashmod, source_labels: [app], modulus: 1000, target_label: shard} #"
                        + " {app=\"Web\", env=\"prod-eu\", pod=\"web-1\", shard=\"0\"}",
            })
    void rulesChangeLabelsAsPrometheusDoes(String rule, String expected) throws IOException {
        assertThat(apply("- " + rule).orElseThrow()).hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{action: keep, source_labels: [app], regex: W.b} # true",
                "{action: keep, source_labels: [app], regex: W} # false",
                "{action: drop, source_labels: [app], regex: W} # true",
                "{action: drop, source_labels: [env], regex: prod.*} # false",
                "{action: keepequal, source_labels: [app], target_label: pod} # false",
                "{action: dropequal, source_labels: [app], target_label: app} # false",
                "{action: dropequal, source_labels: [app], target_label: pod} # true",
            })
    void rulesLeaveStreamsOut(String rule, boolean stays) throws IOException {
        assertThat(apply("relabel_configs: [" + rule + "]").isPresent()).isEqualTo(stays);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "{action: frobnicate} # there is no action 'frobnicate'",
                "{action: hashmod, target_label: a} # modulus",
                "{source_labels: [app]} # target_label",
                "{regex: '(', target_label: a} # RE2",
                "{source_label: [app], target_label: a} # no such field",
            })
    void whatIsNoRuleIsNamedWithItsLine(String rule, String problem) {
        assertThatThrownBy(() -> apply("\n- " + rule))
                .isInstanceOf(LokiConfigException.class)
                .hasMessageContaining("rules.yaml")
                .hasMessageContaining("2")
                .hasMessageContaining(problem);
    }

    @Test
    void noRulesChangeNothing() throws IOException {
        assertThat(apply("[]")).contains(LABELS);
    }
}
