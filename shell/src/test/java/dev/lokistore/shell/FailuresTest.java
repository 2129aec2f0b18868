package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lokistore.objectstore.StoreException;
import dev.lokistore.shell.config.Environment;
import dev.lokistore.shell.terminal.Output;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong, what the user reads, and the exit code. */
@Tag("one-runtime")
class FailuresTest {
    @TempDir
    private Path temporary;

    @Test
    void missingStoreIsNotFound() {
        CliRun run = CliRun.run("-s", temporary.resolve("nothing").toString(), "tenants");

        assertThat(run.code()).isEqualTo(10);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("lokistore: ").contains("nothing").doesNotContain("\tat ");
    }

    @Test
    void bareWordThatIsNeitherAPathNorAProfileIsSaidToBeNone() {
        CliRun run = CliRun.run("-s", "prod", "tenants");

        assertThat(run.code()).isEqualTo(10);
        assertThat(run.err()).contains("no such folder or archive: ").contains("no profile is called 'prod' in ");
    }

    @Test
    void emptyDirectoryIsNoStore() {
        CliRun run = CliRun.run("-s", temporary.toString(), "info");

        assertThat(run.code()).isEqualTo(10);
        assertThat(run.err()).contains(temporary.toString());
    }

    @Test
    void severalRootsAreListed() throws IOException {
        Archives.unpack("fs-tsdb-v13-none", temporary);
        Archives.unpack("fs-tsdb-v13-gzip", temporary);

        CliRun run = CliRun.run("-s", temporary.toString(), "tenants");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("fs-tsdb-v13-gzip/store/chunks/").contains("fs-tsdb-v13-none/store/chunks/");
    }

    @Test
    void unknownTenantIsNotFoundAndTheKnownOnesAreNamed() {
        CliRun run = CliRun.on("fs-boltdb-v11", "tenants", "-t", "team-c");

        assertThat(run.code()).isEqualTo(10);
        assertThat(run.err()).contains("'team-c'").contains("team-a, team-b");
    }

    @Test
    void badSelectorIsPointedAt() {
        CliRun run = CliRun.on("fs-tsdb-v13-none", "cat", "{app=kubelet}");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().lines().toList().get(1)).isEqualTo("{app=kubelet}");
        assertThat(run.err().lines().toList().get(2)).isEqualTo("     ^");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tenants --from yesterday | 'yesterday' is no time",
                "tenants --from 2026-11-20 --to 2026-11-19 | --from 2026-11-20 is after --to 2026-11-19",
                "tenants -o xml | xml",
                "tenants -o raw | -o raw is for log lines",
                "tenants -j 0 | --concurrency is 0",
                "tennants | there is no command 'tennants'",
                "cat --limit -1 | --limit is -1",
                "cat --limit many | many",
                "du --by app,app | each once",
                "streams {app=\"x\"}!=\"y\" | use cat or grep",
                "grep -E ( | RE2",
                "help nothing | there is no command 'nothing'",
                "--no-such-option | --no-such-option",
                "chunk | KEY-OR-FILE",
            })
    void wrongUsageIsExitCodeTwoAndSaysWhy(String command, String message) {
        CliRun run = CliRun.on("fs-tsdb-v13-none", command.split(" "));

        assertThat(run.err()).contains(message);
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void hostileTimesAndExpressionsAreWrongUsageInPlainWords() {
        CliRun time = CliRun.on("fs-tsdb-v13-none", "tenants", "--from", "now-" + "1d".repeat(20_000));
        CliRun deep = CliRun.on("fs-tsdb-v13-none", "cat", "{a=~\"" + "(".repeat(20_000) + ")".repeat(20_000) + "\"}");
        CliRun big = CliRun.on("fs-tsdb-v13-none", "grep", "-E", "(((x{1000}){1000}){1000})");

        assertThat(time.err())
                .startsWith("lokistore: Invalid value for option '--from': 'now-1d1d")
                .contains("is no time");
        assertThat(deep.err()).contains("nests too deeply");
        assertThat(big.err()).contains("invalid repeat count");
        for (CliRun run : new CliRun[] {time, deep, big}) {
            assertThat(run.code()).isEqualTo(2);
            assertThat(run.err()).doesNotContain("java.", "\tat ");
        }
    }

    @Test
    void expressionThatExhaustsTheStackOfAWorkerEndsInAdvice() {
        CliRun run = CliRun.on("fs-tsdb-v13-none", "grep", "-E", "()".repeat(100_000));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(
                        "lokistore: the regular expression is too complex; LOKISTORE_JAVA_OPTS=-Xss16m gives more room\n");
    }

    @Test
    void stackTracesShowNoControlCharacters() throws IOException {
        Path store = Files.createDirectories(temporary.resolve("\u001b[31mstore"));

        CliRun run = CliRun.run("-s", store.toString(), "info", "--verbose");

        assertThat(run.err()).contains("\tat ", "\\x1b[31mstore").doesNotContain("\u001b");
    }

    @Test
    void withoutStoreOrCommandTheUserIsToldWhatToGive() {
        assertThat(CliRun.run("tenants").err()).contains("give -s URI").contains("LOKISTORE_STORE");
        assertThat(CliRun.run().err()).contains("a command is missing");
        assertThat(CliRun.run().code()).isEqualTo(2);
    }

    @Test
    void storeComesFromTheEnvironment() {
        CliRun run = CliRun.World.PIPED
                .with(Map.of(
                        "LOKISTORE_STORE", CliRun.archive("fs-tsdb-v13-none").toString()))
                .run("tenants", "-o", "csv");

        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("tenant,tables,streams,chunks,storedBytes,from,through\r\nacme,2,5,174,");
    }

    @Test
    void missingChunkIsNotFound() {
        CliRun run = CliRun.on("fs-tsdb-v13-none", "chunk", "acme/1/2:3:4");

        assertThat(run.code()).isEqualTo(10);
        assertThat(run.err()).contains("acme/1/2:3:4");
    }

    @Test
    void brokenIndexAndBrokenChunkAreNamedAndTheRestIsReported() throws IOException {
        Path store = Archives.unpack("fs-tsdb-v13-gzip", temporary).resolve("store/chunks");
        Path index = firstFile(store.resolve("index"));
        Path chunk = firstFile(store.resolve("acme"));
        Files.write(index, new byte[] {1, 2, 3});
        byte[] bytes = Files.readAllBytes(chunk);
        bytes[bytes.length / 2] ^= 0x55;
        Files.write(chunk, bytes);

        CliRun tenants = CliRun.run("-s", store.toString(), "tenants", "-o", "jsonl");
        assertThat(tenants.code()).isEqualTo(4);
        assertThat(tenants.lines()).hasSize(1);
        assertThat(tenants.err())
                .contains("1 problem")
                .contains(index.getFileName().toString());

        CliRun cat = CliRun.run("-s", store.toString(), "cat", "--no-index", "-o", "jsonl");
        assertThat(cat.code()).isEqualTo(4);
        assertThat(cat.lines().size()).isBetween(480, 499);
        assertThat(cat.err()).contains(chunk.getFileName().toString());
    }

    private static Path firstFile(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().findFirst().orElseThrow();
        }
    }

    @Test
    void closedPipeEndsQuietly() {
        assertThat(writingTo("Broken pipe").code()).isEqualTo(141);
        assertThat(writingTo("Broken pipe").err()).isEmpty();
    }

    @Test
    void fullDiskIsAnError() {
        assertThat(writingTo("No space left on device").code()).isEqualTo(1);
        assertThat(writingTo("No space left on device").err())
                .isEqualTo("lokistore: cannot write the output: No space left on device\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "--version", "cat --help", "help", "completion bash", "info", "tenants -o yaml"})
    void fullDiskIsSaidOnceAndWithoutAStackTrace(String command) {
        CliRun run = writingTo("No space left on device", command.split(" "));

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("lokistore: cannot write the output: No space left on device\n");
        assertThat(writingTo("Broken pipe", command.split(" ")).code()).isEqualTo(141);
    }

    private static CliRun writingTo(String failure) {
        return writingTo(failure, "-s", CliRun.archive("fs-tsdb-v13-none").toString(), "cat", "-o", "jsonl");
    }

    private static CliRun writingTo(String failure, String... arguments) {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(failure);
            }
        };
        java.io.ByteArrayOutputStream err = new java.io.ByteArrayOutputStream();
        Session session = new Session(
                new Environment(Map.of(
                        "LOKISTORE_STORE", CliRun.archive("fs-tsdb-v13-none").toString())),
                Clock.systemUTC(),
                new Output(broken, false, 0),
                new Output(err, false, 0),
                Path.of("").toAbsolutePath());
        int code = new Cli(session).run(arguments);
        return new CliRun(code, new byte[0], err.toString(java.nio.charset.StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @EnumSource(StoreException.Kind.class)
    void everyKindOfStoreFailureHasItsCode(StoreException.Kind kind) {
        int code = new Failures().getExitCode(new StoreException(kind, "x", null));

        switch (kind) {
            case UNREACHABLE, NO_SUCH_BUCKET, NO_SUCH_OBJECT, WRONG_REGION ->
                assertThat(code).isEqualTo(10);
            case BAD_CREDENTIALS, FORBIDDEN -> assertThat(code).isEqualTo(12);
            case INTERRUPTED -> assertThat(code).isEqualTo(130);
            default -> assertThat(code).isEqualTo(1);
        }
    }

    @Test
    void failuresOfFilesSayMoreThanTheFilesName() {
        AccessDeniedException denied = new AccessDeniedException("/etc/shadow");
        NoSuchFileException gone = new NoSuchFileException("gone.yaml");

        assertThat(Failures.describe(denied)).containsExactly("permission denied: /etc/shadow");
        assertThat(Failures.codeOf(denied)).isEqualTo(ExitCode.DENIED);
        assertThat(Failures.describe(gone)).containsExactly("no such file: gone.yaml");
        assertThat(Failures.codeOf(gone)).isEqualTo(ExitCode.NOT_FOUND);
    }

    @Test
    void nativeLibraryThatCannotBeLoadedIsNoDefectOfOurs() {
        UnsatisfiedLinkError cause = new UnsatisfiedLinkError("/tmp/x.so: failed to map segment from shared object");
        NoClassDefFoundError failure = new NoClassDefFoundError("Could not initialize class Zstd");
        failure.initCause(new ExceptionInInitializerError(cause));

        assertThat(Failures.describe(failure))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("failed to map segment"))
                .anySatisfy(line -> assertThat(line).contains("TMPDIR"));
        assertThat(Failures.codeOf(failure)).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void nameThatIsNeitherAFileNorAKeyOfAKnownStoreIsSaidToBeNone() {
        assertThat(CliRun.run("chunk", "no-such-file").err())
                .contains("there is no file 'no-such-file'")
                .contains("give -s URI");
    }

    @Test
    void credentialsInAUriAreRefusedAndNotRepeated() {
        CliRun run = CliRun.run("-s", "s3://AKIAEXAMPLE:verysecret@bucket/x", "tenants", "--verbose");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).doesNotContain("verysecret").doesNotContain("AKIAEXAMPLE");
    }

    @Test
    void stackTracesOnlyWithVerbose() {
        String nothing = temporary.resolve("nothing").toString();

        assertThat(CliRun.run("-s", nothing, "tenants").err()).doesNotContain("\tat ");
        assertThat(CliRun.run("-s", nothing, "tenants", "--verbose").err()).contains("\tat ");
    }

    @Test
    void helpOfEveryCommandHasExamplesAndExitStatus() {
        for (String command : dev.lokistore.shell.command.Commands.names()) {
            CliRun run = CliRun.run(command, "--help");

            assertThat(run.code()).as(command).isZero();
            assertThat(run.out()).contains("Examples:").contains("Exit status:").contains("  130 ");
            assertThat(run.err()).isEmpty();
            assertThat(CliRun.run("help", command).out()).isEqualTo(run.out());
        }
    }

    @Test
    void completionScriptKnowsTheCommands() {
        for (String shell : new String[] {"bash", "zsh"}) {
            assertThat(CliRun.run("completion", shell).out())
                    .contains("complete -F")
                    .contains("tenants")
                    .contains("--loki-config");
        }
    }
}
