package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.shell.config.Environment;
import dev.lokistore.shell.terminal.Input;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is asked before a store is changed, and what ends a change that runs in the shell. */
@Tag("one-runtime")
class ConfirmationTest {
    private static final String CHANGE = "compact index --now 2026-12-10 --loki-stopped --apply";
    private static final String QUESTION = "Carry this plan out? [y/N] ";

    @TempDir
    private Path temporary;

    private Path folder;

    private Path index;

    @BeforeEach
    void unpack() throws IOException {
        folder = Archives.unpack("minio-boltdb-v12", temporary);
        index = folder.resolve("store/index");
    }

    private CliRun run(Input input, boolean terminal, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Session session = Session.oneShot(
                // no progress
                new Environment(Map.of("HOME", folder.toString(), "TERM", "dumb")),
                Clock.fixed(CliRun.NOW, ZoneOffset.UTC),
                new Output(out, false, 0),
                new Output(err, terminal, 80),
                folder,
                input);
        int code = new Cli(session).run(arguments);
        return new CliRun(code, out.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }

    private static Input typed(String text, boolean terminal) {
        return new Input(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), terminal);
    }

    private CliRun oneShot(String answer, String command) {
        return run(typed(answer, true), true, ("-s store " + command).split(" "));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(index)) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"y", "yes", " YES "})
    void whoSaysYesIsObeyed(String yes) throws IOException {
        List<String> before = files();

        CliRun run = oneShot(yes + "\n", CHANGE);

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).startsWith(QUESTION);
        assertThat(run.out()).contains("removes  6 objects").contains("Done.");
        assertThat(files()).isNotEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "n\n", "no\ny\n", "yesterday\n"})
    void anythingElseIsNo(String answer) throws IOException {
        List<String> before = files();

        CliRun run = oneShot(answer, CHANGE);

        assertThat(run.code()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(run.err()).isEqualTo(QUESTION + "lokistore: nothing was changed, since the answer was not yes\n");
        assertThat(files()).isEqualTo(before);
        assertThat(folder.resolve("store/.lokistore")).doesNotExist();
    }

    @Test
    void takingBackIsAskedToo() throws IOException {
        List<String> before = files();
        CliRun done = oneShot("", CHANGE + " --yes -o jsonl");
        String plan = Json.lines(done.out()).get(0).get("plan").textValue();

        assertThat(oneShot("n\n", "undo --loki-stopped " + plan).code()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(files()).isNotEqualTo(before);
        CliRun undone = oneShot("y\n", "undo --loki-stopped " + plan);
        assertThat(undone.err()).startsWith("Take plan " + plan + " (compact index) back? [y/N] ");
        assertThat(undone.code()).as(undone.err()).isZero();
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void whereStandardInputIsNoTerminalNothingIsReadAsAnAnswer() throws IOException {
        List<String> before = files();

        CliRun oneShot = run(typed("y\n", false), true, ("-s store " + CHANGE).split(" "));
        CliRun script = run(typed(CHANGE + "\ny\n", false), true, "shell", "-s", "store");

        for (CliRun run : List.of(oneShot, script)) {
            assertThat(run.code()).isEqualTo(ExitCode.REFUSED.code());
            assertThat(run.err())
                    .contains("lokistore: nobody is there to be asked: Carry this plan out? --yes says so beforehand");
        }
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void aScriptFromAFileMayAskAtTheTerminal() throws IOException {
        List<String> before = files();
        Files.writeString(folder.resolve("script"), CHANGE + "\nexit 9\n");

        CliRun unattended = run(typed("", false), true, "shell", "-s", "store", "script");
        assertThat(unattended.code()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(files()).isEqualTo(before);

        CliRun attended = run(typed("y\n", true), true, "shell", "-s", "store", "script");
        assertThat(attended.err()).contains(QUESTION);
        assertThat(attended.code()).isEqualTo(9);
        assertThat(files()).isNotEqualTo(before);
    }

    @Test
    void commandsTypedWithoutAScreenCannotBeTakenForAnswers() throws IOException {
        List<String> before = files();

        CliRun run = run(typed(CHANGE + "\ny\n", true), true, "shell", "-s", "store");

        assertThat(run.code()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void headDoesNotStopAChange() throws IOException {
        List<String> before = files();

        CliRun run = run(typed(CHANGE + " --yes | head -1\nplans | wc -l\n", false), false, "shell", "-s", "store");

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.lines()).hasSize(2).first().asString().startsWith("SUBJECT");
        assertThat(run.lines().get(1)).isEqualTo("2");
        assertThat(files()).isNotEqualTo(before);
    }
}
