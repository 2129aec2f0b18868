package dev.lokistore.shell;

import dev.lokistore.chunk.ChunkFormat;
import dev.lokistore.chunk.ChunkKeyScheme;
import dev.lokistore.chunk.ChunkWriter;
import dev.lokistore.chunk.Codec;
import dev.lokistore.chunk.EncodedChunk;
import dev.lokistore.chunk.Labels;
import dev.lokistore.chunk.StructuredMetadata;
import dev.lokistore.chunk.TenantId;
import dev.lokistore.objectstore.Credentials;
import dev.lokistore.objectstore.StoreOptions;
import dev.lokistore.objectstore.StoreUri;
import dev.lokistore.objectstore.Stores;
import dev.lokistore.shell.config.Environment;
import dev.lokistore.shell.interactive.InteractiveShell;
import dev.lokistore.shell.terminal.Output;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A run whose only purpose is to load the classes that commands need, so that the launcher can put them into a
 * class-data archive. Makes a store of one chunk in a temporary folder; prints nothing, asks no network.
 */
final class Training {
    private static final long A_TIME = 1_795_046_400_000_000_000L;

    private Training() {}

    public static void main(String[] arguments) throws IOException {
        Path store = Files.createTempDirectory("lokistore-training-");
        try {
            writeChunk(store);
            run(store);
            runShell(store);
        } finally {
            try (Stream<Path> tree = Files.walk(store)) {
                for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
        StoreOptions options =
                StoreOptions.defaults().withCredentials(new Credentials.Fixed("training", "training", null));
        for (String uri : List.of("s3://bucket?endpoint=localhost:1&region=none", "minio://localhost:1/bucket")) {
            Stores.open(StoreUri.parse(uri), options).close();
        }
    }

    private static void writeChunk(Path store) throws IOException {
        Labels labels = Labels.of("app", "training");
        ChunkWriter writer = new ChunkWriter(TenantId.of("fake"), 1, labels, ChunkFormat.of(4, Codec.GZIP));
        byte[] line = "a line".getBytes(StandardCharsets.UTF_8);
        writer.append(A_TIME, line, StructuredMetadata.EMPTY);
        EncodedChunk chunk = writer.finish();
        Path object = store.resolve(ChunkKeyScheme.NESTED.format(chunk.ref()));
        Files.createDirectories(object.getParent());
        Files.write(object, chunk.bytes());
    }

    /** The shell as on a terminal, which is none: a real one would be asked things. */
    private static void runShell(Path store) throws IOException {
        byte[] typed = "ls -l\rcat {app=\"training\"} --no-index | head -1\rexit\r".getBytes(StandardCharsets.UTF_8);
        Output nowhere = new Output(OutputStream.nullOutputStream(), false, 0);
        Environment environment = new Environment(Map.of("HOME", store.toString()));
        Session session = new Session(environment, Clock.systemUTC(), nowhere, nowhere, store);
        InteractiveShell.train(session, typed, List.of("open", store.toString()));
    }

    private static void run(Path store) {
        Output nowhere = new Output(OutputStream.nullOutputStream(), false, 0);
        Session session = new Session(new Environment(Map.of()), Clock.systemUTC(), nowhere, nowhere, store);
        List<List<String>> commands = List.of(
                List.of("help"),
                List.of("info"),
                List.of("tenants"),
                List.of("tables", "-o", "jsonl"),
                List.of("streams"),
                List.of("labels"),
                List.of("chunks", "{app=\"training\"}"),
                List.of("du", "--by", "tenant,app"),
                List.of("cat", "{app=~\"tr.*\"} |= \"line\"", "--no-index"),
                List.of("grep", "line", "--no-index", "-o", "jsonl"),
                List.of("cat", "--no-such-option"));
        for (List<String> command : commands) {
            String[] words = Stream.concat(command.stream(), Stream.of("--store", store.toString()))
                    .toArray(String[]::new);
            Cli.forRun(session, verbose -> {}, words).run(words);
        }
    }
}
