package dev.lokistore.index.deletes;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/** Changes a database of the SQLite form in its place. */
final class SqliteChange {
    private static final List<String> BESIDE_SQLITE = List.of("-wal", "-shm", "-journal");

    private final RequestChange change;
    private final DeleteRequests before;
    private final DeleteRequests after;
    private boolean shards;
    private boolean generations;

    /** @param after what the change makes of {@code before} */
    SqliteChange(RequestChange change, DeleteRequests before, DeleteRequests after) {
        this.change = change;
        this.before = before;
        this.after = after;
    }

    /** @throws CorruptDataException if there is what this does not know how to keep */
    void apply(UnpackedFile file) throws IOException {
        try (ReadOnlySqlite database = ReadOnlySqlite.open(file.name(), file.path())) {
            // what would run by itself when rows change
            database.query("SELECT name FROM sqlite_master WHERE type NOT IN ('table', 'index')", row -> {
                throw bad(file, "content of the database", "tables and their indexes", "'" + row.text(1) + "'");
            });
            shards = !database.columnsOf("shards").isEmpty();
            generations = !database.columnsOf("cache_gen").isEmpty();
        }
        SQLiteConfig config = new SQLiteConfig();
        // of which VACUUM is one
        config.setPragma(SQLiteConfig.Pragma.LIMIT_ATTACHED, "1");
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        try (Connection connection =
                config.createConnection("jdbc:sqlite:" + file.path().toUri())) {
            run(connection, "PRAGMA trusted_schema=OFF");
            connection.setAutoCommit(false);
            change(connection);
            generations(connection);
            connection.commit();
            connection.setAutoCommit(true);
            if (change instanceof RequestChange.Without) {
                // pages that are free hold what was deleted, now or before
                run(connection, "VACUUM");
            }
        } catch (SQLException e) {
            throw bad(file, "change of the SQLite database", "none in its way", String.valueOf(e.getMessage()));
        } finally {
            for (String suffix : BESIDE_SQLITE) {
                Files.deleteIfExists(Path.of(file.path() + suffix));
            }
        }
    }

    private void change(Connection connection) throws SQLException {
        if (change instanceof RequestChange.Processed processed) {
            for (RequestName request : processed.requests()) {
                update(
                        connection,
                        "UPDATE requests SET completed_at = ?, processed_shards = total_shards"
                                + " WHERE completed_at IS NULL AND user_id = ? AND id = ?",
                        processed.at().toEpochMilli(),
                        request.tenant(),
                        request.requestId());
                if (shards) {
                    update(
                            connection,
                            "DELETE FROM shards WHERE user_id = ? AND id = ?",
                            request.tenant(),
                            request.requestId());
                }
            }
        } else if (change instanceof RequestChange.Without without) {
            update(connection, "DELETE FROM requests WHERE user_id = ?", without.tenant());
            if (shards) {
                update(connection, "DELETE FROM shards WHERE user_id = ?", without.tenant());
            }
        } else if (change instanceof RequestChange.Renamed renamed) {
            rename(connection, renamed);
        }
    }

    private void rename(Connection connection, RequestChange.Renamed renamed) throws SQLException {
        update(connection, "UPDATE requests SET user_id = ? WHERE user_id = ?", renamed.to(), renamed.from());
        if (shards) {
            update(connection, "UPDATE shards SET user_id = ? WHERE user_id = ?", renamed.to(), renamed.from());
        }
        for (Map.Entry<String, String> copy : renamed.copies(before.requests()).entrySet()) {
            update(
                    connection,
                    "INSERT INTO requests (id, user_id, created_at, completed_at, start_time, end_time, total_shards,"
                            + " processed_shards, query) SELECT ?, ?, created_at, completed_at, start_time, end_time,"
                            + " total_shards, processed_shards, query FROM requests WHERE user_id = ? AND id = ?",
                    copy.getValue(),
                    renamed.from(),
                    renamed.to(),
                    copy.getKey());
            if (shards) {
                update(
                        connection,
                        "INSERT INTO shards (id, user_id, start_time, end_time)"
                                + " SELECT ?, ?, start_time, end_time FROM shards WHERE user_id = ? AND id = ?",
                        copy.getValue(),
                        renamed.from(),
                        renamed.to(),
                        copy.getKey());
            }
        }
    }

    private void generations(Connection connection) throws SQLException {
        if (!generations) {
            if (after.cacheGenerations().isEmpty()) {
                return;
            }
            run(connection, "CREATE TABLE cache_gen (user_id TEXT PRIMARY KEY, gen_num INTEGER NOT NULL)");
        }
        for (TenantId tenant : before.cacheGenerations().keySet()) {
            if (!after.cacheGenerations().containsKey(tenant)) {
                update(connection, "DELETE FROM cache_gen WHERE user_id = ?", tenant);
            }
        }
        for (Map.Entry<TenantId, Long> generation : after.cacheGenerations().entrySet()) {
            TenantId tenant = generation.getKey();
            if (!generation.getValue().equals(before.cacheGenerations().get(tenant))) {
                update(connection, "DELETE FROM cache_gen WHERE user_id = ?", tenant);
                update(
                        connection,
                        "INSERT INTO cache_gen (user_id, gen_num) VALUES (?, ?)",
                        tenant,
                        generation.getValue());
            }
        }
    }

    /** @param values tenants, texts and numbers */
    private static void update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i] instanceof TenantId tenant ? tenant.value() : values[i]);
            }
            statement.executeUpdate();
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static CorruptDataException bad(UnpackedFile file, String what, String expected, String found) {
        return new CorruptDataException(file.name(), 0, what, expected, found);
    }
}
