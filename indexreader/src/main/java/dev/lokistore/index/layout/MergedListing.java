package dev.lokistore.index.layout;

import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Ordered listings as one, in order; what several have comes once, from the first. Closes the listings. */
final class MergedListing<T extends ListEntry> implements Listing<T> {
    private final List<Listing<T>> all;
    private final List<Listing<T>> live = new ArrayList<>();
    private boolean started;
    private @Nullable T current;

    MergedListing(List<Listing<T>> listings) {
        this.all = List.copyOf(listings);
    }

    @Override
    public boolean next() throws IOException {
        if (!started) {
            started = true;
            for (Listing<T> listing : all) {
                if (listing.next()) {
                    live.add(listing);
                }
            }
        } else if (current != null) {
            String consumed = key(current);
            List<Listing<T>> ended = new ArrayList<>();
            for (Listing<T> listing : live) {
                if (key(listing.entry()).equals(consumed) && !listing.next()) {
                    ended.add(listing);
                }
            }
            live.removeAll(ended);
        }
        current = null;
        for (Listing<T> listing : live) {
            if (current == null || ObjectKey.compareUtf8(key(listing.entry()), key(current)) < 0) {
                current = listing.entry();
            }
        }
        return current != null;
    }

    @Override
    public T entry() {
        if (current == null) {
            throw new NoSuchElementException("no entry");
        }
        return current;
    }

    @Override
    public void close() throws IOException {
        BucketsReader.closeAll(all);
    }

    private static String key(ListEntry entry) {
        return entry instanceof ObjectInfo info ? info.key().value() : ((Folder) entry).prefix();
    }
}
