package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lokistore.chunk.ChunkFormat;
import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkWriter;
import dev.lokistore.chunk.Codec;
import dev.lokistore.chunk.EncodedChunk;
import dev.lokistore.chunk.Fingerprints;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TenantId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines and labels that try to take over the terminal, and bytes that are no text. */
class HostileOutputTest {
    private static final long TIME = 1_795_046_400_000_000_000L;
    private static final String TITLE = "\u001b]0;owned\u0007\u001b[2Jgone\r\u009b31m \u202Eevil";
    private static final byte[] NO_UTF8 = {'a', (byte) 0xff, 'b'};

    @TempDir
    private Path store;

    private Path object;

    @BeforeEach
    void writeStore() throws IOException {
        Labels labels = Labels.of("app", "x\u001b[31m");
        ChunkWriter writer =
                new ChunkWriter(TenantId.of("fake"), Fingerprints.of(labels), labels, ChunkFormat.of(4, Codec.GZIP));
        writer.append(TIME, TITLE.getBytes(StandardCharsets.UTF_8), StructuredMetadata.of("m", "\u001b[5m"));
        writer.append(TIME + 1, NO_UTF8, StructuredMetadata.EMPTY);
        EncodedChunk chunk = writer.finish();
        object = store.resolve(ChunkKeyScheme.NESTED.format(chunk.ref()));
        Files.createDirectories(object.getParent());
        Files.write(object, chunk.bytes());
    }

    private CliRun cat(CliRun.World world, String format) {
        return world.run("-s", store.toString(), "cat", "--no-index", "-o", format, "--color", "never");
    }

    @Test
    void noControlCharacterReachesATerminalInAnyFormat() {
        for (String format : new String[] {"table", "wide", "raw", "json", "jsonl", "csv", "yaml"}) {
            CliRun run = cat(CliRun.World.PIPED.onTerminal(80), format);

            assertThat(run.code()).as(format).isZero();
            assertThat(run.out().chars().filter(c -> c < ' ' && c != '\n' && c != '\r'))
                    .as(format)
                    .isEmpty();
            assertThat(run.out()).as(format).doesNotContain("\u009b", "\u202E", "\u007f");
            assertThat(run.out().replace(format.equals("csv") ? "\r\n" : "", ""))
                    .as(format)
                    .doesNotContain("\r");
        }
    }

    @Test
    void plainOutputShowsWhatWasThere() {
        assertThat(cat(CliRun.World.PIPED, "table").out())
                .contains("\\x1b]0;owned\\x07\\x1b[2Jgone\\r\\x9b31m \\u202eevil")
                .contains("{app=\"x\\x1b[31m\"}")
                .contains("{m=\"\\x1b[5m\"}");
    }

    @Test
    void rawIntoAPipeIsByteForByte() {
        byte[] out = cat(CliRun.World.PIPED, "raw").stdout();

        assertThat(new String(out, 0, out.length - 4, StandardCharsets.UTF_8)).isEqualTo(TITLE + "\n");
        assertThat(java.util.Arrays.copyOfRange(out, out.length - 4, out.length))
                .isEqualTo(new byte[] {'a', (byte) 0xff, 'b', '\n'});
    }

    @Test
    void linesThatAreNoUtf8ComeAsBase64() {
        JsonNode entry = Json.lines(cat(CliRun.World.PIPED, "jsonl").out()).get(1);

        assertThat(entry.has("line")).isFalse();
        assertThat(entry.path("lineBase64").asText())
                .isEqualTo(Base64.getEncoder().encodeToString(NO_UTF8));
        assertThat(entry.has("metadata")).isFalse();
    }

    @Test
    void jsonIsTheSameTextWithAndWithoutTerminal() {
        assertThat(Json.lines(cat(CliRun.World.PIPED.onTerminal(80), "jsonl").out()))
                .isEqualTo(Json.lines(cat(CliRun.World.PIPED, "jsonl").out()))
                .first()
                .extracting(entry -> entry.path("line").asText())
                .isEqualTo(TITLE);
    }

    @Test
    void chunkIsDescribedFromItsFile() {
        CliRun run = CliRun.run("chunk", object.toString(), "-o", "json");

        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        JsonNode chunk = Json.parse(run.out());
        assertThat(Json.names(chunk))
                .containsExactly(
                        "key",
                        "objectKey",
                        "tenant",
                        "fingerprint",
                        "labels",
                        "from",
                        "through",
                        "checksum",
                        "checksumOk",
                        "format",
                        "codec",
                        "storedBytes",
                        "rawBytes",
                        "entries",
                        "blocks");
        assertThat(chunk.path("checksumOk").asBoolean()).isTrue();
        assertThat(chunk.path("codec").asText()).isEqualTo("gzip");
        assertThat(chunk.path("format").asInt()).isEqualTo(4);
        assertThat(Json.names(chunk.at("/blocks/0")))
                .containsExactly("index", "offset", "storedBytes", "rawBytes", "entries", "from", "through", "crcOk");
        assertThat(chunk.at("/blocks/0/from").asText()).isEqualTo("2026-11-19T00:00:00.000000000Z");
    }

    @Test
    void brokenBlockIsShownNamedAndCostsExitCodeFour() throws IOException {
        long offset = Json.parse(
                        CliRun.run("chunk", object.toString(), "-o", "json").out())
                .at("/blocks/0/offset")
                .asLong();
        byte[] bytes = Files.readAllBytes(object);
        bytes[(int) offset + 12] ^= 1;
        Files.write(object, bytes);

        CliRun run = CliRun.run("chunk", object.toString(), "-o", "json");

        assertThat(run.code()).isEqualTo(4);
        assertThat(Json.parse(run.out()).at("/blocks/0/crcOk").asBoolean(true)).isFalse();
        assertThat(Json.parse(run.out()).path("checksumOk").asBoolean(true)).isFalse();
        assertThat(run.err()).contains("at byte " + offset).contains("checksum of the object: expected");
    }

    @Test
    void entriesAndHexOfAChunkFile() {
        assertThat(CliRun.run("chunk", object.toString(), "--entries", "-o", "jsonl")
                        .lines())
                .hasSize(2);
        CliRun hex = CliRun.run("chunk", object.toString(), "--hex", "0");
        assertThat(hex.code()).isZero();
        assertThat(hex.lines().get(1)).startsWith("00000000  ");
        CliRun outside = CliRun.run("chunk", object.toString(), "--hex", "1");
        assertThat(outside.code()).isEqualTo(2);
        assertThat(outside.err()).contains("the chunk has the blocks 0 to 0");
    }
}
