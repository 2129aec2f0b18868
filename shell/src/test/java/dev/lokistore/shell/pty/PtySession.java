package dev.lokistore.shell.pty;

import com.pty4j.PtyProcess;
import com.pty4j.PtyProcessBuilder;
import com.pty4j.WinSize;
import dev.lokistore.shell.Main;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jline.terminal.Size;
import org.jline.utils.ScreenTerminal;

/** Lokistore as a process of its own in a pseudo terminal, with an emulator that shows what a person would see. */
final class PtySession implements AutoCloseable {
    private static final long PATIENCE_MILLIS = 60_000;
    private static final int TRIES = 30;
    private static final String ENTER = "\r";

    static final String CTRL_C = "\u0003";
    static final String CTRL_D = "\u0004";
    static final String TAB = "\t";
    static final String UP = "\u001b[A";
    static final String RIGHT = "\u001b[C";

    private final PtyProcess process;
    private final ScreenTerminal screen;
    private final OutputStream keys;

    /** How a session is begun. */
    record Setup(Path home, Path directory, int columns, int rows, Map<String, String> environment) {
        static Setup at(Path home) {
            Path testdata = Path.of(System.getProperty("lokistore.testdata")).toAbsolutePath();
            return new Setup(home, testdata, 100, 30, Map.of("TERM", "xterm-256color"));
        }

        Setup sized(int newColumns, int newRows) {
            return new Setup(home, directory, newColumns, newRows, environment);
        }

        Setup in(Path newDirectory) {
            return new Setup(home, newDirectory, columns, rows, environment);
        }

        Setup with(Map<String, String> newEnvironment) {
            return new Setup(home, directory, columns, rows, newEnvironment);
        }

        PtySession start(String... arguments) throws IOException {
            return new PtySession(this, arguments);
        }
    }

    private PtySession(Setup setup, String... arguments) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classpath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                java,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-Dlokistore.stdin.terminal=true",
                "-Dlokistore.stdout.terminal=true",
                "-Dlokistore.stderr.terminal=true",
                "-Dlokistore.columns=" + setup.columns(),
                // as the launcher does
                Runtime.version().feature() < 22 ? "-Xshare:auto" : "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classpath,
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Map<String, String> environment = new HashMap<>(setup.environment());
        environment.put("HOME", setup.home().toString());
        environment.putIfAbsent("LANG", "C.UTF-8");
        environment.put("PATH", System.getenv("PATH"));
        this.screen = new ScreenTerminal(setup.columns(), setup.rows());
        this.process = new PtyProcessBuilder(command.toArray(String[]::new))
                .setEnvironment(environment)
                .setDirectory(setup.directory().toString())
                .setInitialColumns(setup.columns())
                .setInitialRows(setup.rows())
                .start();
        this.keys = process.getOutputStream();
        Thread reader = new Thread(this::show, "pty-reader");
        reader.setDaemon(true);
        reader.start();
    }

    private void show() {
        try (Reader output = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            char[] buffer = new char[4096];
            for (int n = output.read(buffer); n >= 0; n = output.read(buffer)) {
                synchronized (this) {
                    screen.write(new String(buffer, 0, n));
                    String answers = screen.read();
                    if (!answers.isEmpty()) {
                        press(answers);
                    }
                    notifyAll();
                }
            }
        } catch (IOException e) {
            // the process has ended
        }
        synchronized (this) {
            notifyAll();
        }
    }

    /** Types a command and waits until the prompt is there again. */
    PtySession run(String line, String promptAfterwards) throws Exception {
        type(line);
        enter();
        return awaitPrompt(promptAfterwards);
    }

    /** Types text behind a prompt and waits until it can be seen there. */
    PtySession type(String text) throws Exception {
        press(text);
        String seen = "> " + text.strip();
        return await("'" + text + "' to be shown", shown -> {
            // a long line is broken at the edge of the screen
            String flat = shown.replace("\n", "") + " ";
            return flat.lastIndexOf("> ") == flat.lastIndexOf(seen) && flat.contains(seen);
        });
    }

    PtySession enter() throws IOException {
        return press(ENTER);
    }

    PtySession press(String pressed) throws IOException {
        keys.write(pressed.getBytes(StandardCharsets.UTF_8));
        keys.flush();
        return this;
    }

    /** Waits until the last line of the screen is nothing but this prompt. */
    PtySession awaitPrompt(String prompt) throws Exception {
        return await("the prompt '" + prompt + "'", shown -> lastLine(shown).equals(prompt));
    }

    PtySession awaitText(String text) throws Exception {
        return await("'" + text + "'", shown -> shown.contains(text));
    }

    /** Types text and completes it. What the shell does not know in time it knows at the next try. */
    PtySession complete(String text, String expected) throws Exception {
        press(text);
        for (int tries = 0; tries < TRIES; tries++) {
            press(TAB);
            if (comes(shown -> shown.contains(expected), PATIENCE_MILLIS / TRIES)) {
                return this;
            }
        }
        throw new AssertionError("no completion '" + expected + "'; the screen is\n" + screen());
    }

    PtySession await(String what, Predicate<String> condition) throws Exception {
        if (!comes(condition, PATIENCE_MILLIS)) {
            throw new AssertionError("waited in vain for " + what + "; the screen is\n" + screen());
        }
        return this;
    }

    private synchronized boolean comes(Predicate<String> condition, long patienceMillis) throws Exception {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        while (!condition.test(screen())) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    synchronized void resize(int columns, int rows) {
        screen.setSize(Size.of(columns, rows));
        process.setWinSize(new WinSize(columns, rows));
    }

    /** What a person sees, without white space at the ends. */
    synchronized String screen() {
        StringBuilder text = new StringBuilder();
        for (String line : screen.toString().split("\n", -1)) {
            text.append(line.stripTrailing()).append('\n');
        }
        return text.toString().stripTrailing();
    }

    private static String lastLine(String shown) {
        return shown.substring(shown.lastIndexOf('\n') + 1);
    }

    /** The cells of the screen, row by row. */
    synchronized long[] cells() {
        long[] cells = new long[screen.getColumns() * screen.getRows()];
        screen.dump(cells, new int[2]);
        return cells;
    }

    int exitCode() throws Exception {
        if (!process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("it does not end; the screen is\n" + screen());
        }
        return process.exitValue();
    }

    boolean isRunning() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
