package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A store whose largest boltdb index file is damaged. */
@Tag("one-runtime")
class IndexSalvageCommandTest {
    private static final int PAGE = 4096;

    @TempDir
    private Path temporary;

    private Path root;
    private Path index;
    private byte[] packed;
    private Set<String> all;

    @BeforeEach
    void unpack() throws IOException {
        root = Archives.unpack("minio-boltdb-v12-compacted", temporary);
        try (Stream<Path> files = Files.walk(root)) {
            index = files.filter(file ->
                            file.toString().contains("index") && file.toString().endsWith(".gz"))
                    .max(Comparator.comparingLong(file -> file.toFile().length()))
                    .orElseThrow();
        }
        packed = Files.readAllBytes(index);
        all = lines(cat());
    }

    private CliRun cat(String... options) {
        return CliRun.run(Stream.concat(
                        Stream.of("-s", root.toString(), "cat", "--replicas", "-o", "raw"), Arrays.stream(options))
                .toArray(String[]::new));
    }

    private static Set<String> lines(CliRun run) {
        return run.out().lines().collect(Collectors.toSet());
    }

    /** Whichever page it is that is lost. */
    private void zero(int page) throws IOException {
        byte[] bare = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
        Arrays.fill(bare, page * PAGE, (page + 1) * PAGE, (byte) 0);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bare);
        }
        Files.write(index, out.toByteArray());
    }

    @Test
    void theRowsOfOtherPagesLeadToTheirLines() throws IOException {
        zero(6);

        CliRun without = cat();
        CliRun with = cat("--salvage");

        assertThat(without.code()).isEqualTo(4);
        assertThat(with.code()).isEqualTo(4);
        assertThat(all).containsAll(lines(with));
        assertThat(lines(with))
                .containsAll(lines(without))
                .hasSizeGreaterThan(lines(without).size());
        assertThat(with.err())
                .contains(index.getFileName().toString(), "id of a page: expected 6")
                .doesNotContain("\tat ");
    }

    /** Of these two files the one is what page 0 says, and page 1 is that of an older state. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aFileThatIsReadByOneOfItsMetaPagesMayLackRowsWhichIsTold(int meta) throws IOException {
        zero(meta);

        CliRun run = cat();
        assertThat(run.code()).isEqualTo(4);
        assertThat(run.err()).startsWith("1 problem, ").contains("read by meta page " + (1 - meta) + " instead");
        assertThat(all).containsAll(lines(run));
        CliRun streams = CliRun.run("-s", root.toString(), "streams", "-o", "jsonl");
        assertThat(streams.code()).isEqualTo(4);
        assertThat(streams.err()).contains("rows that were written last may be missing");
        assertThat(lines(cat("--salvage"))).isEqualTo(all);
    }

    @Test
    void soDoThoseBeforeTheCutOfAGzip() throws IOException {
        Files.write(index, Arrays.copyOf(packed, packed.length * 9 / 10));

        CliRun without = cat();
        CliRun with = cat("--salvage");

        assertThat(with.code()).isEqualTo(4);
        assertThat(all).containsAll(lines(with));
        assertThat(lines(with)).hasSizeGreaterThan(lines(without).size());
        assertThat(with.err()).contains("found the end of the object");
    }

    private CliRun rebuild(String... options) {
        return CliRun.run(Stream.concat(
                        Stream.of("-s", root.toString(), "--now", "2026-12-10", "rebuild"), Arrays.stream(options))
                .toArray(String[]::new));
    }

    @Test
    void rebuildMakesTheTableOfRowsThatCanBeReadAndFewChunks() throws IOException {
        Files.write(index, Arrays.copyOf(packed, packed.length * 7 / 10));
        Files.setLastModifiedTime(index, FileTime.from(Instant.parse("2026-11-22T00:00:00Z")));
        String table = index.getParent().getFileName().toString();

        assertThat(rebuild("--salvage", "--replace").code()).isEqualTo(2);
        CliRun without = rebuild();
        assertThat(without.code()).isEqualTo(5);
        assertThat(without.err()).contains(table + ": ", "--salvage makes it of what can be read of it");
        CliRun preview = rebuild("--salvage");
        assertThat(preview.code()).as(preview.err()).isZero();
        assertThat(preview.out()).contains("ROWS SALVAGED", table);
        assertThat(preview.err()).contains(table + " is damaged: index/", "found the end of the object");

        CliRun run = rebuild("--salvage", "--apply", "--yes", "--loki-stopped", "-o", "jsonl");
        assertThat(run.code()).as(run.err()).isZero();
        JsonNode line = Json.lines(run.out()).get(0);
        assertThat(line.get("message_type").textValue()).isEqualTo("salvage");
        assertThat(line.get("subject").textValue()).isEqualTo(table);
        long others = line.get("otherChunks").longValue();
        assertThat(line.get("salvagedRows").longValue()).isPositive();
        assertThat(line.get("chunksRead").longValue()).isBetween(1L, others / 4);
        assertThat(line.get("droppedRows").longValue()).isZero();
        CliRun after = cat();
        assertThat(after.code()).as(after.err()).isZero();
        assertThat(lines(after)).isEqualTo(all);
        assertThat(rebuild("--salvage").err()).contains("name all their chunks already", "nothing to do");
    }

    @Test
    void ofASoundIndexEverythingComesAsWithout() {
        CliRun with = cat("--salvage");

        assertThat(with.code()).isZero();
        assertThat(lines(with)).isEqualTo(all);
        assertThat(List.of(with.err().split("\n"))).noneMatch(line -> line.contains("page"));
    }
}
