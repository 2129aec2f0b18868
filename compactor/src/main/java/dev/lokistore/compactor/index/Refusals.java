package dev.lokistore.compactor.index;

import dev.lokistore.chunk.CorruptDataException;
import dev.lokistore.compactor.guard.Consent;
import dev.lokistore.compactor.guard.LiveWriterGuard;
import dev.lokistore.compactor.guard.Objection;
import dev.lokistore.index.table.IndexKind;
import dev.lokistore.index.table.Stray;
import dev.lokistore.index.table.Table;
import dev.lokistore.index.table.TableFile;
import dev.lokistore.index.table.TableScan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Why a table must not be written anew, as far as the listing tells. */
public final class Refusals {
    private static final String SHARED_BUCKET = "index";
    private static final String GZIP_SUFFIX = ".gz";

    private Refusals() {}

    /**
     * All reasons, in key order of files, then strays.
     *
     * @param scan what the table is from: objects in its folder that are no index files count too
     */
    public static List<CorruptDataException> of(TableScan scan, Table table) {
        List<CorruptDataException> reasons = new ArrayList<>(of(table));
        if (!table.files().isEmpty()) {
            String folder = table.files().get(0).tableFolder();
            for (Stray stray : scan.strays()) {
                String key = stray.object().key().value();
                if (key.startsWith(folder)) {
                    reasons.add(new CorruptDataException(
                            key, 0, "an object in a table's folder", "an index file", stray.reason()));
                }
            }
        }
        return reasons;
    }

    /**
     * What speaks against changing rows of a table, or the chunks behind them: its own files, and signs of a Loki at work.
     *
     * @param consent what it meets is left out
     */
    public static List<Objection> againstNewRows(Table table, LiveWriterGuard guard, Consent consent) {
        List<Objection> against = new ArrayList<>();
        of(table)
                .forEach(reason -> against.add(
                        new Objection(table.name(), String.valueOf(reason.getMessage()), Objection.Remedy.NONE)));
        guard.againstNewRows(table).stream()
                .filter(objection -> !objection.met(consent))
                .forEach(against::add);
        return against;
    }

    /** As far as the table's own files tell. */
    static List<CorruptDataException> of(Table table) {
        Map<String, TableFile> names = new HashMap<>();
        table.files().forEach(file -> names.put(file.key(), file));
        List<CorruptDataException> reasons = new ArrayList<>();
        for (TableFile file : table.files()) {
            if (file.object().sizeBytes() == 0) {
                reasons.add(new CorruptDataException(file.key(), 0, "size of an index file", "more than 0 bytes", 0));
            }
            if (names.containsKey(file.key() + GZIP_SUFFIX)) {
                reasons.add(new CorruptDataException(
                        file.key(), 0, "name of an index file", "one that is not there with .gz too", "both"));
            }
            if (file.kind() == IndexKind.BOLTDB
                    && file.tenant() != null
                    && file.tenant().value().equals(SHARED_BUCKET)) {
                reasons.add(new CorruptDataException(
                        file.key(),
                        0,
                        "tenant of a folder",
                        "any but 'index', which is also the name of shared buckets",
                        file.tenant()));
            }
        }
        return reasons;
    }
}
