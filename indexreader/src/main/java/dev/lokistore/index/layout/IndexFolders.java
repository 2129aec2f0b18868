package dev.lokistore.index.layout;

import dev.lokistore.index.table.FileNames;
import dev.lokistore.index.table.IndexFileName;
import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;

/** Tells folders that hold index tables ({@code formats/index-tables.md#13}) from others. */
final class IndexFolders {
    private static final Pattern TABLE = Pattern.compile("(?s).*\\d");
    private static final String DELETE_REQUESTS = "delete_requests";
    private static final int TABLES_LOOKED_INTO = 3;
    private static final int TENANTS_LOOKED_INTO = 2;
    private static final int FILES_LOOKED_AT = 20;

    private IndexFolders() {}

    /** @param entries the first ones of the folder */
    static boolean isIndexPrefix(Peek peek, List<ListEntry> entries) throws IOException {
        if (hasIndexFile(entries, true)) {
            return false; // a table itself: its tenants' folders may look like tables
        }
        int looked = 0;
        for (Folder folder : Peek.folders(entries, entries.size())) {
            if (looked < TABLES_LOOKED_INTO && TABLE.matcher(folder.name()).matches()) {
                looked++;
                if (isTable(peek, folder)) {
                    return true;
                }
            } else if (folder.name().equals(DELETE_REQUESTS) && isDeleteRequests(peek, folder)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isTable(Peek peek, Folder folder) throws IOException {
        List<ListEntry> files = peek.level(folder.prefix(), FILES_LOOKED_AT);
        if (hasIndexFile(files, true)) {
            return true;
        }
        for (Folder tenant : Peek.folders(files, TENANTS_LOOKED_INTO)) {
            if (hasIndexFile(peek.level(tenant.prefix(), FILES_LOOKED_AT), false)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDeleteRequests(Peek peek, Folder folder) throws IOException {
        return Peek.objects(peek.level(folder.prefix(), FILES_LOOKED_AT)).stream()
                .anyMatch(object -> name(object).startsWith(DELETE_REQUESTS));
    }

    private static boolean hasIndexFile(List<ListEntry> entries, boolean common) {
        return Peek.objects(entries).stream().anyMatch(object -> {
            IndexFileName name = common ? FileNames.common(name(object)) : FileNames.ofTenant(name(object));
            // a bare name that ends in a number is anybody's; Loki's own upload names end so since 2.0 only with .gz
            return !(name instanceof IndexFileName.Odd)
                    && (name.gzipped()
                            || name instanceof IndexFileName.TsdbCompacted
                            || name instanceof IndexFileName.BoltdbLegacy
                            || name instanceof IndexFileName.BoltdbCompacted);
        });
    }

    private static String name(ObjectInfo object) {
        String key = object.key().value();
        return key.substring(key.lastIndexOf('/') + 1);
    }
}
