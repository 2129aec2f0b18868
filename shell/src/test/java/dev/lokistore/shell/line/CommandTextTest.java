package dev.lokistore.shell.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandTextTest {
    /** Words in brackets, stages between bars, pipelines between semicolons. */
    private static String shape(String line) {
        CommandText text = CommandText.parse(line);
        assertThat(text.missing()).as(line).isNull();
        return text.pipelines().stream().map(CommandTextTest::shape).collect(Collectors.joining(";"));
    }

    private static String shape(Pipeline pipeline) {
        String stages = pipeline.stages().stream()
                .map(words ->
                        words.stream().map(word -> "<" + word.text() + ">").collect(Collectors.joining()))
                .collect(Collectors.joining("|"));
        Redirect redirect = pipeline.redirect();
        return stages
                + (redirect == null
                        ? ""
                        : (redirect.append() ? ">>" : ">") + redirect.file().text());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '^', textBlock = """
        du --by app @ <du><--by><app>
        cat '{app="web"} |= "x y"' @ <cat><{app="web"} |= "x y">
        cat {app="web"} |= "x y" --limit 5 @ <cat><{app="web"} |= "x y"><--limit><5>
        cat {app="web", env=~`p|q`} != `a b` |~ "c" or "d" @ <cat><{app="web", env=~`p|q`} != `a b` |~ "c" or "d">
        cat {app="}|>;"} | grep x @ <cat><{app="}|>;"}>|<grep><x>
        cat {a="b"} | trace_id="1" and (u="2" or u!="3"), v=~"4" | head @ <cat><{a="b"} | trace_id="1" and (u="2" or u!="3"), v=~"4">|<head>
        cat {a="b"}|grep x @ <cat><{a="b"}>|<grep><x>
        cat {a="b"} |= error --limit 1 @ <cat><{a="b"} |= error><--limit><1>
        cat {a="b"} |= 'not so' -o raw @ <cat><{a="b"} |= 'not so'><-o><raw>
        streams {} > out.txt @ <streams><{}>>out.txt
        du >> 'my file' @ <du>>>my file
        tables|grep boltdb|wc -l>n @ <tables>|<grep><boltdb>|<wc><-l>>n
        info; tables ;; du @ <info>;<tables>;<du>
        cd team-a/2026-11-20/{app="a/b"}/x @ <cd><team-a/2026-11-20/{app="a/b"}/x>
        grep "say \\"hi\\" \\n" @ <grep><say "hi" \\n>
        grep a\\ b\\|c @ <grep><a b|c>
        open s3://b/p?region=x&pathStyle=true # prod @ <open><s3://b/p?region=x&pathStyle=true>
        grep a#b @ <grep><a#b>
        grep '' @ <grep><>
        x{y @ <x{y>
        """)
    void wordsStagesAndPipelines(String line, String shape) {
        assertThat(shape(line)).isEqualTo(shape);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '^', textBlock = """
        cat '{app= @ SINGLE_QUOTE
        grep "x @ DOUBLE_QUOTE
        grep `x @ BACKQUOTE
        cat {app="web" @ BRACE
        cat {app="we @ DOUBLE_QUOTE
        cat {app=`we} @ BACKQUOTE
        cat {app="web"} |= "err @ DOUBLE_QUOTE
        du --by app \\ @ LINE
        du | @ COMMAND
        """)
    void unfinishedLinesSayWhatIsMissing(String line, Missing missing) {
        assertThat(CommandText.parse(line).missing()).isEqualTo(missing);
    }

    @Test
    void linesGoOnWhereTheyAreUnfinished() {
        assertThat(shape("du \\\n --by app")).isEqualTo("<du><--by><app>");
        assertThat(shape("cat {app=\"web\",\n  env=\"prod\"\n}\n |= \"x\"")).endsWith("|= \"x\">");
        assertThat(shape("du |\n head")).isEqualTo("<du>|<head>");
        assertThat(shape("info\n\ntables # all\ndu")).as("as pasted").isEqualTo("<info>;<tables>;<du>");
        assertThat(shape("# only a comment")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "| head",
                "du || head",
                "du | | head",
                "du |; info",
                "> x",
                "du >",
                "du > a > b",
                "du > a | head",
                "du > a b",
                "du 2> err",
                "du < in",
                "du && info"
            })
    void whatCannotBeUnderstoodIsRefused(String line) {
        assertThatThrownBy(() -> CommandText.parse(line)).isInstanceOf(SyntaxException.class);
    }

    @Test
    void aTildeStandsForHomeOnlyUnquotedAndInFront() {
        List<Word> words =
                CommandText.parse("run ~/a ~ ~b '~/c' x~/d").pipelines().get(0).command();

        assertThat(words.stream().filter(Word::home).map(Word::text)).containsExactly("~/a", "~");
    }

    @Test
    void spansNameTheParts() {
        String line = "cat {app=\"web\"} |= `x` --limit 5 | head 'a b' > f # end";
        List<String> spans = CommandText.spans(line).stream()
                .map(span -> span.kind() + ":" + line.substring(span.start(), span.end()))
                .toList();

        assertThat(spans)
                .containsExactly(
                        "COMMAND:cat",
                        "BRACE:{",
                        "LABEL:app",
                        "OPERATOR:=",
                        "STRING:\"web\"",
                        "BRACE:}",
                        "OPERATOR:|=",
                        "STRING:`x`",
                        "OPTION:--limit",
                        "PLAIN:5",
                        "SIGN:|",
                        "COMMAND:head",
                        "QUOTED:'a b'",
                        "SIGN:>",
                        "PLAIN:f",
                        "COMMENT:# end");
    }

    @Test
    void spansAreInOrderWhateverIsTyped() {
        String alphabet = "a {}\"'`\\|=!~>;#,()\n-";
        for (long seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            String line = random.ints(1 + random.nextInt(30), 0, alphabet.length())
                    .mapToObj(i -> alphabet.substring(i, i + 1))
                    .collect(Collectors.joining());
            int end = 0;
            for (Span span : CommandText.spans(line)) {
                assertThat(span.start()).as("seed %d: %s", seed, line).isGreaterThanOrEqualTo(end);
                assertThat(span.end()).as("seed %d: %s", seed, line).isGreaterThan(span.start());
                end = span.end();
            }
            assertThat(end).as("seed %d: %s", seed, line).isLessThanOrEqualTo(line.length());
        }
    }
}
