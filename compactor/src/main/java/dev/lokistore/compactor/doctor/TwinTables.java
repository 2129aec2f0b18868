package dev.lokistore.compactor.doctor;

import dev.lokistore.compactor.conversion.Twins;
import dev.lokistore.index.LokiStore;
import dev.lokistore.index.table.Table;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a conversion left beside each other, looked for once for all checks. Not thread-safe. */
final class TwinTables {
    private final LokiStore store;
    private @Nullable List<Twins.Pair> pairs;

    TwinTables(LokiStore store) {
        this.store = store;
    }

    List<Twins.Pair> pairs() throws IOException {
        List<Twins.Pair> known = pairs;
        if (known == null) {
            known = Twins.of(store);
            pairs = known;
        }
        return known;
    }

    /** The pair of a boltdb table whose rows are all in TSDB tables too. */
    Optional<Twins.Pair> completeOf(Table boltdb) throws IOException {
        for (Twins.Pair pair : pairs()) {
            if (pair.complete() && pair.table().equals(boltdb)) {
                return Optional.of(pair);
            }
        }
        return Optional.empty();
    }

    /** Whether a table is one side of a complete pair: one of the two is to spare. */
    boolean paired(Table table) throws IOException {
        for (Twins.Pair pair : pairs()) {
            if (pair.complete() && (pair.table().equals(table) || pair.twins().contains(table))) {
                return true;
            }
        }
        return false;
    }
}
