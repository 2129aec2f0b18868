package dev.lokistore.shell.pty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jline.utils.ScreenTerminal;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Keys, signals and windows, in a real terminal. */
@DisabledOnOs(OS.WINDOWS)
@Tag("one-runtime")
class ShellBehaviourTest {
    private static final String PROMPT = "fs-boltdb-v11>";

    @TempDir
    private Path home;

    private PtySession start() throws Exception {
        return PtySession.Setup.at(home).start("shell", "-s", "fs-boltdb-v11").awaitPrompt(PROMPT);
    }

    /** A store that takes connections and never answers. */
    private static ServerSocket silentServer() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private PtySession.Setup withKeys(String terminal) {
        return PtySession.Setup.at(home)
                .with(Map.of("TERM", terminal, "AWS_ACCESS_KEY_ID", "k", "AWS_SECRET_ACCESS_KEY", "s"));
    }

    @Test
    void ctrlCEndsTheCommandAndNotTheShell() throws Exception {
        try (ServerSocket silent = silentServer();
                PtySession shell = withKeys("xterm").start("shell", "-s", "fs-boltdb-v11")) {
            for (String client : List.of(
                    "minio://127.0.0.1:PORT/bucket?secure=false", "s3://bucket?endpoint=127.0.0.1:PORT&secure=false")) {
                String uri = client.replace("PORT", Integer.toString(silent.getLocalPort()));
                shell.awaitText(PROMPT);
                shell.type("tenants -s " + uri).enter();
                // it waits for the answer by then
                silent.accept();
                shell.press(PtySession.CTRL_C).awaitPrompt("[130] " + PROMPT);
                shell.run("pwd", PROMPT);
            }
            assertThat(shell.screen()).contains("lokistore: interrupted");
            assertThat(shell.press(PtySession.CTRL_D).exitCode()).isZero();
        }
    }

    @Test
    void aDumbTerminalCanDoTheSame() throws Exception {
        try (ServerSocket silent = silentServer();
                PtySession shell = withKeys("dumb").start("shell", "-s", "fs-boltdb-v11")) {
            shell.awaitPrompt(PROMPT).run("ls", PROMPT);
            shell.type("info -s minio://127.0.0.1:" + silent.getLocalPort() + "/bucket?secure=false")
                    .enter();
            silent.accept();
            shell.press(PtySession.CTRL_C).awaitPrompt("[130] " + PROMPT);
            shell.run("cat --limit 1 -o raw | less", PROMPT);
            assertThat(shell.screen()).contains("team-a  team-b\n").doesNotContain("\u001b");
            shell.type("exit 7").enter();
            assertThat(shell.exitCode()).isEqualTo(7);
        }
    }

    @Test
    void completionKnowsTheStore() throws Exception {
        try (PtySession shell = start()) {
            shell.complete("use te", "use team-").complete("", "team-a   team-b");
            clear(shell);
            shell.complete("cat {na", "cat {namespace=\"").complete("l", "cat {namespace=\"logging\"");
            shell.complete(", a", ", app=\"").complete("mi", ", app=\"misc\"");
            shell.press("} --li\r").awaitPrompt("[2] " + PROMPT);
            shell.complete("cd team-a/2026-11-2", "2026-11-21 (loki_index_20778)");
            shell.complete("0", "cd team-a/2026-11-20/").complete("3af", "cd team-a/2026-11-20/3af9977eccbaed3e/");
            shell.enter().awaitPrompt("fs-boltdb-v11:/team-a/2026-11-20/3af9977eccbaed3e>");
            shell.complete("stat 1a1f9b6", "stat 1a1f9b670cf:1a1faec1373:8d07915f");
            clear(shell);
            shell.complete("chunk team-b/e0", "chunk team-b/e01fbf04da0588f3:");
            clear(shell);
            shell.complete("du --so", "du --sort");
            clear(shell);
            shell.complete("tables | so", "tables | sort");
            clear(shell);
            shell.complete("open minio-boltdb-v12.", "open minio-boltdb-v12.tar.gz");
        }
    }

    private static void clear(PtySession shell) throws Exception {
        shell.press(PtySession.CTRL_C).await("an empty line", shown -> shown.endsWith(">"));
    }

    @Test
    void theWindowMayChangeItsSize() throws Exception {
        try (PtySession shell = start()) {
            shell.run("streams --to 2026-11-20 {app=\"misc\"}", PROMPT);
            assertThat(shell.screen()).contains("{app=\"misc\", filename=\"");
            shell.resize(60, 20);
            shell.run("streams --to 2026-11-20 {app=\"misc\"}", PROMPT);
            assertThat(shell.screen().lines().filter(line -> line.startsWith("team-")))
                    .as("cut to the new width")
                    .anyMatch(line -> line.startsWith("team-a  {app=\"mis…"));
            shell.resize(120, 30);
            shell.type(
                    "cat {app=\"kubelet\", namespace=\"logging\"} |= \"Started container\" --limit 1 -o raw | wc -l");
            shell.enter().awaitPrompt(PROMPT);
        }
    }

    @Test
    void earlierLinesComeBackInTheNextSessionOfTheSameStore() throws Exception {
        try (PtySession shell = start()) {
            shell.run("tenants -t team-a", PROMPT)
                    .run("open s3://key:password@host/bucket", "[2] " + PROMPT)
                    .run("cat secret_token=abc", "[2] " + PROMPT)
                    .run("pwd", PROMPT)
                    .run("!ten -o csv", PROMPT);
            assertThat(shell.screen()).contains("tenants -t team-a -o csv\ntenant,tables");
            shell.type("exit").enter();
            assertThat(shell.exitCode()).isZero();
        }
        Path folder = home.resolve(".local/state/lokistore/history");
        String kept = Files.readString(folder.resolve("fs-boltdb-v11"), StandardCharsets.UTF_8);
        assertThat(kept)
                .contains("tenants -t team-a\n", "tenants -t team-a -o csv\n", "pwd\n")
                .doesNotContain("password", "secret_token", "!ten");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("fs-boltdb-v11"))))
                .isEqualTo("rw-------");

        try (PtySession shell = start()) {
            shell.press(PtySession.UP + PtySession.UP).awaitText("fs-boltdb-v11> tenants -t team-a -o csv");
            shell.press(PtySession.CTRL_C);
            // what is shown behind the cursor is taken over
            shell.type("ten").awaitText("tenants -t team-a -o csv");
            shell.press(PtySession.RIGHT + "\r").awaitText("team-a,3,8").awaitPrompt(PROMPT);
            shell.press("\u0012-t te").awaitText("bck-i-search: -t te");
            shell.press("\r").awaitPrompt(PROMPT);
            shell.run("open fs-tsdb-v13-zstd", "fs-tsdb-v13-zstd>").run("history tenants", "fs-tsdb-v13-zstd>");
            assertThat(shell.screen())
                    .as("another store, another history")
                    .contains("history tenants\n    1  history tenants");
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void lessShowsPagesWhileTheCommandRuns() throws Exception {
        try (PtySession shell = start()) {
            shell.type("cat {app=\"kubelet\"} | less").enter();
            shell.await(
                    "the first page",
                    shown -> shown.startsWith("2026-11-19T00:01:55")
                            && shown.lines().count() >= 29);
            shell.press("/OOM\r").await("a match further down", shown -> shown.startsWith("2026-11-19T00:19:00"));
            shell.press("G").awaitText("(END)");
            shell.press("q").awaitPrompt(PROMPT);
            shell.run("tenants | less", PROMPT);
            assertThat(shell.screen()).as("what fits is simply printed").contains("team-b       3        8     123");
        }
    }

    @Test
    void whoChangesAStoreIsAsked() throws Exception {
        Files.createDirectory(home.resolve("copy"));
        try (PtySession shell = PtySession.Setup.at(home).sized(100, 60).start("shell", "-s", "minio-boltdb-v12")) {
            String copy = home.resolve("copy").toString();
            shell.awaitPrompt("minio-boltdb-v12>")
                    .run("copy minio-boltdb-v12 " + copy, "minio-boltdb-v12>")
                    .run("open " + copy, "copy>");
            String change = "compact index --now 2026-12-10 --loki-stopped --apply";
            shell.type(change).enter().awaitPrompt("Carry this plan out? [y/N]");
            shell.press("n\r").awaitPrompt("[5] copy>");
            shell.type("!!").enter().awaitPrompt("Carry this plan out? [y/N]");
            shell.press(PtySession.CTRL_C).awaitPrompt("[130] copy>");
            shell.run("!! --yes | less", "[2] copy>").run("plans", "copy>");
            assertThat(shell.screen()).contains("leaving less would stop the change halfway", "no plan was begun");
            shell.type(change).enter().awaitPrompt("Carry this plan out? [y/N]");
            shell.press("y\r").awaitPrompt("copy>");
            assertThat(shell.screen()).contains("Done.");
            shell.run("history | grep -c '  [yn]$'", "copy>");
            assertThat(shell.screen().lines().toList())
                    .as("answers are no commands")
                    .contains("0");
        }
    }

    @Test
    void selectorsAndWrongWordsHaveColours() throws Exception {
        try (PtySession shell = start()) {
            shell.type("cat {app=\"web\"} --x");
            assertThat(colourOf(shell, "app=")).isNotEqualTo(colourOf(shell, "\"web\""));
            assertThat(colourOf(shell, "--x")).isEqualTo(colourOf(shell, "app="));
            shell.press(PtySession.CTRL_C);
            shell.type("nonsense");
            assertThat(colourOf(shell, "nonsense")).isNotZero();
        }
        PtySession.Setup plain = PtySession.Setup.at(home).with(Map.of("TERM", "xterm", "NO_COLOR", "1"));
        try (PtySession shell = plain.start("shell", "-s", "fs-boltdb-v11").awaitPrompt(PROMPT)) {
            shell.type("cat {app=\"web\"}");
            assertThat(colourOf(shell, "app=")).isZero();
        }
    }

    /** Of the first character of a text that is on the screen; 0 for none. */
    private static int colourOf(PtySession shell, String text) {
        StringBuilder shown = new StringBuilder();
        long[] cells = shell.cells();
        for (long cell : cells) {
            int point = ScreenTerminal.cellCodePoint(cell);
            shown.append(point < ' ' || point > '~' ? '?' : (char) point);
        }
        int at = shown.lastIndexOf(text);
        assertThat(at).as("%s on the screen", text).isNotNegative();
        return ScreenTerminal.cellHasForeground(cells[at]) ? 1 + ScreenTerminal.cellForeground(cells[at]) : 0;
    }

    @Test
    void withoutACommandThereIsTheShellAndScriptsRunInIt() throws Exception {
        Path script = Files.writeString(home.resolve("checks"), "tenants\nls nobody\npwd\n");
        try (PtySession shell = PtySession.Setup.at(home).start()) {
            shell.awaitPrompt("lokistore>")
                    .run("open fs-boltdb-v11", PROMPT)
                    .run("run " + script, "[10] " + PROMPT)
                    .run("run ~/checks --keep-going --echo", "[10] " + PROMPT);
            assertThat(shell.screen())
                    .contains("checks:2: stopped, since 'ls' ended with 10")
                    .contains("+ pwd\n/");
        }
    }

    @Test
    void aStoreThatDoesNotOpenEndsWithItsCode() throws Exception {
        try (PtySession shell = PtySession.Setup.at(home).start("shell", "-s", "/nonexistent")) {
            assertThat(shell.exitCode()).isEqualTo(10);
        }
    }
}
