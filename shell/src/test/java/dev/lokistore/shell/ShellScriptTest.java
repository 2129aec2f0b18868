package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.shell.config.Environment;
import dev.lokistore.shell.terminal.Input;
import dev.lokistore.shell.terminal.LinePerson;
import dev.lokistore.shell.terminal.Output;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shell without a terminal: scripts from standard input and from files. */
@Tag("one-runtime")
class ShellScriptTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void copyStores() throws IOException {
        for (String store : List.of("fs-boltdb-v11", "minio-boltdb-v12")) {
            Files.copy(CliRun.archive(store), folder.resolve(store + ".tar.gz"));
        }
    }

    private CliRun shell(String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Session session = Session.oneShot(
                new Environment(Map.of("HOME", folder.toString())),
                Clock.fixed(CliRun.NOW, ZoneOffset.UTC),
                new Output(out, false, 0),
                new Output(err, false, 0),
                folder,
                new Input(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), false));
        int code = new Cli(session).run(arguments);
        return new CliRun(code, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    private CliRun onStore(String... lines) {
        return shell(String.join("\n", lines), "shell", "-s", "fs-boltdb-v11.tar.gz");
    }

    @Test
    void commandsInheritWhatEarlierOnesSet() {
        CliRun all = CliRun.on("fs-boltdb-v11", "streams", "-o", "jsonl");
        CliRun run = onStore(
                "use team-a",
                "time 2026-11-20 2026-11-21",
                "select {namespace=\"logging\"}",
                "streams -o jsonl",
                "unset",
                "streams -o jsonl");
        CliRun same = CliRun.on(
                "fs-boltdb-v11",
                "streams",
                "-t",
                "team-a",
                "--from",
                "2026-11-20",
                "--to",
                "2026-11-21",
                "{namespace=\"logging\"}",
                "-o",
                "jsonl");

        assertThat(run.code()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo(same.out() + all.out());
        assertThat(same.lines()).isNotEmpty().hasSizeLessThan(all.lines().size());
    }

    @Test
    void optionsOfTheShellAreItsFirstContext() {
        CliRun run = shell(
                "use -o json\nstreams -o jsonl | wc -l\n",
                "shell",
                "-s",
                "fs-boltdb-v11.tar.gz",
                "-t",
                "team-b",
                "--from",
                "2026-11-21");

        assertThat(Json.parse(run.out().substring(0, run.out().indexOf('}') + 1))
                        .path("from")
                        .asText())
                .isEqualTo("2026-11-21");
        assertThat(run.lines().get(run.lines().size() - 1)).isEqualTo("8");
    }

    @Test
    void itStopsAtTheFirstFailureAndEndsWithItsCode() {
        CliRun run = onStore("tenants -o csv | head -1", "", "# a comment", "ls nobody", "tenants");

        assertThat(run.code()).isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(run.lines()).hasSize(1);
        assertThat(run.err())
                .contains("lokistore: there is no tenant 'nobody'")
                .endsWith("stdin:4: stopped, since 'ls' ended with 10\n");
    }

    @Test
    void keepGoingRunsAllAndEndsWithTheFirstFailure() throws IOException {
        Path script = Files.writeString(folder.resolve("checks"), "ls nobody; pwd\nnonsense\n| oops\npwd\n");
        CliRun run = shell("", "shell", "-s", "fs-boltdb-v11.tar.gz", script.toString(), "--keep-going", "--echo");

        assertThat(run.code()).isEqualTo(ExitCode.NOT_FOUND.code());
        assertThat(run.out()).isEqualTo("/\n/\n");
        assertThat(run.err())
                .contains("+ ls nobody\n", "+ pwd\n", "there is no command 'nonsense'")
                .contains("checks:3: a command is missing before '|'");
    }

    @Test
    void linesGoOnWhileTheyAreUnfinished() {
        CliRun run = onStore("cat {app=\"kubelet\",", "  namespace=\"shop\"} \\", "  --limit 2 -o raw |", "wc -l");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("2\n");
        CliRun open = onStore("pwd", "cat {app=\"kubelet\"");
        assertThat(open.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(open.err()).contains("stdin:2: the last line is not finished");
    }

    @Test
    void outputGoesToFilesAsItIs() throws IOException {
        CliRun run = onStore(
                "cat {app=\"java\"} --limit 1 -o raw > 'a file'",
                "tenants -o csv >> 'a file'",
                "ls > ~/names",
                "tenants | grep -c team > count");

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEmpty();
        assertThat(Files.readString(folder.resolve("a file")))
                .isEqualTo(CliRun.on("fs-boltdb-v11", "cat", "{app=\"java\"}", "--limit", "1", "-o", "raw")
                                .out()
                        + CliRun.on("fs-boltdb-v11", "tenants", "-o", "csv").out());
        assertThat(Files.readString(folder.resolve("names"))).isEqualTo("team-a\nteam-b\n");
        assertThat(Files.readString(folder.resolve("count"))).isEqualTo("2\n");
    }

    @Test
    void aCommandThatIsRefusedEmptiesNoFile() throws IOException {
        Path file = Files.writeString(folder.resolve("precious"), "kept");

        assertThat(onStore("tenants --no-such-option > precious").code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(onStore("tenants > nowhere/at/all").err()).contains("there is no folder");
        assertThat(file).hasContent("kept");
    }

    @Test
    void headEndsACommandWithoutMakingItAFailure() {
        CliRun run = onStore("cat | head -3 | wc -l", "pwd");

        assertThat(run.code()).isZero();
        assertThat(run.out()).isEqualTo("3\n/\n");
    }

    @Test
    void severalStoresAreOpenAtOnce() {
        CliRun run = onStore(
                "open minio-boltdb-v12.tar.gz --as bucket",
                "tenants -o csv | tail -1",
                "tenants -s fs-boltdb-v11 -o csv | wc -l",
                "use fs-boltdb-v11",
                "tenants -o csv | wc -l",
                "open fs-boltdb-v11.tar.gz",
                "close bucket",
                "open -o csv");

        assertThat(run.code()).isZero();
        assertThat(run.lines().get(0)).startsWith("fake,3,8,325,");
        assertThat(run.lines().subList(1, 5))
                .containsExactly("3", "3", "name,store,inUse", "fs-boltdb-v11,fs-boltdb-v11.tar.gz,true");
        assertThat(run.err()).contains("fs-boltdb-v11 is open already", "bucket is closed; open: fs-boltdb-v11");
    }

    @Test
    void afterTheStoreIsClosedNoneIsInUseWhateverTheEnvironmentSays() {
        CliRun run = onStore("close", "tenants");

        assertThat(run.code()).isEqualTo(ExitCode.USAGE.code());
        assertThat(run.err()).contains("no store is in use: 'open URI' opens one");
    }

    @Test
    void thePlaceIsForLsTreeAndStatUntilUseTakesItOver() {
        CliRun run = onStore(
                "cd team-a/loki_index_20777",
                "pwd",
                "cd {app=\"kubelet\", namespace=\"shop\"}",
                "ls -o jsonl | wc -l",
                "streams -o jsonl | wc -l",
                "use .",
                "streams -o jsonl",
                "cd -",
                "pwd",
                "cd ../..",
                "pwd");

        assertThat(run.err()).isEmpty();
        assertThat(run.lines().subList(0, 3)).containsExactly("/team-a/2026-11-20", "5", "16");
        assertThat(run.lines().get(3)).contains("\"fingerprint\":\"3af9977eccbaed3e\"", "\"chunks\":5");
        assertThat(run.lines().subList(4, 6)).containsExactly("/team-a/2026-11-20", "/");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '^', textBlock = """
        use nobody @ 10 @ is no open store and no tenant
        use . @ 2 @ the top of the store is no tenant
        use -s prod @ 10 @ no store 'prod' is open
        close prod @ 10 @ no store 'prod' is open
        open /nonexistent @ 10 @ nonexistent
        open fs-boltdb-v11.tar.gz --as 'a b' @ 2 @ --as is 'a b'
        time yesterday @ 2 @ 'yesterday' is no time
        time 2026-11-20 2026-11-19 @ 2 @ is after
        time 2026-11-20 --day 2026-11-21 @ 2 @ give --day, or a range
        select {app=web} @ 2 @ write the value in double quotes
        unset everything @ 2 @ everything
        cd nobody @ 10 @ there is no tenant 'nobody'
        cd team-a/2020-01-01 @ 10 @ has no chunk on 2020-01-01
        history @ 2 @ there is no history without a terminal
        exit 256 @ 2 @ must be 0 to 255
        run nowhere @ 2 @ there is no file
        shell @ 2 @ there is no command 'shell'
        tenants | gerp x @ 2 @ there is no filter 'gerp'
        tenants | less | head @ 2 @ less comes last
        tenants | less > f @ 2 @ less comes last
        help nonsense @ 2 @ there is no command 'nonsense', and no such topic
        """)
    void mistakesAreNamed(String line, int code, String message) {
        CliRun run = onStore(line);

        assertThat(run.code()).isEqualTo(code);
        assertThat(run.err()).contains(message);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void scriptsRunScriptsAndCannotGoRoundForEver() throws IOException {
        Files.writeString(folder.resolve("outer"), "run inner\npwd\n");
        Files.writeString(folder.resolve("inner"), "cd team-a\nexit 3\n");
        Files.writeString(folder.resolve("round"), "run round\n");

        CliRun run = onStore("run outer", "tenants");
        assertThat(run.code()).as("exit leaves all of them").isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(onStore("run round").err()).contains("scripts run each other more than 16 deep");
    }

    @Test
    void whatAScriptPrintsCanBeSentElsewhere() throws IOException {
        Files.writeString(
                folder.resolve("both"), "tenants -o csv\nuse team-a\ntenants -o csv | head -1 > one\nrun third\n");
        Files.writeString(folder.resolve("third"), "tenants -o csv\n");

        CliRun run = onStore("run both > all", "run both | grep -c team", "run both | head -1", "pwd");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.lines()).hasSize(3).first().isEqualTo("2");
        assertThat(run.lines().get(1)).startsWith("tenant,");
        assertThat(run.lines().get(2)).isEqualTo("/");
        assertThat(Files.readAllLines(folder.resolve("all")))
                .hasSize(5)
                .filteredOn(line -> line.startsWith("team-"))
                .extracting(line -> line.substring(0, 6))
                .containsExactly("team-a", "team-b", "team-a");
        assertThat(Files.readAllLines(folder.resolve("one"))).hasSize(1);
    }

    @Test
    void linesFromDocumentationWork() {
        assertThat(onStore("lokistore tenants -o csv | wc -l", "scripts/lokistore pwd")
                        .out())
                .isEqualTo("3\n/\n");
    }

    @Test
    void theShellsCommandsAreTheShellsOnly() {
        for (String command : List.of("cd", "use", "open", "exit", "quit")) {
            assertThat(CliRun.run(command).err()).contains("'" + command + "' works in 'lokistore shell' only");
        }
        assertThat(CliRun.run().err()).contains("a command is missing");
    }

    @Test
    void everyTopicHasItsPage() {
        for (String topic : dev.lokistore.shell.command.HelpTopics.names()) {
            CliRun run = CliRun.run("help", topic);
            assertThat(run.code()).isZero();
            assertThat(run.lines()).hasSizeGreaterThan(3).allMatch(line -> line.length() <= 100);
            assertThat(CliRun.run("help").out()).contains("  " + topic + " ");
        }
    }

    @Test
    void aPersonAtATerminalCanBeAsked() throws IOException {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Input typed = new Input(new ByteArrayInputStream("yes\nno\n".getBytes(StandardCharsets.UTF_8)), true);
        LinePerson person = new LinePerson(typed, new Output(err, true, 80));

        assertThat(person.ask("sure? ")).contains("yes");
        assertThat(person.ask("really? ")).contains("no");
        assertThat(person.ask("still there? ")).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("sure? really? still there? ");
        assertThat(Session.oneShot(
                                new Environment(Map.of()),
                                Clock.systemUTC(),
                                new Output(err, true, 80),
                                new Output(err, false, 0),
                                folder,
                                typed)
                        .person())
                .as("who does not see the question is not asked")
                .isEmpty();
    }

    @Test
    void anInterruptedThreadWritesNothingMore() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Output stoppable = Output.stoppable(out, false, 0);
        stoppable.text().println("before");
        stoppable.flush();
        Thread.currentThread().interrupt();
        try {
            stoppable.text().println("after");
            assertThatThrownBy(stoppable::flush)
                    .satisfies(failure -> assertThat(Failures.codeOf(failure)).isEqualTo(ExitCode.INTERRUPTED));
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("before\n");
    }
}
