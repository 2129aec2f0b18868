package dev.lokistore.index.layout;

import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Looks at the beginning of folders, and counts how often, so that a search in a huge foreign store ends. */
final class Peek {
    private final ObjectReader reader;
    private int budget;

    /** @param budget listings that may be asked for */
    Peek(ObjectReader reader, int budget) {
        this.reader = reader;
        this.budget = budget;
    }

    ObjectReader reader() {
        return reader;
    }

    boolean exhausted() {
        return budget <= 0;
    }

    /** The first entries of a folder, at most {@code limit}; none when the budget is spent. */
    List<ListEntry> level(String prefix, int limit) throws IOException {
        if (exhausted()) {
            return List.of();
        }
        budget--;
        List<ListEntry> entries = new ArrayList<>();
        try (Listing<ListEntry> listing = reader.listLevel(prefix)) {
            while (entries.size() < limit && listing.next()) {
                entries.add(listing.entry());
            }
        }
        return entries;
    }

    static List<Folder> folders(List<ListEntry> entries, int limit) {
        return entries.stream()
                .filter(Folder.class::isInstance)
                .map(Folder.class::cast)
                .limit(limit)
                .toList();
    }

    /** Objects; directory markers, whose key ends with {@code /}, are none. */
    static List<ObjectInfo> objects(List<ListEntry> entries) {
        return entries.stream()
                .filter(ObjectInfo.class::isInstance)
                .map(ObjectInfo.class::cast)
                .filter(object -> !object.key().value().endsWith("/"))
                .toList();
    }
}
