package dev.lokistore.index.deletes;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.chunk.TenantId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads the SQLite form ({@code formats/compaction-retention-deletes.md#34-the-store-sqlite-form-35}): a row of
 * {@code requests} for each request, all its shards counted in it. The table of shards says nothing more that counts here.
 */
final class SqliteRequests {
    private static final String REQUESTS = "requests";
    private static final String GENERATIONS = "cache_gen";
    private static final Set<String> REQUEST_COLUMNS = Set.of(
            "id",
            "user_id",
            "created_at",
            "completed_at",
            "start_time",
            "end_time",
            "total_shards",
            "processed_shards",
            "query");
    private static final Set<String> GENERATION_COLUMNS = Set.of("user_id", "gen_num");
    private static final Pattern REQUEST_ID = Pattern.compile("[0-9a-f]{8}");

    /** What must be unique. */
    private record Name(TenantId tenant, String requestId) {}

    private final String name;
    private final Path file;
    private final Faults faults;

    SqliteRequests(String name, Path file, Faults faults) {
        this.name = name;
        this.file = file;
        this.faults = faults;
    }

    DeleteRequests read() throws IOException {
        List<DeleteRequest> requests = new ArrayList<>();
        Map<TenantId, Long> generations = new HashMap<>();
        try (ReadOnlySqlite database = ReadOnlySqlite.open(name, file)) {
            if (has(database, REQUESTS, REQUEST_COLUMNS)) {
                readRequests(database, requests);
            }
            if (has(database, GENERATIONS, GENERATION_COLUMNS)) {
                String sql = "SELECT user_id, gen_num FROM cache_gen";
                database.query(sql, row -> guarded(() -> generations.put(tenant(row, 1), row.number(2))));
            }
        }
        return new DeleteRequests(requests, generations);
    }

    /** False in a database that Loki has not filled yet. */
    private boolean has(ReadOnlySqlite database, String table, Set<String> columns) throws IOException {
        Set<String> found = database.columnsOf(table);
        if (!found.isEmpty() && !found.containsAll(columns)) {
            throw new CorruptDataException(name, 0, "columns of '" + table + "'", columns, found);
        }
        return !found.isEmpty();
    }

    private void readRequests(ReadOnlySqlite database, List<DeleteRequest> requests) throws IOException {
        Set<Name> seen = new HashSet<>();
        String sql = "SELECT id, user_id, created_at, completed_at, start_time, end_time, total_shards,"
                + " processed_shards, query FROM requests";
        database.query(
                sql,
                row -> guarded(() -> {
                    DeleteRequest request = request(row);
                    if (!seen.add(new Name(request.tenant(), request.requestId()))) {
                        throw bad("rows of delete request " + request.requestId(), "one", "several");
                    }
                    requests.add(request);
                }));
    }

    /** Reads a row. */
    private interface RowAction {
        void run() throws IOException, SQLException;
    }

    private void guarded(RowAction action) throws IOException, SQLException {
        try {
            action.run();
        } catch (CorruptDataException e) {
            faults.report(e);
        }
    }

    private DeleteRequest request(Row row) throws SQLException, CorruptDataException {
        String id = row.text(1);
        if (!REQUEST_ID.matcher(id).matches()) {
            throw bad("id of a delete request", "8 hex digits", "'" + id + "'");
        }
        TenantId tenant = tenant(row, 2);
        long from = row.number(5);
        long through = row.number(6);
        if (from > through) {
            throw bad("times of delete request " + id, "a start before the end", from + " to " + through);
        }
        long shards = row.number(7);
        long processed = row.number(8);
        if (shards < 1 || processed < 0 || processed > shards) {
            throw bad(
                    "shards of delete request " + id,
                    "at most as many processed as there are",
                    processed + "/" + shards);
        }
        // Loki goes by the time of completion
        boolean completed = !row.isNull(4);
        return new DeleteRequest(
                id,
                tenant,
                row.text(9),
                Instant.ofEpochMilli(from),
                Instant.ofEpochMilli(through),
                new DeleteStatus(completed ? shards : processed, shards),
                Instant.ofEpochMilli(row.number(3)),
                shards);
    }

    private TenantId tenant(Row row, int column) throws SQLException, CorruptDataException {
        String text = row.text(column);
        try {
            return TenantId.of(text);
        } catch (IllegalArgumentException e) {
            throw bad("tenant", "a tenant", "'" + text + "'");
        }
    }

    private CorruptDataException bad(String what, String expected, String found) {
        return new CorruptDataException(name, 0, what, expected, found);
    }
}
