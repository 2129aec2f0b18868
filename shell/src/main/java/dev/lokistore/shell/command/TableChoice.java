package dev.lokistore.shell.command;

import dev.lokistore.chunk.TimeRange;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.table.Table;
import dev.lokistore.shell.NotFoundException;
import dev.lokistore.shell.UsageException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which index tables a command takes: its options, beside the global time range. */
final class TableChoice {
    @Option(names = "--table", paramLabel = "NAME", split = ",", description = "Only these tables")
    private List<String> names = List.of();

    @Option(
            names = "--max-tables",
            paramLabel = "N",
            description = "Plan this many tables at most; another run takes the next ones")
    private @Nullable Integer maxTables;

    /** Whether tables are chosen by name. */
    boolean named() {
        return !names.isEmpty();
    }

    int maxTables() {
        if (maxTables != null && maxTables < 1) {
            throw new UsageException("--max-tables is " + maxTables + " but must be 1 or more");
        }
        return maxTables == null ? Integer.MAX_VALUE : maxTables;
    }

    /** What was asked for, for people. */
    Map<String, String> arguments(Run run) {
        Map<String, String> arguments = new TreeMap<>();
        if (named()) {
            arguments.put("table", String.join(",", names));
        }
        TimeRange range = run.range();
        if (!range.equals(TimeRange.ALL)) {
            arguments.put("range", range.toString());
        }
        return arguments;
    }

    /**
     * By day.
     *
     * @throws NotFoundException if a table that is named is not there
     */
    List<Table> of(Run run, LokiStore loki) throws IOException {
        Set<String> known = new HashSet<>();
        List<Table> wanted = new ArrayList<>();
        for (Table table : loki.tables()) {
            known.add(table.name());
            if (takes(run, table.name(), table.range())) {
                wanted.add(table);
            }
        }
        requireKnown(known, "; 'lokistore tables' lists them");
        return wanted;
    }

    /** Whether a table is wanted. */
    boolean takes(Run run, String name, TimeRange days) {
        return (names.isEmpty() || names.contains(name)) && overlaps(run.range(), days);
    }

    /** @throws NotFoundException if a table that is named is none of these */
    void requireKnown(Set<String> known, String hint) {
        Set<String> unknown = new TreeSet<>(names);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new NotFoundException("there is no table " + String.join(", ", unknown) + hint);
        }
    }

    private static boolean overlaps(TimeRange wanted, TimeRange table) {
        return wanted.fromNanos() < table.toNanos() && wanted.toNanos() > table.fromNanos();
    }
}
