package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every example of the README and compares what it prints, stdout and stderr together. */
class ReadmeTest {
    private static final Path TESTDATA = Path.of(System.getProperty("lokistore.testdata"));
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
    private static final String PROMPT = "$ scripts/lokistore ";

    record Example(String command, String output) {
        @Override
        public String toString() {
            return command;
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExamplePrintsWhatTheReadmeSays(Example example) {
        CliRun run = CliRun.World.PIPED.in(root()).run(words(example.command()));

        String printed = (run.out() + run.err()).replace(root() + "/", "");
        assertThat(printed.stripTrailing()).isEqualTo(example.output());
    }

    static Stream<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        String command = "";
        StringBuilder output = new StringBuilder();
        boolean inside = false;
        for (String line : Files.readAllLines(root().resolve("README.md"))) {
            if (inside && (line.startsWith("$ ") || line.equals("```")) && !command.isEmpty()) {
                examples.add(new Example(command, output.toString().stripTrailing()));
                command = "";
                output.setLength(0);
            }
            if (inside && line.startsWith("$ ")) {
                assertThat(line).startsWith(PROMPT);
                command = line.substring(PROMPT.length());
            } else if (inside && !line.equals("```")) {
                output.append(line).append('\n');
            }
            inside = line.equals("```console") || inside && !line.equals("```");
        }
        assertThat(examples).hasSizeGreaterThan(8);
        return examples.stream();
    }

    private static Path root() {
        return TESTDATA.toAbsolutePath().normalize().getParent();
    }

    private static String[] words(String command) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command);
        while (matcher.find()) {
            words.add(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
        }
        return words.toArray(String[]::new);
    }
}
