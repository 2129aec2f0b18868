package dev.lokistore.index.deletes;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.lokistore.chunk.CorruptDataException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * A SQLite file that came from a store. It is opened read only and without looking for a journal, nothing of its schema is
 * trusted, and only plain tables are read: a view or a virtual table under the name of a table could compute without end.
 */
final class ReadOnlySqlite implements Closeable {
    /** One row of an answer, valid until the next. */
    interface RowReader {
        void accept(Row row) throws IOException, SQLException;
    }

    private static final String MAGIC = "SQLite format 3\0";
    private static final int HEADER = 100;
    private static final int PAGE_SIZE_AT = 16;
    private static final int PAGES_AT = 28;
    private static final int LEAST_PAGE = 512;
    private static final int MAX_VALUE_BYTES = 8 << 20;
    private static final int OPERATIONS_PER_CALL = 10_000;
    private static final long OPERATIONS_PER_BYTE = 20;
    private static final long FREE_CALLS = 1_000;

    private final String name;
    private final Connection connection;

    private ReadOnlySqlite(String name, Connection connection) {
        this.name = name;
        this.connection = connection;
    }

    /**
     * Opens the file and checks its structure page by page.
     *
     * @param name for errors
     * @throws CorruptDataException if it is no SQLite database or a broken one
     */
    static ReadOnlySqlite open(String name, Path file) throws IOException {
        checkHeader(name, file);
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setPragma(SQLiteConfig.Pragma.LIMIT_LENGTH, Integer.toString(MAX_VALUE_BYTES));
        config.setPragma(SQLiteConfig.Pragma.LIMIT_ATTACHED, "0");
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        Connection connection;
        try {
            connection = config.createConnection("jdbc:sqlite:" + file.toUri() + "?mode=ro&immutable=1");
        } catch (SQLException e) {
            throw failure(name, e);
        }
        ReadOnlySqlite opened = new ReadOnlySqlite(name, connection);
        try {
            opened.distrust(Files.size(file));
            return opened;
        } catch (IOException | SQLException e) {
            opened.close();
            throw e instanceof SQLException sql ? failure(name, sql) : (IOException) e;
        }
    }

    /** What SQLite would overlook: it takes a short file for a database without tables. */
    private static void checkHeader(String name, Path file) throws IOException {
        long size = Files.size(file);
        ByteBuffer header;
        try (InputStream in = Files.newInputStream(file)) {
            header = ByteBuffer.wrap(in.readNBytes(HEADER));
        }
        if (header.limit() < HEADER || header.mismatch(ByteBuffer.wrap(MAGIC.getBytes(US_ASCII))) != MAGIC.length()) {
            throw new CorruptDataException(name, 0, "SQLite header", "100 bytes that begin with its name", "others");
        }
        // 1 stands for 64 KiB
        int stored = Short.toUnsignedInt(header.getShort(PAGE_SIZE_AT));
        int pageSize = stored == 1 ? 1 << 16 : stored;
        if (pageSize < LEAST_PAGE || Integer.bitCount(pageSize) != 1) {
            throw new CorruptDataException(name, PAGE_SIZE_AT, "SQLite page size", "a power of two", stored);
        }
        long pages = Integer.toUnsignedLong(header.getInt(PAGES_AT));
        if (size % pageSize != 0 || pages * pageSize > size) {
            String expected = pages + " pages of " + pageSize + " bytes";
            throw new CorruptDataException(name, PAGES_AT, "size of the SQLite database", expected, size + " bytes");
        }
    }

    private void distrust(long fileBytes) throws IOException, SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA trusted_schema=OFF");
            statement.execute("PRAGMA query_only=ON");
            statement.execute("PRAGMA cell_size_check=ON");
        }
        long calls = FREE_CALLS + fileBytes * OPERATIONS_PER_BYTE / OPERATIONS_PER_CALL;
        ProgressHandler.setHandler(connection, OPERATIONS_PER_CALL, new Budget(calls));
        // visits each page once, so that nothing read later can be a page that is part of two trees
        query("PRAGMA quick_check(1)", row -> {
            String verdict = row.text(1);
            if (!verdict.equals("ok")) {
                throw new CorruptDataException(name, 0, "SQLite's check of the database", "ok", verdict);
            }
        });
    }

    private static final class Budget extends ProgressHandler {
        private long callsLeft;

        Budget(long calls) {
            this.callsLeft = calls;
        }

        @Override
        protected int progress() {
            return --callsLeft < 0 ? 1 : 0;
        }
    }

    /**
     * The columns of a table, in lower case; none if there is no such table.
     *
     * @throws CorruptDataException if the name belongs to something else than a plain table
     */
    Set<String> columnsOf(String table) throws IOException {
        boolean[] exists = {false};
        Set<String> columns = new HashSet<>();
        String kind = "SELECT type, rootpage FROM sqlite_master WHERE lower(name) = ?";
        query(kind, table, row -> {
            exists[0] = true;
            // a virtual table has no page of its own
            if (!row.text(1).equals("table") || row.number(2) <= 0) {
                throw new CorruptDataException(name, 0, "kind of '" + table + "'", "a table", row.text(1));
            }
        });
        if (exists[0]) {
            // leaves out hidden and computed columns
            query(
                    "SELECT name FROM pragma_table_info(?)",
                    table,
                    row -> columns.add(row.text(1).toLowerCase(Locale.ROOT)));
        }
        return columns;
    }

    /** Passes every row on, in the order of the file. */
    void query(String sql, RowReader reader) throws IOException {
        query(sql, "", reader);
    }

    private void query(String sql, String argument, RowReader reader) throws IOException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (!argument.isEmpty()) {
                statement.setString(1, argument);
            }
            try (ResultSet result = statement.executeQuery()) {
                Row row = new Row(name, result);
                while (result.next()) {
                    reader.accept(row);
                }
            }
        } catch (SQLException e) {
            throw failure(name, e);
        }
    }

    private static IOException failure(String name, SQLException e) {
        SQLiteErrorCode code = e instanceof SQLiteException sqlite
                ? sqlite.getResultCode()
                : SQLiteErrorCode.getErrorCode(e.getErrorCode());
        return switch (code) {
            case SQLITE_CANTOPEN, SQLITE_NOMEM, SQLITE_FULL, SQLITE_PERM ->
                new IOException(name + ": the temporary file cannot be read", e);
            case SQLITE_INTERRUPT ->
                new CorruptDataException(name, 0, "work to read the database", "in proportion to its size", "more");
            default -> new CorruptDataException(name, 0, "no sound SQLite database: " + e.getMessage());
        };
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IOException(name + ": the temporary file cannot be closed", e);
        }
    }
}
