package dev.lokistore.shell;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lokistore.chunk.ByteSource;
import dev.lokistore.chunk.ChunkReader;
import dev.lokistore.chunk.ReadOptions;
import dev.lokistore.objectstore.InterceptedReader;
import dev.lokistore.objectstore.Interceptor;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.filesystem.FilesystemStore;
import dev.lokistore.objectstore.testing.ReaderServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DumpCommandTest {
    private static final String STORE = "fs-tsdb-v13-zstd";

    @TempDir
    private Path temporary;

    private CliRun run(String... arguments) {
        return CliRun.World.PIPED.in(temporary).run(arguments);
    }

    private CliRun on(String... arguments) {
        List<String> all = new ArrayList<>(List.of("-s", CliRun.archive(STORE).toString()));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    /** With one mapper, for there are many. */
    private static List<JsonNode> lines(Path file) throws IOException {
        try (MappingIterator<JsonNode> lines =
                new ObjectMapper().readerFor(JsonNode.class).readValues(file.toFile())) {
            return lines.readAll();
        }
    }

    private static long uvarint(byte[] bytes, int at) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = bytes[at++];
            value |= (b & 0x7fL) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    /** By the format alone, without the code that wrote the dump. */
    @Test
    void everyEntryOfAStoreLeadsBackToTheSameBytesInItsObject() throws IOException {
        CliRun dump = on("dump", "--to", "dump", "-o", "json");
        assertThat(dump.err()).isEmpty();
        assertThat(dump.code()).isZero();
        Path part = temporary.resolve("dump/0001");
        long followed = 0;
        for (JsonNode object : lines(part.resolve("manifest.jsonl"))) {
            if (!object.has("object")) {
                continue;
            }
            Path folder = part.resolve(object.get("object").asText());
            byte[] stored = Files.readAllBytes(folder.resolve("object"));
            ChunkReader reader = ChunkReader.open(ByteSource.of("object", stored), ReadOptions.DEFAULT);
            int block = -1;
            byte[] raw = new byte[0];
            int next = 0;
            for (JsonNode entry : lines(folder.resolve("entries.jsonl"))) {
                assertThat(entry.get("objectKey")).isEqualTo(object.get("objectKey"));
                assertThat(entry.get("etag").asText()).isNotEmpty();
                assertThat(entry.get("crc").asText()).isEqualTo("ok");
                if (entry.get("block").asInt() != block) {
                    assertThat(next).isEqualTo(raw.length);
                    block = entry.get("block").asInt();
                    raw = reader.rawBlock(reader.blocks().get(block));
                    next = 0;
                }
                int offset = entry.get("offset").asInt();
                assertThat(offset).isEqualTo(next);
                next = offset + entry.get("length").asInt();
                long zigzag = uvarint(raw, offset);
                assertThat(zigzag >>> 1 ^ -(zigzag & 1))
                        .isEqualTo(entry.get("ts").asLong());
                byte[] line = entry.get("line").asText().getBytes(StandardCharsets.UTF_8);
                int at = entry.get("lineOffset").asInt();
                assertThat(Arrays.copyOfRange(raw, at, at + line.length)).isEqualTo(line);
                followed++;
            }
            assertThat(next).isEqualTo(raw.length);
        }
        assertThat(followed).isEqualTo(500);
        CliRun verify = run("dump", "verify", "dump", "--provenance", "-o", "json");
        assertThat(verify.code()).isZero();
        assertThat(Json.parse(verify.out()).get("entriesFollowed").asLong()).isEqualTo(500);
    }

    @Test
    void aChangedDumpEndsWithThreeAndNamesTheFile() throws IOException {
        JsonNode made = Json.parse(
                on("dump", "{app=\"kubelet\"}", "--to", "dump", "-o", "json").out());
        String seal = made.get("seal").asText();
        assertThat(run("dump", "verify", "dump", "--seal", seal).code()).isZero();
        Path object = temporary.resolve("dump/0001/00000001/object");
        byte[] bytes = Files.readAllBytes(object);
        bytes[100]++;
        Files.write(object, bytes);

        CliRun verify = run("dump", "verify", "dump", "--seal", seal);

        assertThat(verify.code()).isEqualTo(3);
        assertThat(verify.out()).contains("changed", "0001/00000001/object");
        assertThat(run("dump", "verify", "dump", "--seal", "12").code()).isEqualTo(2);
        assertThat(run("dump", "verify", "nothing").code()).isEqualTo(10);
    }

    @Test
    void twoRunsGiveTheSameArchiveWithOrWithoutTheIndex() throws IOException {
        assertThat(on("dump", "{app=\"kubelet\"}", "--to", "a.tar").code()).isZero();
        assertThat(on("dump", "{app=\"kubelet\"}", "--to", "b.tar").code()).isZero();
        assertThat(on("dump", "{app=\"kubelet\"}", "--to", "b.tar").code()).isEqualTo(5);

        assertThat(temporary.resolve("a.tar")).hasSameBinaryContentAs(temporary.resolve("b.tar"));
        JsonNode listed = Json.parse(on("dump", "{app=\"kubelet\"}", "--no-index", "--to", "c", "-o", "json")
                .out());
        JsonNode indexed =
                Json.parse(run("dump", "verify", "a.tar", "-o", "json").out());
        assertThat(listed.get("objects")).isEqualTo(indexed.get("objects"));
    }

    @Test
    void whatIsNotThereIsWrittenDownBesideWhatIs() throws IOException {
        String key =
                Json.lines(on("chunks", "-o", "jsonl").out()).get(0).get("key").asText();
        CliRun dump = on("dump", key, "acme/1/2:3:4", "--to", "dump", "-o", "json");

        assertThat(dump.code()).isEqualTo(4);
        assertThat(dump.err()).contains("acme/1/2:3:4");
        assertThat(Json.parse(dump.out()).get("missing").asInt()).isEqualTo(1);
        assertThat(Files.readString(temporary.resolve("dump/0001/manifest.jsonl")))
                .contains("\"missing\"");
        assertThat(on("dump", "acme/1/2:3:4", "--to", "none").code()).isEqualTo(10);
        assertThat(on("dump", "{app=\"nope\"}", "--to", "none").code()).isZero();
        assertThat(temporary.resolve("none")).doesNotExist();
    }

    @Test
    void theTimeOfARangeGoesBeforeTheCommand() {
        CliRun dump = on("--to", "2026-11-20T01:00:00Z", "dump", "--to", "dump", "-o", "json");
        assertThat(dump.code()).isZero();
        assertThat(temporary.resolve("dump/0001/manifest.jsonl"))
                .content()
                .contains("\"to\":\"2026-11-20T01:00:00.000000000Z\"");
        CliRun until = on("dump", "--until", "2026-11-20T01:00:00Z", "--to", "again", "-o", "json");
        assertThat(until.out().replace("again", "dump")).isEqualTo(dump.out());
        assertThat(on("dump").code()).isEqualTo(2);
    }

    /** Nobody gets an answer before four have asked. */
    @Test
    void objectsAreReadSeveralAtATimeAndGiveTheSameDump() throws Exception {
        int width = 4;
        Path files = Archives.unpack(STORE, temporary.resolve("store")).resolve("store/chunks");
        Map<String, String> keys =
                Map.of("HOME", "/dev/null/home", "AWS_ACCESS_KEY_ID", "anybody", "AWS_SECRET_ACCESS_KEY", "something");
        CountDownLatch asked = new CountDownLatch(width);
        Interceptor waiting = new Interceptor() {
            @Override
            public <T> T call(Operation operation, String subject, Request<T> request) throws IOException {
                if (subject.startsWith("acme/") && operation != Operation.HEAD && operation != Operation.LIST) {
                    asked.countDown();
                    try {
                        assertThat(asked.await(1, TimeUnit.MINUTES)).isTrue();
                    } catch (InterruptedException e) {
                        throw new IOException(e);
                    }
                }
                return request.send();
            }
        };
        String[] dump = {"dump", "--from", "2026-11-21T20:00:00Z", "--to"};
        try (ReaderServer server = new ReaderServer(new InterceptedReader(FilesystemStore.open(files), waiting))) {
            CliRun.World world = CliRun.World.PIPED.in(temporary).with(keys);
            for (String wide : List.of("4", "1")) {
                List<String> words = new ArrayList<>(List.of("-s", server.uri().toString(), "-j", wide));
                words.addAll(List.of(dump));
                words.add("dump-" + wide);
                CliRun run = world.run(words.toArray(String[]::new));
                assertThat(run.code()).as(run.err()).isZero();
            }
        }
        assertThat(Files.readString(temporary.resolve("dump-4/SHA256SUMS")))
                .isEqualTo(Files.readString(temporary.resolve("dump-1/SHA256SUMS")))
                .contains("0001/00000004/object");
    }
}
