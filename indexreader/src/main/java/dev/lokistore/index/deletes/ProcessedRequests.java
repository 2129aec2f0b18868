package dev.lokistore.index.deletes;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.index.bolt.BoltBucket;
import dev.lokistore.index.bolt.BoltCursor;
import dev.lokistore.index.bolt.BoltFile;
import dev.lokistore.index.bolt.BoltWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.sqlite.SQLiteConfig;

/**
 * Makes a copy of a store in which some requests are processed, as Loki marks them, and everything else is as it was. Their
 * rows stay: Loki hides late lines by them ({@code formats/compaction-retention-deletes.md#36-at-query-time}). Generations of
 * caches stay too, since no answer changes.
 */
final class ProcessedRequests {
    private static final String BUCKET = "index";
    /** Of rows that hold a state. */
    private static final byte[] STATE = {'1', 0};

    private static final byte[] PROCESSED = "processed".getBytes(StandardCharsets.UTF_8);
    private static final List<String> BESIDE_SQLITE = List.of("-wal", "-shm", "-journal");

    private final DeleteRequestStore store;
    private final Set<RequestName> requests;
    private final Path temporary;

    ProcessedRequests(DeleteRequestStore store, Collection<RequestName> requests, Path temporary) {
        this.store = store;
        this.requests = Set.copyOf(requests);
        this.temporary = temporary;
    }

    /**
     * Makes the copy and reads it again.
     *
     * @throws CorruptDataException if any row of the store is broken, a request is not there, or there is what this does not
     *     know how to keep
     */
    byte[] of(byte[] stored, Instant completedAt) throws IOException {
        DeleteRequests before = read(stored);
        requireAll(before);
        byte[] copy = copy(stored, completedAt);
        DeleteRequests expected = new DeleteRequests(
                before.requests().stream()
                        .map(request -> requests.contains(RequestName.of(request)) ? request.processed() : request)
                        .toList(),
                before.cacheGenerations());
        if (!read(copy).equals(expected)) {
            throw bad("copy with processed requests", "the same requests otherwise", "others");
        }
        return copy;
    }

    private byte[] copy(byte[] stored, Instant completedAt) throws IOException {
        try (UnpackedFile file = UnpackedFile.unpack(store.object().key().value(), stored, temporary)) {
            if (store.form() == DeleteRequestStore.Form.SQLITE) {
                sqlite(file, completedAt);
                return gzip(file.path());
            }
            Path copy = Files.createTempFile(temporary, "lokistore-deletes-", ".tmp");
            try {
                boltdb(file, copy);
                return gzip(copy);
            } finally {
                Files.deleteIfExists(copy);
            }
        }
    }

    private DeleteRequests read(byte[] bytes) throws IOException {
        String key = store.object().key().value();
        Set<IOException> faults = new HashSet<>();
        DeleteRequests read = store.form().read(key, bytes, temporary, (subject, cause) -> faults.add(cause));
        for (IOException fault : faults) {
            throw fault;
        }
        return read;
    }

    private void requireAll(DeleteRequests before) throws CorruptDataException {
        Set<RequestName> missing = new HashSet<>(requests);
        before.requests().forEach(request -> missing.remove(RequestName.of(request)));
        if (!missing.isEmpty()) {
            throw bad("delete requests", "those of the plan", "none of the name " + missing);
        }
    }

    private void boltdb(UnpackedFile source, Path target) throws IOException {
        BoltFile file = BoltFile.open(source);
        if (file.buckets().size() != 1 || file.bucket(BUCKET).isEmpty()) {
            throw bad(
                    "buckets of the database",
                    "only '" + BUCKET + "'",
                    file.buckets().size() + "");
        }
        BoltBucket bucket = file.buckets().get(0);
        try (BoltWriter writer = new BoltWriter(target, BUCKET)) {
            BoltCursor cursor = bucket.cursor();
            while (cursor.next()) {
                byte[] key = cursor.key();
                writer.add(key, isMeant(key) ? PROCESSED : cursor.value());
            }
            writer.finish();
        }
    }

    private boolean isMeant(byte[] key) {
        if (key.length < STATE.length || !Arrays.equals(key, 0, STATE.length, STATE, 0, STATE.length)) {
            return false;
        }
        // it parsed before, with all rows
        ShardKey shard =
                ShardKey.parse(new String(key, STATE.length, key.length - STATE.length, StandardCharsets.UTF_8));
        return requests.contains(new RequestName(shard.tenant(), shard.requestId()));
    }

    private void sqlite(UnpackedFile file, Instant completedAt) throws IOException {
        boolean shards;
        try (ReadOnlySqlite database = ReadOnlySqlite.open(file.name(), file.path())) {
            // what would run by itself when rows change
            database.query("SELECT name FROM sqlite_master WHERE type = 'trigger'", row -> {
                throw bad("triggers of the database", "none", "'" + row.text(1) + "'");
            });
            shards = !database.columnsOf("shards").isEmpty();
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setPragma(SQLiteConfig.Pragma.LIMIT_ATTACHED, "0");
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        try (Connection connection =
                config.createConnection("jdbc:sqlite:" + file.path().toUri())) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA trusted_schema=OFF");
            }
            connection.setAutoCommit(false);
            for (RequestName request : requests) {
                change(
                        connection,
                        "UPDATE requests SET completed_at = " + completedAt.toEpochMilli()
                                + ", processed_shards = total_shards WHERE completed_at IS NULL AND user_id = ? AND id = ?",
                        request);
                if (shards) {
                    change(connection, "DELETE FROM shards WHERE user_id = ? AND id = ?", request);
                }
            }
            connection.commit();
        } catch (SQLException e) {
            throw bad("change of the SQLite database", "none in its way", String.valueOf(e.getMessage()));
        } finally {
            for (String suffix : BESIDE_SQLITE) {
                Files.deleteIfExists(Path.of(file.path() + suffix));
            }
        }
    }

    private static void change(Connection connection, String sql, RequestName request) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, request.tenant().value());
            statement.setString(2, request.requestId());
            statement.executeUpdate();
        }
    }

    private static byte[] gzip(Path file) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            Files.copy(file, out);
        }
        return packed.toByteArray();
    }

    private CorruptDataException bad(String what, String expected, String found) {
        return new CorruptDataException(store.object().key().value(), 0, what, expected, found);
    }
}
