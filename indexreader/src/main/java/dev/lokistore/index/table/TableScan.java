package dev.lokistore.index.table;

import dev.lokistore.chunk.TenantId;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The objects below an index prefix, sorted into tables and what does not belong to one
 * ({@code formats/index-tables.md#13-object-keys}). Holds one record for each object there: index files, not chunks.
 *
 * @param tables by number, then name
 * @param strays in key order; odd names inside tables are in {@link Table#oddities()}
 */
public record TableScan(List<Table> tables, List<Stray> strays) {
    private static final String DELETE_REQUESTS = "delete_requests";
    private static final Pattern TABLE = Pattern.compile("(.*?)(\\d+)", Pattern.DOTALL);
    // a day number has had five digits since 1997 and has until 2243; Loki's compactor takes the last five
    private static final int DAY_DIGITS = 5;
    // numbers of weeks from 1997 to 2066 cannot be days of any log
    private static final long FIRST_WEEK = 1_400;
    private static final long LAST_WEEK = 5_000;
    private static final int DAYS_OF_WEEK = 7;

    public TableScan {
        tables = List.copyOf(tables);
        strays = List.copyOf(strays);
    }

    /**
     * Reads a listing to its end; does not close it. Directory markers (keys that end with {@code /}) are skipped.
     *
     * @param listing of {@code indexPrefix}
     * @param indexPrefix ends with {@code /}, usually {@code index/}
     */
    public static TableScan of(Listing<ObjectInfo> listing, String indexPrefix) throws IOException {
        Map<String, List<TableFile>> files = new TreeMap<>();
        List<Stray> strays = new ArrayList<>();
        while (listing.next()) {
            ObjectInfo object = listing.entry();
            String key = object.key().value();
            if (key.startsWith(indexPrefix) && !key.endsWith("/")) {
                sort(object, key.substring(indexPrefix.length()).split("/", -1), files, strays);
            }
        }
        List<Table> tables = new ArrayList<>();
        files.forEach((name, found) -> table(name, found).ifPresent(tables::add));
        tables.sort(Comparator.comparingLong(Table::number).thenComparing(Table::name));
        return new TableScan(tables, strays);
    }

    private static void sort(
            ObjectInfo object, String[] parts, Map<String, List<TableFile>> files, List<Stray> strays) {
        if (parts[0].equals(DELETE_REQUESTS) && parts.length > 1) {
            strays.add(new Stray(object, Stray.Why.DELETE_REQUESTS, "Loki's delete requests"));
        } else if (parts.length < 2 || parts.length > 3) {
            strays.add(new Stray(object, Stray.Why.WRONG_DEPTH, "expected TABLE/FILE or TABLE/TENANT/FILE"));
        } else if (table(parts[0], List.of()).isEmpty()) {
            strays.add(new Stray(object, Stray.Why.FOREIGN_FOLDER, "'" + parts[0] + "' is no table's name"));
        } else if (parts.length == 2) {
            add(files, parts[0], new TableFile(object, null, FileNames.common(parts[1])));
        } else {
            try {
                TenantId tenant = TenantId.of(parts[1]);
                add(files, parts[0], new TableFile(object, tenant, FileNames.ofTenant(parts[2])));
            } catch (IllegalArgumentException noTenant) {
                strays.add(new Stray(object, Stray.Why.NO_TENANT, String.valueOf(noTenant.getMessage())));
            }
        }
    }

    private static void add(Map<String, List<TableFile>> files, String table, TableFile file) {
        files.computeIfAbsent(table, name -> new ArrayList<>()).add(file);
    }

    /**
     * A table from its folder's name, or empty if it is no table's. The number is the trailing run of digits; of a longer
     * run (a prefix that ends with a digit) the last five. A number that is no plausible day but a plausible week is taken
     * for a table of the old 168 h period.
     */
    public static Optional<Table> table(String name, List<TableFile> files) {
        Matcher matcher = TABLE.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int from = Math.max(matcher.start(2), name.length() - DAY_DIGITS);
        String digits = name.substring(from);
        long number = Long.parseLong(digits);
        if (!digits.equals(Long.toString(number))) {
            return Optional.empty(); // Loki renders no leading zeros and skips what it would not render so
        }
        boolean week = number >= FIRST_WEEK && number <= LAST_WEEK;
        int days = week ? DAYS_OF_WEEK : 1;
        long first = number * days;
        return Optional.of(new Table(name, name.substring(0, from), number, first, first + days - 1, files));
    }
}
