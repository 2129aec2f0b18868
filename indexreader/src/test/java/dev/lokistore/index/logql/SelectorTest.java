package dev.lokistore.index.logql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lokistore.index.Effort;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectorTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '\u0001',
            value = {
                "{}# {}",
                "{ }# {}",
                "{app=\"web\"}# {app=\"web\"}",
                "  { app = \"web\" , env=~`p.*`,c!=\"\",d !~ \"x\" }  # {app=\"web\", env=~\"p.*\", c!=\"\", d!~\"x\"}",
                "{and=\"1\", or=\"2\", json=\"3\"}# {and=\"1\", or=\"2\", json=\"3\"}",
                "{a=\"tab\\tquote\\\"back\\\\slash\\x41\\101\\u00e9\\U0001F600\"}"
                        + "# {a=\"tab\tquote\\\"back\\\\slashAAé😀\"}",
                "{a=`\\d\"`}# {a=\"\\\\d\\\"\"}",
                "{a=\"b\"} |= \"x\" != `y` |~ \"z+\" !~ \"w\"" + "# {a=\"b\"} |= \"x\" != \"y\" |~ \"z+\" !~ \"w\"",
                "{a=\"b\"}|=\"x\"or`y` or \"z\"# {a=\"b\"} |= \"x\" or \"y\" or \"z\"",
                "{a=\"b\"} | t=\"1\"# {a=\"b\"} | t=\"1\"",
                "{a=\"b\"} | t=\"1\" != \"x\" | u!=\"\"# {a=\"b\"} != \"x\" | t=\"1\" | u!=\"\"",
                "{a=\"b\"} | t=\"1\" or u=~\"2\" and v!~\"3\"# {a=\"b\"} | (t=\"1\" or (u=~\"2\" and v!~\"3\"))",
                "{a=\"b\"} | (t=\"1\" or u=\"2\"), v=\"3\"# {a=\"b\"} | ((t=\"1\" or u=\"2\") and v=\"3\")",
                "{a=\"b\"} | t=\"1\" u=\"2\"# {a=\"b\"} | (t=\"1\" and u=\"2\")",
            })
    void selectorsAreReadAndWritten(String text, String canonical) {
        Selector selector = Selector.parse(text);

        assertThat(selector.toString()).isEqualTo(canonical);
        assertThat(Selector.parse(selector.toString()).toString()).isEqualTo(canonical);
    }

    @Test
    void commentsEndWithTheLine() {
        assertThat(Selector.parse("{a=\"b\"} # |= \"x\"\n != \"y\" # end").toString())
                .isEqualTo("{a=\"b\"} != \"y\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '\u0001',
            nullValues = "NONE",
            value = {
                "NONE@ 1@ '{'",
                "app=\"web\"@ 1@ '{'",
                "rate({a=\"b\"}[5m])@ 1@ metric queries are not supported",
                "{a=\"b\"}[5m]@ 8@ metric queries",
                "{@ 2@ a label name",
                "{a@ 3@ one of = != =~ !~",
                "{a==\"b\"}@ 3@ one of = != =~ !~",
                "{a=b}@ 4@ a string behind a=",
                "{a=\"b\",}@ 8@ a label name",
                "{a=\"b\" c=\"d\"}@ 8@ ',' or '}'",
                "{a=\"b@ 6@ a closing '\"'",
                "{a=`b@ 6@ a closing '`'",
                "{a=\"\\q\"}@ 5@ one of the escapes",
                "{a=\"\\'\"}@ 5@ one of the escapes",
                "{a=\"\\x4\"}@ 5@ 2 hexadecimal digits",
                "{a=\"\\777\"}@ 5@ at most 377",
                "{a=\"\\ud800\"}@ 5@ a Unicode character",
                "{a=\"\\U00110000\"}@ 5@ at most 10ffff",
                "{a=\"\\xff\"}@ 4@ UTF-8",
                "{a=~\"(\"}@ 5@ a regular expression in RE2 syntax; missing closing )",
                "{é=\"x\"}@ 2@ a label name",
                "{a=\"é😀\"} x@ 10@ a filter",
                "{a=\"b\"} |= x@ 12@ a string behind |=",
                "{a=\"b\"} |= ip(\"10.0.0.0/8\")@ 12@ ip() is not supported",
                "{a=\"b\"} |= \"x\" or@ 18@ a string behind |=",
                "{a=\"b\"} |~ \"(\"@ 12@ a regular expression",
                "{a=\"b\"} |~ \"\\xff\"@ 12@ UTF-8",
                "{a=\"b\"} |> \"<_>\"@ 9@ pattern filters are not supported",
                "{a=\"b\"} | json@ 11@ '| json': only line filters",
                "{a=\"b\"} | logfmt | x=\"1\"@ 11@ '| logfmt': only line filters",
                "{a=\"b\"} | json=\"x\"@ 11@ no LogQL keyword",
                "{a=\"b\"} | size > 10@ 16@ numbers, durations and sizes cannot be compared",
                "{a=\"b\"} | size == 10@ 16@ numbers, durations and sizes cannot be compared",
                "{a=\"b\"} | size = 10@ 18@ a string behind size=",
                "{a=\"b\"} | addr = ip(\"::1\")@ 18@ ip() is not supported",
                "{a=\"b\"} |@ 10@ a structured-metadata filter",
                "{a=\"b\"} | (t=\"1\"@ 17@ ')'",
                "{a=\"b\"} | t=\"1\" and@ 20@ a structured-metadata filter",
                "{a=\"b\"} | t=\"1\" or or=\"2\"@ 20@ a structured-metadata filter",
            })
    void faultsNameColumnAndExpectation(String text, int column, String message) {
        LogqlException fault =
                catchThrowableOfType(LogqlException.class, () -> Selector.parse(text == null ? "" : text));

        assertThat(fault).as(text).isNotNull();
        assertThat(fault).hasMessageContaining(message).hasMessageContaining("column " + column + ":");
        assertThat(fault.column()).isEqualTo(column);
    }

    @Test
    void theCaretStandsUnderTheFault() {
        LogqlException fault = catchThrowableOfType(LogqlException.class, () -> Selector.parse("{a=\"😀\"} | json"));

        assertThat(fault.pointing().lines()).containsExactly("{a=\"😀\"} | json", " ".repeat(10) + "^");
    }

    @Test
    void aLongSelectorIsShownAroundTheFault() {
        String text = "{a=\"" + "x".repeat(500) + "\"} | json |= \"" + "y".repeat(500) + "\"";

        LogqlException fault = catchThrowableOfType(LogqlException.class, () -> Selector.parse(text));

        String[] lines = fault.pointing().split(System.lineSeparator());
        assertThat(lines[0]).startsWith("…").endsWith("…").hasSizeLessThan(120);
        assertThat(lines[0].substring(lines[1].indexOf('^'))).startsWith("json");
    }

    @Test
    void deepParenthesesAndHugeTextsAreRefused() {
        assertThatThrownBy(() -> Selector.parse("{} | " + "(".repeat(60_000))).isInstanceOf(LogqlException.class);
        assertThatThrownBy(() -> Selector.parse("{a=\"" + "x".repeat(1 << 20) + "\"}"))
                .isInstanceOf(LogqlException.class)
                .hasMessageContaining("at most");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '\u0001',
            value = {
                "|= \"error\"@ an error here@ true",
                "|= \"Error\"@ an error here@ false",
                "|= \"\"@ anything@ true",
                "!= \"\"@ anything@ false",
                "!= \"error\"@ an error here@ false",
                "!= \"warn\"@ an error here@ true",
                "|= \"warn\" or \"error\"@ an error here@ true",
                "!= \"warn\" or \"error\"@ an error here@ false",
                "!= \"warn\" or \"info\"@ an error here@ true",
                "|~ \"err.r\"@ an error here@ true",
                "|~ \"^err\"@ an error here@ false",
                "|~ \"here$\"@ an error here@ true",
                "|~ \"(?i)ERROR\"@ an error here@ true",
                "!~ \"(?i)ERROR\"@ an error here@ false",
                "!~ \"e.{3}z\"@ an error here@ true",
                "|~ \"r\\\\s+h\"@ an error here@ true",
                "|~ \"gr.ße\"@ viele grüße@ true",
                "|~ \"gr..ße\"@ viele grüße@ false",
                "|= \"ü\"@ viele grüße@ true",
                "|= \"\\xc3\"@ viele grüße@ true",
                "|= \"a\" |= \"b\"@ ab@ true",
                "|= \"a\" |= \"b\"@ aa@ false",
            })
    void lineFiltersLookAtBytes(String filter, String line, boolean accepted) {
        byte[] buffer = ("##" + line + "error warn #").getBytes(StandardCharsets.UTF_8);
        int length = line.getBytes(StandardCharsets.UTF_8).length;

        assertThat(Selector.parse("{} " + filter).acceptsLine(buffer, 2, length))
                .isEqualTo(accepted);
    }

    @Test
    void linesThatAreNoUtf8AreMatchedToo() {
        byte[] line = {'a', (byte) 0xff, 'b', (byte) 0xc3};

        assertThat(Selector.parse("{} |~ \"a.b\"").acceptsLine(line, 0, 4)).isTrue();
        assertThat(Selector.parse("{} |= \"\\xff\"").acceptsLine(line, 0, 4)).isTrue();
        assertThat(Selector.parse("{} |= \"\\xfe\"").acceptsLine(line, 0, 4)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '@',
            quoteCharacter = '\u0001',
            value = {
                "t=\"1\"@ true",
                "t=\"2\"@ false",
                "missing=\"\"@ true",
                "missing!=\"\"@ false",
                "t!=\"\"@ true",
                "t=~\"[0-9]\"@ true",
                "t=~\"\"@ false",
                "u=~\"tw\"@ false",
                "t=\"2\" or u=\"two\"@ true",
                "t=\"2\" or u=\"two\" and t=\"3\"@ false",
                "(t=\"1\" or u=\"x\") and u=\"two\"@ true",
            })
    void metadataFiltersTakeMissingNamesAsEmpty(String filter, boolean accepted) {
        Map<String, String> metadata = Map.of("t", "1", "u", "two");

        assertThat(Selector.parse("{} | " + filter).acceptsMetadata(name -> metadata.getOrDefault(name, "")))
                .isEqualTo(accepted);
    }

    @Test
    void matchersAreAnchored() {
        Selector selector = Selector.parse("{env=~\"p.*d\", app!=\"\"}");

        assertThat(selector.acceptsStream(name -> name.equals("env") ? "prod" : "x"))
                .isTrue();
        assertThat(selector.acceptsStream(name -> name.equals("env") ? "prod-2" : "x"))
                .isFalse();
        assertThat(selector.acceptsStream(name -> name.equals("env") ? "prod" : ""))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void anyTextGivesASelectorOrALogqlException(long seed) {
        Random random = new Random(seed);
        String[] parts = {
            "{",
            "}",
            "a",
            "or",
            "and",
            "=",
            "!=",
            "=~",
            "!~",
            "|=",
            "|~",
            "|",
            ",",
            "\"",
            "`",
            "\\",
            "x",
            "\"b\"",
            "`c`",
            "(",
            ")",
            "json",
            "#",
            "\n",
            " ",
            "é",
            "😀",
            "\"(\"",
            "\\x4",
            "\ud800",
            "[",
            "*",
            "\0",
            "{a=\"b\"}"
        };
        int parsed = 0;
        for (int i = 0; i < Effort.of(4_000, 100_000); i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "{a=\"b\"} " : "");
            for (int n = random.nextInt(10); n > 0; n--) {
                text.append(parts[random.nextInt(parts.length)]);
            }
            try {
                String canonical = Selector.parse(text.toString()).toString();
                assertThat(Selector.parse(canonical).toString()).isEqualTo(canonical);
                parsed++;
            } catch (LogqlException e) {
                assertThat(e.column()).as(text.toString()).isBetween(1, text.length() + 1);
                assertThat(e.pointing()).contains("^");
            }
        }
        assertThat(parsed).isPositive();
    }

    @Test
    void everyCutOfALongSelectorGivesASelectorOrALogqlException() {
        String text = "{a=\"b\\n\", c=~`d.*`} |= \"x\" or `y` !~ \"z\" | (t=\"1\" or u!=\"2\"), v=~\"3\" != \"w\"";
        for (int end = 0; end < text.length(); end++) {
            String cut = text.substring(0, end);
            try {
                Selector.parse(cut);
            } catch (LogqlException e) {
                assertThat(e.column()).as(cut).isBetween(1, end + 1);
            }
        }
    }
}
