package dev.lokistore.index.deletes;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lokistore.index.Problems;
import dev.lokistore.index.bolt.BoltFileBuilder;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.memory.MemoryObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.SortedMap;
import java.util.zip.GZIPOutputStream;

/** Makes stores of delete requests in memory and reads them. */
public final class DeleteStores {
    public static final String BOLTDB = "index/delete_requests/delete_requests.gz";
    public static final String SQLITE = "index/delete_requests/delete_requests.sqlite.gz";
    public static final String SCHEMA =
            "CREATE TABLE requests (id TEXT, user_id TEXT, created_at INTEGER, completed_at INTEGER,"
                    + " start_time INTEGER, end_time INTEGER, total_shards INTEGER, processed_shards INTEGER, query TEXT,"
                    + " PRIMARY KEY (user_id, id));"
                    + "CREATE TABLE shards (id TEXT, user_id TEXT, start_time INTEGER, end_time INTEGER);"
                    + "CREATE TABLE cache_gen (user_id TEXT PRIMARY KEY, gen_num INTEGER)";

    private DeleteStores() {}

    /** Rows as {@code key=value}; a {@code |} in the key stands for the zero byte. */
    public static byte[] boltdb(String... rows) {
        SortedMap<byte[], byte[]> content = BoltFileBuilder.rows();
        for (String row : rows) {
            int split = row.indexOf('=');
            content.put(
                    row.substring(0, split).replace('|', '\0').getBytes(UTF_8),
                    row.substring(split + 1).getBytes(UTF_8));
        }
        return new BoltFileBuilder(4096).bucket("index", content).build();
    }

    public static byte[] sqlite(Path folder, String script) throws IOException, SQLException {
        Path file = Files.createTempFile(folder, "made", ".sqlite");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String command : script.split(";")) {
                statement.execute(command);
            }
        }
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }

    public static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    /** Reads a store that has the bytes under a key. */
    public static DeleteRequests read(String key, byte[] stored, Path temporary, Problems problems) throws IOException {
        try (MemoryObjectStore store = new MemoryObjectStore()) {
            store.put(ObjectKey.of(key), stored);
            List<DeleteRequestStore> found = DeleteRequestStore.find(store, List.of("index/"));
            return found.get(0).read(store, temporary, problems);
        }
    }
}
