package dev.lokistore.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.zip.GZIPOutputStream;

/** Loki's delete requests in their SQLite form. */
final class SqliteRequests {
    private SqliteRequests() {}

    /** @param requests rows as SQL values */
    static void write(Path temporary, Path object, String... requests) throws IOException, SQLException {
        Path file = temporary.resolve("requests.sqlite");
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = database.createStatement()) {
            statement.execute(
                    "CREATE TABLE requests (id text PRIMARY KEY, user_id text, created_at int, completed_at int,"
                            + " start_time int, end_time int, total_shards int, processed_shards int, query text)");
            statement.execute("CREATE TABLE shards (id text, user_id text, start_time int, end_time int)");
            statement.execute("CREATE TABLE cache_gen (user_id text PRIMARY KEY, gen_num int)");
            for (String request : requests) {
                statement.execute("INSERT INTO requests VALUES " + request);
            }
        }
        try (OutputStream gzip = new GZIPOutputStream(Files.newOutputStream(object))) {
            Files.copy(file, gzip);
        }
    }
}
