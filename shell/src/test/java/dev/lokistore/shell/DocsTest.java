package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.compactor.doctor.Symptom;
import dev.lokistore.compactor.fsck.Flaw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs the examples of the pages of reports and compares what they print, stdout and stderr together. An example that is
 * cut short ({@code …}), that writes a page, or that is about another store than the fixtures is left alone.
 */
class DocsTest {
    private static final Path DOCS = Path.of(System.getProperty("lokistore.testdata"))
            .toAbsolutePath()
            .normalize()
            .getParent()
            .resolve("docs");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final Pattern SEAL = Pattern.compile("\\b[0-9a-f]{64}\\b");
    private static final String PROMPT = "$ lokistore ";
    private static final String CUT = "…";
    /** What the page of retention leaves out behind its first example. */
    private static final String RETENTION =
            "-s testdata/fs-boltdb-v11.tar.gz --now 2026-11-22T12:00:00Z --loki-config loki.yaml ";

    /** Where the examples run: beside the fixtures, with the files that the pages show. */
    @TempDir
    private static Path folder;

    record Example(String page, String command, String output) {
        @Override
        public String toString() {
            return page + ": " + command;
        }
    }

    @BeforeAll
    static void writeFiles() throws IOException {
        Files.createSymbolicLink(folder.resolve("testdata"), DOCS.resolveSibling("testdata"));
        String retention = Files.readString(DOCS.resolve("retention.md"));
        int rules = retention.indexOf("```yaml\n") + "```yaml\n".length();
        Files.writeString(folder.resolve("loki.yaml"), retention.substring(rules, retention.indexOf("```", rules)));
        Files.writeString(folder.resolve("overrides.yaml"), "overrides: {team-b: {retention_period: 48h}}\n");
        Files.writeString(
                folder.resolve("new.yaml"),
                "compactor: {retention_enabled: true}\n"
                        + "limits_config:\n  retention_period: 2d\n"
                        + "  retention_stream: [{selector: '{namespace=\"shop\"}', period: 24h}]\n");
    }

    @AfterAll
    static void removeLink() throws IOException {
        Files.delete(folder.resolve("testdata"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExamplePrintsWhatThePageSays(Example example) {
        CliRun run = CliRun.World.PIPED
                .with(Map.of("HOME", "/dev/null/home", "LANG", "C.UTF-8"))
                .in(folder)
                .run(words(example.command()));

        String printed = (run.out() + run.err()).replace(folder + "/", "");
        assertThat(withoutSeals(printed.stripTrailing())).isEqualTo(withoutSeals(example.output()));
    }

    /** They depend on the release. */
    private static String withoutSeals(String text) {
        return SEAL.matcher(text).replaceAll("SEAL");
    }

    static Stream<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        try (Stream<Path> pages = Files.list(DOCS)) {
            for (Path page : pages.sorted().toList()) {
                examples.addAll(examples(page.getFileName().toString(), Files.readString(page)));
            }
        }
        assertThat(examples).hasSizeGreaterThan(15);
        return examples.stream();
    }

    private static List<Example> examples(String page, String text) {
        List<Example> examples = new ArrayList<>();
        String[] parts = text.split("```");
        // fences take turns: what is at an odd place is inside
        for (int i = 1; i < parts.length; i += 2) {
            String block = parts[i].substring(parts[i].indexOf('\n') + 1);
            for (String example : block.split("(?m)^(?=\\$ )")) {
                int end = example.indexOf('\n');
                if (example.startsWith(PROMPT) && end > 0) {
                    String command = example.substring(PROMPT.length(), end);
                    add(page, command, example.substring(end + 1).stripTrailing(), examples);
                }
            }
        }
        return examples;
    }

    private static void add(String page, String command, String output, List<Example> examples) {
        String whole = page.equals("retention.md") && command.startsWith(CUT)
                ? RETENTION + command.substring(CUT.length() + 1)
                : command;
        boolean cut = output.contains(CUT) || whole.contains(CUT);
        boolean onFixture = whole.startsWith("-s testdata/") || whole.startsWith("dump verify ");
        if (onFixture && !cut && !whole.contains("--html")) {
            examples.add(new Example(page, whole, output));
        }
    }

    private static String[] words(String command) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command);
        while (matcher.find()) {
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return words.toArray(String[]::new);
    }

    @Test
    void everyFindingOfDoctorHasALine() throws IOException {
        String page = Files.readString(DOCS.resolve("doctor.md"));

        List<String> rows = page.lines().filter(line -> line.startsWith("| `")).toList();
        for (Symptom symptom : Symptom.values()) {
            String start = "| `" + symptom.id() + "` | " + symptom.severity().label() + " | ";
            assertThat(rows)
                    .as(symptom.id())
                    .anyMatch(row -> row.startsWith(start) && row.endsWith(" | " + symptom.remedy() + " |"));
        }
    }

    @Test
    void everyFindingOfFsckHasALine() throws IOException {
        List<String> rows = Files.readString(DOCS.resolve("fsck.md"))
                .lines()
                .filter(line -> line.matches("\\| `[a-z0-9-]+` \\| (info|warning|error) \\|.*"))
                .toList();
        assertThat(rows).hasSameSizeAs(Flaw.values());
        for (Flaw flaw : Flaw.values()) {
            String start = "| `" + flaw.id() + "` | " + flaw.severity().label() + " | " + flaw.level() + " | ";
            assertThat(rows)
                    .as(flaw.id())
                    .anyMatch(row -> row.startsWith(start) && row.endsWith(" | " + flaw.remedy() + " |"));
        }
    }

    @Test
    void theIndexNamesEveryPage() throws IOException {
        String index = Files.readString(DOCS.resolve("README.md"));
        try (Stream<Path> pages = Files.list(DOCS)) {
            assertThat(pages.map(page -> page.getFileName().toString()).filter(name -> !name.equals("README.md")))
                    .allSatisfy(name -> assertThat(index).contains("(" + name + ")"));
        }
    }
}
