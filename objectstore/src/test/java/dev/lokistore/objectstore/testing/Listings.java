package dev.lokistore.objectstore.testing;

import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads small listings to their end. */
public final class Listings {
    private Listings() {}

    /** Closes it. */
    public static <T> List<T> all(Listing<T> listing) throws IOException {
        List<T> entries = new ArrayList<>();
        try (listing) {
            while (listing.next()) {
                entries.add(listing.entry());
            }
        }
        return entries;
    }

    public static List<String> keys(Listing<ObjectInfo> listing) throws IOException {
        return all(listing).stream().map(info -> info.key().value()).toList();
    }

    /** The keys of objects, and the prefixes of folders, which end with a slash. */
    public static List<String> names(Listing<ListEntry> listing) throws IOException {
        return all(listing).stream().map(Listings::name).toList();
    }

    private static String name(ListEntry entry) {
        return entry instanceof Folder folder
                ? folder.prefix()
                : ((ObjectInfo) entry).key().value();
    }
}
