package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lokistore.chunk.BlockMeta;
import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.EntryCursor;
import dev.lokistore.chunk.ReadOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A chunk of several blocks whose header is cut off and one of whose blocks has a flipped bit. */
class SalvageCommandTest {
    private static final int DAMAGED_BLOCK = 1;

    @TempDir
    private Path temporary;

    private Path root;
    private Path chunk;
    private byte[] soundBytes;
    private final List<String> soundLines = new ArrayList<>();
    private final List<String> damagedLines = new ArrayList<>();

    @BeforeEach
    void damage() throws IOException {
        root = Archives.unpack("minio-boltdb-v12", temporary);
        ChunkReader reader = null;
        for (StoredChunks.Stored stored : StoredChunks.below(root.resolve("store"))) {
            byte[] bytes = Files.readAllBytes(stored.file());
            ChunkReader candidate = open(bytes);
            if (candidate.blocks().size() > 2) {
                reader = candidate;
                chunk = stored.file();
                soundBytes = bytes;
                break;
            }
        }
        assertThat(reader).isNotNull();
        for (BlockMeta block : reader.blocks()) {
            try (EntryCursor entries = reader.entries(block)) {
                while (entries.next()) {
                    String line = new String(entries.line(), StandardCharsets.UTF_8);
                    (block.index() == DAMAGED_BLOCK ? damagedLines : soundLines).add(line);
                }
            }
        }
    }

    private static ChunkReader open(byte[] bytes) throws IOException {
        return ChunkReader.open(ByteSource.of("chunk", bytes), ReadOptions.DEFAULT);
    }

    /** Wrong lengths make the envelope unreadable, its metadata stays. */
    private void write(boolean headerLost) throws IOException {
        byte[] damaged = soundBytes.clone();
        BlockMeta block = open(soundBytes).blocks().get(DAMAGED_BLOCK);
        damaged[(int) block.offset() + block.storedBytes() - 9] ^= 0x10;
        Arrays.fill(damaged, 0, headerLost ? 60 : 4, (byte) 0x6b);
        Files.write(chunk, damaged);
    }

    private CliRun run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-s", root.toString()));
        all.addAll(List.of(arguments));
        return CliRun.run(all.toArray(String[]::new));
    }

    @Test
    void whatIsLeftIsDescribedAndWhatIsLostIsNamed() throws IOException {
        write(false);

        CliRun plain = run("chunk", chunk.toString());
        CliRun salvage = run("chunk", chunk.toString(), "--salvage", "-o", "json");

        assertThat(plain.code()).isEqualTo(1);
        assertThat(salvage.code()).isEqualTo(3);
        var left = Json.parse(salvage.out());
        assertThat(left.get("soundEntries").asLong()).isEqualTo(soundLines.size());
        assertThat(left.get("tenant").asText()).isNotEmpty();
        assertThat(left.get("faults")).hasSize(1);
        assertThat(left.get("gaps")).hasSize(1);
        assertThat(left.get("gaps").get(0).get("block").asInt()).isEqualTo(DAMAGED_BLOCK);
        assertThat(left.get("gaps").get(0).get("from").asText()).isNotEmpty();
        assertThat(left.get("doubtfulEntries").asLong())
                .isEqualTo(left.get("gaps").get(0).get("doubtfulEntries").asLong());
    }

    @Test
    void soundLinesAndDoubtfulOnesAreNeverPrintedTogether() throws IOException {
        write(false);

        CliRun sound = run("chunk", chunk.toString(), "--salvage", "--entries", "-o", "raw");
        CliRun doubtful = run("chunk", chunk.toString(), "--salvage", "--doubtful", "-o", "raw");

        assertThat(sound.out().lines().toList()).isEqualTo(soundLines);
        assertThat(sound.code()).isEqualTo(4);
        assertThat(sound.err()).contains("gap: block " + DAMAGED_BLOCK).doesNotContain("\tat ");
        List<String> guessed = doubtful.out().lines().toList();
        assertThat(guessed.get(0)).isEqualTo(damagedLines.get(0));
        assertThat(guessed).doesNotContain(soundLines.get(0));
    }

    @Test
    void searchesHaveTheSoundLinesOfDamagedChunks() throws IOException {
        CliRun whole = run("cat", "--replicas", "-o", "raw");
        write(false);

        CliRun without = run("cat", "--replicas", "-o", "raw");
        CliRun with = run("cat", "--replicas", "--salvage", "-o", "raw");
        CliRun byObjects = run("cat", "--replicas", "--salvage", "--no-index", "-o", "raw");

        int all = lines(whole);
        assertThat(lines(without)).isEqualTo(all - soundLines.size() - damagedLines.size());
        assertThat(lines(with)).isEqualTo(all - damagedLines.size());
        assertThat(lines(byObjects)).isEqualTo(all - damagedLines.size());
        assertThat(with.code()).isEqualTo(4);
        assertThat(with.err()).contains("gap: block " + DAMAGED_BLOCK);
    }

    @Test
    void theIndexNamesTheStreamWhereTheHeaderIsLost() throws IOException {
        CliRun whole = run("cat", "--replicas", "-o", "raw");
        write(true);

        CliRun byIndex = run("cat", "--replicas", "--salvage", "-o", "raw");
        CliRun byObjects = run("cat", "--replicas", "--salvage", "--no-index", "-o", "raw");

        assertThat(lines(byIndex)).isEqualTo(lines(whole) - damagedLines.size());
        assertThat(lines(byObjects)).isEqualTo(lines(whole) - damagedLines.size() - soundLines.size());
        assertThat(byObjects.err()).contains("the labels are lost");
    }

    @Test
    void anExportHasTheSoundLinesAndItsManifestTheGaps() throws IOException {
        write(true);
        Path out = temporary.resolve("out");
        BlockMeta lost = open(soundBytes).blocks().get(DAMAGED_BLOCK);

        CliRun export = run("export", "--salvage", "--to", out.toString(), "-o", "json");
        CliRun cat = run("cat", "--salvage", "-o", "jsonl");

        assertThat(export.code()).isEqualTo(4);
        assertThat(export.err()).contains("gap: block " + DAMAGED_BLOCK, "note: the manifest names 1 gap of");
        assertThat(Json.parse(export.out()).get("gaps").asInt()).isEqualTo(1);
        assertThat(exported(out)).isEqualTo(cat.out().lines().sorted().toList());
        Path manifest = out.resolve("_lokistore/manifest.ndjson");
        List<JsonNode> gaps = Json.lines(Files.readString(manifest)).stream()
                .filter(record -> record.get("record").asText().equals("gap"))
                .toList();
        assertThat(gaps).hasSize(1);
        JsonNode gap = gaps.get(0);
        assertThat(gap.get("key").asText()).endsWith(chunk.getFileName().toString());
        assertThat(gap.get("block").asInt()).isEqualTo(DAMAGED_BLOCK);
        assertThat(gap.get("offset").asLong()).isEqualTo(lost.offset());
        assertThat(gap.get("toOffset").asLong()).isGreaterThanOrEqualTo(lost.offset() + lost.storedBytes());
        assertThat(gap.get("from").asLong()).isEqualTo(lost.minTimeNanos());
        assertThat(gap.get("through").asLong()).isEqualTo(lost.maxTimeNanos());
        assertThat(gap.get("doubtful").asLong()).isPositive();
        assertThat(gap.get("reason").asText()).isNotEmpty();

        String written = Files.readString(manifest);
        assertThat(run("export", "--resume", "--to", out.toString()).code()).isEqualTo(4);
        assertThat(exported(out)).isEqualTo(cat.out().lines().sorted().toList());
        assertThat(manifest).hasContent(written);
        CliRun without = run("export", "--to", out.toString());
        assertThat(without.code()).isEqualTo(ExitCode.REFUSED.code());
        assertThat(without.err()).contains("salvage true, not false");
    }

    private static List<String> exported(Path folder) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(each -> each.endsWith("entries.jsonl")).toList()) {
                lines.addAll(Files.readAllLines(file));
            }
        }
        lines.sort(null);
        return lines;
    }

    private static int lines(CliRun run) {
        return (int) run.out().lines().count();
    }
}
