package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lokistore.compactor.fsck.Flaw;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code fsck} at the command line; what it finds is tested beside it. */
@Tag("one-runtime")
class FsckCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FIXTURE = "fs-tsdb-v13-snappy";

    @TempDir
    private Path folder;

    private Path store() throws IOException {
        return Archives.unpack(FIXTURE, folder).resolve("store/chunks");
    }

    /** As they are printed, with the key of a finding in the place of KEY. */
    @Test
    void everyCommandThatARemedyNamesWorks() throws IOException {
        Path store = store();
        String key = store.relativize(chunks(store).get(0)).toString();
        Set<String> commands = new TreeSet<>();
        for (Flaw flaw : Flaw.values()) {
            Matcher matcher = Pattern.compile("'lokistore ([^']+)'").matcher(flaw.remedy());
            while (matcher.find()) {
                commands.add(matcher.group(1).replace("KEY", key));
            }
            // nothing is a command that does not look like one
            assertThat(matcher.replaceAll("").replace("a --suppress file", ""))
                    .as(flaw.id())
                    .doesNotContain("lokistore", "--", "TABLE");
        }
        assertThat(commands).contains("fsck --fix", "inspect " + key);
        for (String command : commands) {
            CliRun run = CliRun.World.PIPED
                    .with(Map.of("HOME", "/dev/null/home", "LOKISTORE_STORE", store.toString()))
                    .run(("--now 2026-12-10 " + command).split(" "));
            assertThat(run.code()).as("%s: %s", command, run.err()).isZero();
        }
    }

    private static CliRun fsck(Path store, String... more) {
        List<String> all = new ArrayList<>(List.of("-s", store.toString(), "fsck"));
        all.addAll(List.of(more));
        return CliRun.World.PIPED.with(Map.of("HOME", "/dev/null/home")).run(all.toArray(String[]::new));
    }

    /** Chunks of tenant {@code acme}, in order of their paths. */
    private static List<Path> chunks(Path store) throws IOException {
        try (Stream<Path> files = Files.walk(store.resolve("acme"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** Changes a byte in the middle. */
    private static void damage(Path file) throws IOException {
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(bytes.length() / 2);
            int before = bytes.read();
            bytes.seek(bytes.length() / 2);
            bytes.write(before ^ 1);
        }
    }

    private static List<JsonNode> findings(CliRun run) throws IOException {
        List<JsonNode> findings = new ArrayList<>();
        for (String line : run.lines()) {
            findings.add(JSON.readTree(line));
        }
        return findings;
    }

    @Test
    void aSoundStoreEndsWithZero() throws IOException {
        CliRun run = fsck(store(), "--level", "3");

        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("Nothing wrong was found.\n").contains("174 of 174 decoded");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void whatIsWrongIsAFindingALine() throws IOException {
        Path store = store();
        List<Path> chunks = chunks(store);
        damage(chunks.get(3));
        Files.delete(chunks.get(10));

        CliRun run = fsck(store, "--level", "3", "-o", "jsonl");

        assertThat(run.code()).isEqualTo(3);
        List<JsonNode> findings = findings(run);
        assertThat(findings).hasSize(2);
        assertThat(findings.get(0).path("id").asText()).isEqualTo("chunk-missing");
        assertThat(findings.get(0).path("offset").isNull()).isTrue();
        JsonNode broken = findings.get(1);
        assertThat(broken.path("severity").asText()).isEqualTo("error");
        assertThat(broken.path("subject").asText())
                .isEqualTo(store.relativize(chunks.get(3)).toString());
        assertThat(broken.path("offset").asLong()).isPositive();
        assertThat(broken.path("message").asText()).contains("expected");
        assertThat(broken.path("evidence").get(0).asText()).startsWith("chunk acme/");
        assertThat(broken.path("remedy").asText()).isNotEmpty();
        assertThat(run.err()).contains("looked at: level 3 on all of the chunks: 173 of 173 decoded");
    }

    @Test
    void aPageGroupsFindingsByTheirIds() throws IOException {
        Path store = store();
        for (Path chunk : chunks(store).subList(0, 14)) {
            Files.delete(chunk);
        }

        CliRun run = fsck(store);

        assertThat(run.code()).isEqualTo(3);
        assertThat(run.out())
                .startsWith("This store needs attention.\n\n14 errors\n\n  chunk-missing  14\n")
                .contains("… and 4 more; -o jsonl lists all")
                .contains("    > find out what removed the object");
    }

    @Test
    void chunksAreDecodedAtLevel3Only() throws IOException {
        Path store = store();
        damage(chunks(store).get(0));

        assertThat(fsck(store, "--level", "1").code()).isZero();
        CliRun two = fsck(store, "--level", "2");
        assertThat(two.code()).isZero();
        assertThat(fsck(store).out()).isEqualTo(two.out());
        assertThat(fsck(store, "--level", "3").code()).isEqualTo(3);
    }

    @Test
    void theSubsetsTogetherAreAllChunks() throws IOException {
        Path store = store();
        damage(chunks(store).get(5));
        int found = 0;
        int decoded = 0;
        for (int part = 1; part <= 2; part++) {
            CliRun run = fsck(store, "--level", "3", "--subset", part + "/2", "-o", "jsonl");
            found += run.lines().size();
            String of = "level 3 on " + part + "/2 of the chunks: ";
            assertThat(run.err()).contains(of);
            String rest = run.err().substring(run.err().indexOf(of) + of.length());
            decoded += Integer.parseInt(rest.substring(0, rest.indexOf(' ')));
        }
        assertThat(found).isEqualTo(1);
        assertThat(decoded).isEqualTo(174);
    }

    @Test
    void onlyAndSkipChooseFindings() throws IOException {
        Path store = store();
        List<Path> chunks = chunks(store);
        damage(chunks.get(3));
        Files.delete(chunks.get(10));

        assertThat(findings(fsck(store, "--only", "chunk-missing", "-o", "jsonl")))
                .hasSize(1);
        assertThat(fsck(store, "--skip", "chunk-missing", "--level", "2").code())
                .isZero();
        assertThat(fsck(store, "--skip", "chunk-missing", "--level", "3").code())
                .isEqualTo(3);
    }

    @Test
    void aTenantAndARangeOfTimeAreAPart() throws IOException {
        Path store = store();
        Files.delete(chunks(store).get(0));

        assertThat(fsck(store).code()).isEqualTo(3);
        assertThat(fsck(store, "-t", "globex").code()).isZero();
        assertThat(fsck(store, "--from", "2026-11-30").out()).contains("0 tables");
        assertThat(fsck(store, "--from", "2026-11-20", "--to", "2026-11-22").code())
                .isEqualTo(3);
    }

    @Test
    void anIndexFileThatCannotBeReadHidesNoOther() throws IOException {
        Path store = store();
        Path table = store.resolve("index/loki_index_20777");
        Path file;
        try (Stream<Path> files = Files.list(table)) {
            file = files.findFirst().orElseThrow();
        }
        Files.write(file, new byte[] {1, 2, 3});

        CliRun run = fsck(store, "--level", "3", "-o", "jsonl");

        assertThat(run.code()).isEqualTo(3);
        assertThat(findings(run)).singleElement().satisfies(finding -> {
            assertThat(finding.path("id").asText()).isEqualTo("index-unreadable");
            assertThat(finding.path("subject").asText())
                    .isEqualTo(store.relativize(file).toString());
        });
        assertThat(run.err()).contains("not checked: whether ").contains("chunk objects are orphans");
    }

    @Test
    void knownFindingsAreSuppressed() throws IOException {
        Path store = store();
        Files.delete(chunks(store).get(0));
        Path known = folder.resolve("known.txt");
        Files.writeString(known, "chunk-missing acme/* # lost\nchunk-orphan *\n");

        CliRun run = fsck(store, "--suppress", known.toString());

        assertThat(run.code()).isZero();
        assertThat(run.out()).startsWith("Nothing wrong was found.").contains("1 finding suppressed");
        assertThat(run.err()).contains("line 2 suppresses nothing: chunk-orphan *");
        Files.writeString(known, "chunk-lost *\n");
        assertThat(fsck(store, "--suppress", known.toString()).code()).isEqualTo(2);
        assertThat(fsck(store, "--suppress", known + "x").err()).contains("there is no file");
    }

    @Test
    void theStateGoesAtTheEndAndFitsNoOtherCheck() throws IOException {
        Path store = store();
        Path state = folder.resolve("state");
        assertThat(fsck(store, "--level", "3", "--state", state.toString()).code())
                .isZero();
        assertThat(state).doesNotExist();
        Files.writeString(state, "no state\n");
        CliRun run = fsck(store, "--level", "3", "--state", state.toString());
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("is no state of an fsck");
    }

    private static final String[] FIX = {"--level", "3", "--now", "2026-12-10", "--fix"};

    private static CliRun fix(Path store, String... more) {
        List<String> all = new ArrayList<>(List.of(FIX));
        all.addAll(List.of(more));
        return fsck(store, all.toArray(String[]::new));
    }

    @Test
    void whatIsMendedIsPlannedAndDoneAndThenGone() throws IOException {
        Path store = store();
        List<Path> chunks = chunks(store);
        damage(chunks.get(3));
        Files.delete(chunks.get(10));

        CliRun planned = fix(store);
        assertThat(planned.code()).isEqualTo(3);
        assertThat(planned.out()).contains("chunk-missing        1  dropped", "  salvaged\n", "Plan ", "(fsck --fix)");
        assertThat(planned.err()).contains("Nothing was changed.");
        assertThat(chunks.get(3)).exists();

        CliRun applied = fix(store, "--apply", "--yes", "--loki-stopped");
        assertThat(applied.code()).as(applied.err()).isZero();
        assertThat(applied.out()).contains("Done.");
        assertThat(chunks.get(3)).doesNotExist();

        CliRun again = fsck(store, "--level", "3", "--now", "2026-12-10");
        assertThat(again.code()).isZero();
        assertThat(again.out()).startsWith("Nothing wrong was found.");
        assertThat(fix(store, "--apply", "--yes").out()).contains("Nothing");
    }

    /** A table that does not open, a broken chunk of it, and one that it alone named: one plan after the other. */
    @Test
    void tablesAreMadeAnewAndThenTheirChunksAreMended() throws IOException {
        Path store = store();
        damage(chunks(store).get(3));
        Path file;
        try (Stream<Path> files = Files.list(store.resolve("index/loki_index_20777"))) {
            file = files.findFirst().orElseThrow();
        }
        Files.write(file, new byte[] {1, 2, 3});

        CliRun planned = fix(store);
        assertThat(planned.code()).isEqualTo(3);
        assertThat(planned.out()).contains("  rebuilt\n");
        assertThat(planned.err()).contains("run fsck --fix again when this is done");

        CliRun applied = fix(store, "--apply", "--yes", "--loki-stopped");
        // the broken chunk got no row
        assertThat(applied.code()).as(applied.err()).isEqualTo(4);
        assertThat(applied.out()).contains("  rebuilt\n", "  later\n", "  set aside\n", "Done.");
        assertThat(applied.err()).contains("looking again");

        assertThat(fsck(store, "--level", "3", "--now", "2026-12-10").out()).startsWith("Nothing wrong was found.");
    }

    @Test
    void aPlanForProgramsComesBehindTheFindings() throws IOException {
        Path store = store();
        Files.delete(chunks(store).get(10));

        CliRun run = fix(store, "-o", "jsonl");

        assertThat(run.code()).isEqualTo(3);
        List<JsonNode> lines = findings(run);
        assertThat(lines.get(0).path("id").asText()).isEqualTo("chunk-missing");
        assertThat(lines.get(1).path("message_type").asText()).isEqualTo("fix");
        assertThat(lines.get(1).path("subject").asText()).isEqualTo("chunk-missing");
        assertThat(lines.get(1).path("objects").asLong()).isOne();
        assertThat(lines).anyMatch(line -> line.path("message_type").asText().equals("plan"));
    }

    @Test
    void mostOfATenantIsNotTakenForBroken() throws IOException {
        Path store = store();
        for (Path chunk : chunks(store)) {
            Files.delete(chunk);
        }
        CliRun run = fix(store, "--apply", "--yes");
        assertThat(run.code()).isIn(3, 5);
        assertThat(run.err()).contains("--accept everything");
        assertThat(store.resolve(".lokistore")).doesNotExist();
    }

    @Test
    void fixNeedsRoomForItsPlan() throws IOException {
        Path store = store();
        assertThat(fsck(store, "--apply").err()).contains("--apply and --plan need --fix");
        assertThat(fix(store, "--state", folder.resolve("s").toString()).err()).contains("do not go together");
        assertThat(fix(store, "-o", "csv").code()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "--level=4, level is 4 but must be",
        "--subset=8/7, is no subset",
        "--subset=x, is no subset",
        "--only=chunk-lost, there is no finding",
        "--skip=nothing, there is no finding",
    })
    void wrongUsageIsExplained(String option, String message) throws IOException {
        CliRun run = fsck(store(), option);

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(message).doesNotContain("\tat ");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void whatNeedsAnotherLevelIsToldApart() throws IOException {
        CliRun run = fsck(store(), "--level", "1", "--only", "chunk-block");

        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains("leave nothing to look for at level 1");
    }
}
