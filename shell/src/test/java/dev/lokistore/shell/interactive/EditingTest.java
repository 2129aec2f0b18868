package dev.lokistore.shell.interactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.shell.SessionContext;
import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.line.CommandText;
import dev.lokistore.shell.line.Cursor;
import dev.lokistore.shell.terminal.Style;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What surrounds the line editor and needs no terminal. */
class EditingTest {
    private static final List<String> EARLIER = List.of("tenants", "du --by app", "cat {a!=\"b\"}", "du");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '@', textBlock = """
        !! @ du
        !! | less @ du | less
        !2 @ du --by app
        !-3 > f @ du --by app > f
        !ten -o csv @ tenants -o csv
        !du --by day @ du --by day
        cat {a!="b"} @ cat {a!="b"}
        grep !! @ grep !!
        !~ @ !~
        """)
    void bangsBringBackLinesAtTheBeginOfALineOnly(String line, String expected) {
        assertThat(Bang.expand(line, EARLIER)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"!9", "!-9", "!0", "!nope", "!999999999"})
    void linesThatWereNeverTypedAreNamed(String line) {
        assertThatThrownBy(() -> Bang.expand(line, EARLIER))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("there is no such line");
        assertThatThrownBy(() -> Bang.expand("!!", List.of())).isInstanceOf(UsageException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "open s3://key:pass@host/bucket",
                "open minio://AKIAIOSFODNN7EXAMPLE@host/b",
                "grep secret=abc",
                "cat {app=\"x\"} |= \"password: hunter2\"",
                "x AWS_SECRET_ACCESS_KEY=abc",
                "open s3://b?token=abc",
                "grep 'Authorization: Bearer abcdefghijk'",
                "grep apiKey=1"
            })
    void linesWithSecretsAreKnown(String line) {
        assertThat(Secrets.in(line)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "open s3://loki-chunks/prefix?region=eu-west-1&endpoint=host:9000",
                "cat {app=\"token-service\"} |= \"secret\"",
                "stat fake/81a2f9986e52992f/1a1fa933ec2:1a1fb2e7bec:a363e3f",
                "du --by keyspace"
            })
    void ordinaryLinesAreKept(String line) {
        assertThat(Secrets.in(line)).isFalse();
    }

    @Test
    void eachStoreHasItsHistoryFile() throws IOException {
        HistoryFiles files = new HistoryFiles(folder.resolve("history"));

        assertThat(files.file("prod").getFileName()).hasToString("prod");
        assertThat(files.file(null).getFileName()).hasToString("no-store");
        assertThat(files.file("s3://a/b").getFileName().toString()).matches("s3_a_b-[0-9a-f]{8}");
        assertThat(files.file("s3://a/b")).isNotEqualTo(files.file("s3_a/b")).isEqualTo(files.file("s3://a/b"));
        assertThat(files.file("../../../etc/passwd").getParent()).isEqualTo(folder.resolve("history"));
        assertThat(files.file("x".repeat(500)).getFileName().toString().length())
                .isLessThan(100);
    }

    @Test
    void thePromptLeavesRoomToType() {
        ShellPrompt prompt = new ShellPrompt(Style.PLAIN);
        SessionContext none = SessionContext.NONE;
        SessionContext full = none.withStore("prod")
                .withTenants(List.of("team-a"))
                .withTime("now-1h", null)
                .withSelector("{app=\"100%\"}")
                .withPlace(List.of("team-a", "2026-11-20", "81a2f9986e52992f"));

        assertThat(prompt.text(none, 0, 80)).isEqualTo("lokistore> ");
        assertThat(prompt.text(none.withStore("prod"), 4, 80)).isEqualTo("[4] prod> ");
        assertThat(prompt.text(none.withStore("prod").withTime("now-1h", null), 0, 80))
                .isEqualTo("prod now-1h..> ");
        assertThat(prompt.text(full, 0, 100))
                .isEqualTo("(team-a now-1h.. {app=\"100%\"})\nprod:/team-a/2026-11-20/81a2f9986e52992f> ");
        assertThat(prompt.text(full, 0, 40))
                .isEqualTo("(team-a now-1h.. {app=\"100%\"})\nprod:/team-a/20…986e52992f> ");
        assertThat(prompt.text(full, 0, 20).lines()).allMatch(line -> line.length() <= 20);
        assertThat(prompt.of(full, 0, 100)).as("JLine's pattern").contains("100%%");
        assertThat(prompt.text(none.withStore("a\u001b[2Jb"), 0, 80)).isEqualTo("a\\x1b[2Jb> ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"plain", "my file", "it's", "a\"b", "a\\b", "a|b;c>d", "#x", "{x", "&x", "~x", "ü ñ", "a`b"})
    void whatIsCompletedMeansWhatItSays(String name) {
        for (String begun : List.of("run ", "run '", "run \"", "run `")) {
            Cursor cursor = Cursor.at(begun);
            boolean impossible = cursor.quote() != 0 && cursor.quote() != '"' && name.indexOf(cursor.quote()) >= 0;
            if (!impossible && !name.startsWith("{")) {
                String line = begun.substring(0, cursor.start()) + Quoting.of(cursor, name, true);
                assertThat(CommandText.parse(line)
                                .pipelines()
                                .get(0)
                                .command()
                                .get(1)
                                .text())
                        .as(line)
                        .isEqualTo(name);
            }
        }
    }
}
