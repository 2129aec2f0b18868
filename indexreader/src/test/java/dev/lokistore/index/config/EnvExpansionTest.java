package dev.lokistore.index.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvExpansionTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("A", "alpha", "E", "");

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
                    `${A}`                      | alpha
                    `$A`                        | $A
                    `${E}`                      | ``
                    `${U:-x}`                   | x
                    `${E:-x}`                   | x
                    `${U:=x}`                   | x
                    `${U=x}`                    | x
                    `${U:-${A}}`                | alpha
                    `${U:-http://h:9000/b}`     | http://h:9000/b
                    `${U:?m}`                   | m
                    `${U:+m}`                   | m
                    `${A:+m}`                   | alpha
                    `$$`                        | $
                    `$${A}`                     | ${A}
                    `a$b`                       | a$b
                    `a\\\\b`                    | a\\b
                    `a\\/b`                     | a/b
                    """, delimiter = '|')
    void variablesAreExpandedAsInLoki(String text, String expected) throws IOException {
        EnvExpansion expansion = expansion();
        assertThat(expansion.expand(text)).isEqualTo(expected);
        assertThat(expansion.remarks()).isEmpty();
    }

    @Test
    void aBraceThatIsNeverClosedIsAnErrorAsInLoki() {
        assertThatExceptionOfType(LokiConfigException.class)
                .isThrownBy(() -> expansion().expand("a\n${A"))
                .withMessageContaining("line 2")
                .withMessageContaining("missing closing brace");
    }

    private static EnvExpansion expansion() {
        return new EnvExpansion("loki.yaml", name -> Optional.ofNullable(ENVIRONMENT.get(name)), line -> line);
    }
}
