package dev.lokistore.shell.pipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lokistore.shell.UsageException;
import dev.lokistore.shell.line.CommandText;
import dev.lokistore.shell.line.Word;
import dev.lokistore.shell.terminal.Output;
import dev.lokistore.shell.terminal.Style;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The filters, each against what the program of its name prints. */
class PipeTest {
    private static final String FRUIT = "pear 10\nApple 9\nfig 100\npear 10\napple 1\n";

    private static List<List<String>> filters(String text) {
        return CommandText.parse("x |" + text).pipelines().get(0).filters().stream()
                .map(words -> words.stream().map(Word::text).toList())
                .toList();
    }

    private static String run(String filters, String input) throws IOException {
        return new String(run(filters, input.getBytes(StandardCharsets.UTF_8), false), StandardCharsets.UTF_8);
    }

    private static byte[] run(String filters, byte[] input, boolean terminal) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Pipe pipe = Pipe.of(filters(filters), new Output(out, terminal, 80), Style.of(terminal))) {
            try {
                // in pieces that break lines
                for (int at = 0; at < input.length; at += 3) {
                    pipe.write(input, at, Math.min(3, input.length - at));
                }
            } catch (PipeClosedException enough) {
                // as when a command's output is closed
            }
            pipe.end();
        }
        return out.toByteArray();
    }

    // expected: what coreutils and grep print, in the C locale
    @ParameterizedTest
    @CsvSource(delimiter = '@', quoteCharacter = '^', textBlock = """
        head -2 @ pear 10,Apple 9
        head -n 0 @ ^^
        tail -2 @ pear 10,apple 1
        tail -n +4 @ pear 10,apple 1
        tail -n 0 @ ^^
        wc -l @ 5
        wc @ 5 10 40
        wc -w -c @ 10 40
        grep ear @ pear 10,pear 10
        grep -v ear @ Apple 9,fig 100,apple 1
        grep -i APPLE @ Apple 9,apple 1
        grep -c p @ 4
        grep -n fig @ 3:fig 100
        grep -o '[a-z]+ 1' @ pear 1,fig 1,pear 1,apple 1
        grep -w 1 @ apple 1
        grep -F 'r 1' @ pear 10,pear 10
        grep -e fig -e Apple @ Apple 9,fig 100
        grep -m 1 pear @ pear 10
        grep -A 1 Apple @ Apple 9,fig 100
        grep -B 1 fig @ Apple 9,fig 100
        grep -n -C 1 'apple' @ 4-pear 10,5:apple 1
        grep -B 1 -n e.*r @ 1:pear 10,--,3-fig 100,4:pear 10
        sort @ Apple 9,apple 1,fig 100,pear 10,pear 10
        sort -r @ pear 10,pear 10,fig 100,apple 1,Apple 9
        sort -u @ Apple 9,apple 1,fig 100,pear 10
        sort -n -k 2 @ apple 1,Apple 9,pear 10,pear 10,fig 100
        sort -f -u -k 1 @ apple 1,Apple 9,fig 100,pear 10
        sort -k 2 -t ' ' @ apple 1,pear 10,pear 10,fig 100,Apple 9
        grep p | sort -n -k 2 | head -1 @ apple 1
        sort | head -2 | wc -l @ 2
        head -3 | tail -1 @ fig 100
        """)
    void filtersDoWhatTheirNamesPromise(String filters, String expected) throws IOException {
        String lines = expected.isEmpty() ? "" : expected.replace(",", "\n") + "\n";
        assertThat(run(filters, FRUIT)).isEqualTo(lines);
    }

    @Test
    void sizesSortAsPeopleReadThem() throws IOException {
        String table = "a    625 KiB  x\nb  1,023 B    x\nc   ~1.5 MiB  x\nd    2.0 GiB  x\ne  -          x\n";

        assertThat(run("sort -h -k 2 | grep -o '^.'", table)).isEqualTo("e\nb\na\nc\nd\n");
        assertThat(run("sort -h -r", "1K\n900\n2M\n")).isEqualTo("2M\n1K\n900\n");
    }

    @Test
    void bytesThatAreNoTextPassUnchanged() throws IOException {
        byte[] input = {'a', (byte) 0xff, 0, '\n', 'b', (byte) 0xc3, '\n', 'a'};

        assertThat(run("grep a", input, false)).isEqualTo(new byte[] {'a', (byte) 0xff, 0, '\n', 'a', '\n'});
        assertThat(run("sort -r", input, false)).startsWith((byte) 'b', (byte) 0xc3, (byte) '\n');
    }

    @Test
    void whatATerminalWouldObeyIsShownAndMatchesAreMarked() throws IOException {
        byte[] input = "x \u001b[2J error\ry\n".getBytes(StandardCharsets.UTF_8);

        assertThat(new String(run("grep error", input, true), StandardCharsets.UTF_8))
                .isEqualTo("x \\x1b[2J \u001b[1;31merror\u001b[0m\\ry\n");
        assertThat(run("grep error", input, false)).as("into a file").isEqualTo(input);
    }

    @Test
    void headEndsTheCommandAtOnce() {
        assertThatThrownBy(() -> {
                    try (Pipe pipe = Pipe.of(
                            filters("head -2"), new Output(new ByteArrayOutputStream(), false, 0), Style.PLAIN)) {
                        pipe.write("1\n2\n".getBytes(StandardCharsets.UTF_8));
                        pipe.write("3\n".getBytes(StandardCharsets.UTF_8));
                    }
                })
                .isInstanceOf(PipeClosedException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gerp x",
                "grep",
                "grep a b",
                "grep '('",
                "head -n x",
                "head --nope",
                "tail -n x",
                "sort -k 0",
                "sort -n -h",
                "grep -m -1 x",
                "wc file"
            })
    void wrongFiltersAreRefused(String filters) {
        Output nowhere = new Output(new ByteArrayOutputStream(), false, 0);
        assertThatThrownBy(() -> Pipe.of(filters(filters), nowhere, Style.PLAIN))
                .isInstanceOf(UsageException.class);
    }

    @Test
    void linesThatDoNotFitAreSortedInFilesThatGo() throws IOException {
        Random random = new Random(7);
        List<String> lines = new ArrayList<>();
        IntStream.range(0, 5_000).forEach(i -> lines.add(Integer.toString(random.nextInt(1000))));
        List<String> sorted = new ArrayList<>();
        long before = temporaryFiles();

        try (LineSorter sorter = new LineSorter(Arrays::compareUnsigned, 4096)) {
            for (String line : lines) {
                sorter.add(line.getBytes(StandardCharsets.UTF_8));
            }
            assertThat(temporaryFiles()).isGreaterThan(before);
            sorter.forEach(line -> sorted.add(new String(line, StandardCharsets.UTF_8)));
        }

        Collections.sort(lines);
        assertThat(sorted).isEqualTo(lines);
        assertThat(temporaryFiles()).isEqualTo(before);
    }

    private static long temporaryFiles() throws IOException {
        Path probe = Files.createTempFile("probe", "");
        Files.delete(probe);
        try (Stream<Path> files = Files.list(probe.getParent())) {
            return files.filter(file -> file.toString().endsWith(".sort")).count();
        }
    }
}
