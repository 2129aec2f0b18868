package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectCommandTest {
    private static final String KEY = "fake/81a2f9986e52992f/1a1fa933ec2:1a1fb2e7bec:a363e3f";

    @TempDir
    private Path temporary;

    private static CliRun inspect(String... arguments) {
        String[] all = Stream.concat(Stream.of("inspect"), Stream.of(arguments)).toArray(String[]::new);
        return CliRun.on("minio-boltdb-v12", all);
    }

    @Test
    void aChunkIsShownPartByPartAndByteByByte() {
        CliRun outline = inspect(KEY, "-o", "jsonl");
        assertThat(outline.code()).isZero();
        List<JsonNode> parts = Json.lines(outline.out());
        assertThat(parts.get(0).get("part").asText()).isEqualTo("length of the metadata");
        assertThat(parts).anyMatch(part -> part.get("part").asText().equals("block 3"));

        CliRun bytes = inspect(KEY, "--at", "0x0", "--length", "4");
        assertThat(bytes.out()).startsWith("00000000  00 00 01 ").contains("length of the metadata: ");
        CliRun block = inspect(KEY, "--block", "1", "--at", "0", "--length", "9", "-o", "jsonl");
        assertThat(Json.parse(block.out()).get("part").asText()).isEqualTo("time");
        assertThat(Json.parse(block.out()).get("hex").asText()).hasSize(18);
    }

    @Test
    void whatMakesNoSenseIsAUsageError() {
        assertThat(inspect(KEY, "--at", "1000000").code()).isEqualTo(2);
        assertThat(inspect(KEY, "--at", "-1").code()).isEqualTo(2);
        assertThat(inspect(KEY, "--at", "x").code()).isEqualTo(2);
        assertThat(inspect(KEY, "--block", "9").code()).isEqualTo(2);
        assertThat(inspect(KEY, "--length", "0", "--at", "0").code()).isEqualTo(2);
        assertThat(inspect("fake/1/2:3:4").code()).isEqualTo(10);
    }

    @Test
    void whatComesBeforeTheCutOfAnIndexFileIsShown() throws IOException {
        Path root = Archives.unpack("minio-boltdb-v12", temporary);
        Path file;
        try (Stream<Path> files = Files.walk(root.resolve("store/index"))) {
            file = files.filter(path -> path.toString().endsWith(".gz"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length * 2 / 3));

        CliRun cut = CliRun.run("inspect", file.toString(), "-o", "jsonl");

        assertThat(cut.code()).isEqualTo(4);
        assertThat(cut.err()).contains("bytes that come before");
        assertThat(Json.lines(cut.out()))
                .hasSizeGreaterThan(3)
                .anyMatch(page -> page.get("meaning").asText().startsWith("leaf"));
    }
}
