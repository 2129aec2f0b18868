package dev.lokistore.index.logql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.re2j.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Re2Test {
    private static void refused(String expression, String why) {
        assertThatExceptionOfType(PatternSyntaxException.class)
                .isThrownBy(() -> Re2.compile(expression, 0))
                .withMessageContaining(why);
    }

    @Test
    void repetitionsThatMultiplyAreRefusedAsLokiRefusesThem() {
        refused("(((x{1000}){1000}){1000})", "invalid repeat count");
        refused("((x{100}){11})", "invalid repeat count");
        refused("(?:a(b{2,}|c){2}){300}", "invalid repeat count");
        assertThat(Re2.compile("((x{100}){10})", 0).matches("x".repeat(1000))).isTrue();
    }

    @Test
    void deepGroupsAreRefused() {
        refused("(".repeat(20_000) + "a" + ")".repeat(20_000), "nests too deeply");
        assertThat(Re2.compile("(".repeat(900) + "a" + ")".repeat(900), 0).matches("a"))
                .isTrue();
    }

    @Test
    void longRowsOfOptionalPartsAreRefused() {
        refused("x?".repeat(20_000), "too many optional parts");
        refused("(x*)".repeat(20_000), "too many optional parts");
        refused("(((x*)))".repeat(500), "too many optional parts");
        refused("(?:x?){1000}".repeat(3), "too many optional parts");
        assertThat(Re2.compile("x?".repeat(Re2.MAX_OPTIONAL), 0).matches("x")).isTrue();
        assertThat(Re2.compile("(x*)".repeat(Re2.MAX_OPTIONAL / 2), 0).matches("x"))
                .isTrue();
        assertThat(Re2.compile("x{0,1000}", 0).matches("xx")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "(?:\\x{1000}|[{100}]|\\Q{100}\\E|\\{100}|a{,100}|x{|\\pL){1000}",
                "(?:(?:a)(?:b)(?:c)(?i:d)){1000}",
                "[]a](b|c)*[^]d]+[[:alpha:]]{2,5}\\.",
            })
    void whatOnlyLooksBigIsNotRefused(String expression) {
        assertThat(Re2.compile(expression, 0)).isNotNull();
    }
}
