package dev.lokistore.index.logql;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.lokistore.index.Effort;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequiredLiteralTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '\u0001',
            value = {
                "error@error",
                "level=(warn|error) c=5..@level=",
                "ab+cde@cde",
                "abc*d@ab",
                "abc?@ab",
                "abcd{2,3}e@abc",
                "time\\.out\\d+@time.out",
                "(abc|def)xy@xy",
                "[abc]]xy[^]]z@]xy",
                "(?:abc)de@de",
                "foo{bar@foo{bar",
            })
    void theLongestTextOutsideOfChoicesIsFound(String expression, String literal) {
        assertThat(RequiredLiteral.of(expression)).isEqualTo(literal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a|b", "(?i)abc", "abc\\x41|def", "\\Qa|b\\E", "foo{a|b}", "(ab)", "\\pLabc"})
    void nothingIsClaimedWhereItCannotBeTold(String expression) {
        assertThat(RequiredLiteral.of(expression)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void theFilterNeverChangesWhatAnExpressionMatches(long seed) {
        Random random = new Random(seed);
        String[] parts = {
            "a",
            "b",
            "ab",
            "ba",
            "é",
            ".",
            "*",
            "+",
            "?",
            "(",
            ")",
            "(?:",
            "[ab]",
            "[^a]",
            "|",
            "\\.",
            "\\d",
            "{2}",
            "{",
            "}",
            "^",
            "$",
            "\\b",
            "(?i)",
            "[]b]",
            "\\x61",
            "{1,",
            "A",
            "\\Qa\\E",
            "[[:alpha:]]",
            "\\pL"
        };
        String letters = "aabbAé.{}]1";
        int checked = 0;
        while (checked < Effort.of(1_000, 20_000)) {
            StringBuilder expression = new StringBuilder();
            for (int n = 1 + random.nextInt(7); n > 0; n--) {
                expression.append(parts[random.nextInt(parts.length)]);
            }
            Pattern plain;
            try {
                plain = Pattern.compile(expression.toString());
            } catch (PatternSyntaxException e) {
                continue;
            }
            RegexPattern filtered = new RegexPattern(expression.toString());
            for (int i = 0; i < 20; i++) {
                StringBuilder line = new StringBuilder();
                for (int n = random.nextInt(9); n > 0; n--) {
                    line.append(letters.charAt(random.nextInt(letters.length())));
                }
                byte[] bytes = line.toString().getBytes(StandardCharsets.UTF_8);
                assertThat(filtered.isIn(bytes, 0, bytes.length))
                        .as("'%s' in '%s', seed %d", expression, line, seed)
                        .isEqualTo(plain.matcher(line).find());
            }
            checked++;
        }
    }

    @Test
    void highlightsAreBytePositionsJoinedAndInOrder() {
        byte[] line = "#grüße err error warn".getBytes(StandardCharsets.UTF_8);
        Highlights highlights =
                Highlights.of(Selector.parse("{} |~ \"err|e\" |= \"or\" or \"ße\" != \"warn\" |~ \"x*\""));

        assertThat(highlights.find(line, 1, line.length - 1))
                .extracting(
                        span -> new String(line, 1 + span.start(), span.end() - span.start(), StandardCharsets.UTF_8))
                .containsExactly("ße", "err", "error");
    }
}
