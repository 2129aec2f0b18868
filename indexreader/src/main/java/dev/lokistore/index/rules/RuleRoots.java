package dev.lokistore.index.rules;

import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds where rule groups lie: at the root of the ruler's bucket, below its {@code storage_prefix}, or, in a copy of
 * several buckets side by side, in the folder of one of them. Goes by names; a bounded number of listings, and only their
 * beginnings.
 */
public final class RuleRoots {
    private static final int MAX_DEPTH = 4;
    private static final int MAX_FOLDERS = 64;
    private static final int MAX_LOOKS = 300;
    /** A tenant may be called rules: its chunks, which come in between, end the search of one folder. */
    private static final int KEYS_LOOKED_AT = 1_000;

    private final ObjectReader reader;
    private int looks;

    private RuleRoots(ObjectReader reader) {
        this.reader = reader;
    }

    /**
     * At the reader's root, or else below it, in key order; only the level nearest to the root that has any.
     *
     * @return prefixes, empty or ending with {@code /}, below which {@link RuleGroups#read} finds groups
     */
    public static List<String> below(ObjectReader reader) throws IOException {
        RuleRoots search = new RuleRoots(reader);
        List<String> level = List.of("");
        for (int depth = 0; depth <= MAX_DEPTH && !level.isEmpty(); depth++) {
            List<String> found = search.among(level);
            if (!found.isEmpty()) {
                return found;
            }
            List<String> deeper = new ArrayList<>();
            for (String prefix : level) {
                deeper.addAll(search.folders(prefix));
            }
            level = deeper;
        }
        return List.of();
    }

    /**
     * At the root of a Loki store, or else beside it.
     *
     * @param root of the Loki store in the reader: empty, or ends with {@code /}
     * @return prefixes of the reader, as {@link #below}
     */
    public static List<String> beside(ObjectReader reader, String root) throws IOException {
        RuleRoots search = new RuleRoots(reader);
        List<String> own = search.among(List.of(root));
        if (!own.isEmpty() || root.isEmpty()) {
            return own;
        }
        String parent = root.substring(0, root.lastIndexOf('/', root.length() - 2) + 1);
        List<String> places = new ArrayList<>(List.of(parent));
        search.folders(parent).stream().filter(folder -> !folder.equals(root)).forEach(places::add);
        return search.among(places);
    }

    private List<String> among(List<String> prefixes) throws IOException {
        List<String> found = new ArrayList<>();
        for (String prefix : prefixes) {
            if (hasGroups(prefix)) {
                found.add(prefix);
            }
        }
        return found;
    }

    private boolean hasGroups(String prefix) throws IOException {
        if (++looks > MAX_LOOKS) {
            return false;
        }
        try (Listing<ObjectInfo> listing = reader.list(prefix + RuleGroupKey.PREFIX)) {
            for (int i = 0; i < KEYS_LOOKED_AT && listing.next(); i++) {
                String key = listing.entry().key().value().substring(prefix.length());
                if (RuleGroupKey.tryParse(key).isPresent()) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<String> folders(String prefix) throws IOException {
        List<String> folders = new ArrayList<>();
        if (++looks > MAX_LOOKS) {
            return folders;
        }
        try (Listing<ListEntry> listing = reader.listLevel(prefix)) {
            for (int i = 0; i < KEYS_LOOKED_AT && folders.size() < MAX_FOLDERS && listing.next(); i++) {
                if (listing.entry() instanceof Folder folder) {
                    folders.add(folder.prefix());
                }
            }
        }
        return folders;
    }
}
