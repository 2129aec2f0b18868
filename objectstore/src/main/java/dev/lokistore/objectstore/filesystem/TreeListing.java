package dev.lokistore.objectstore.filesystem;

import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Walks a tree of folders in the order of the keys: depth first, each folder where its name with {@code /} behind it
 * belongs, so that {@code a.b} comes before {@code a/b}.
 */
final class TreeListing {
    private static final String LOST_AND_FOUND = "lost+found/";

    /** A folder on the way and the keys' part up to it. */
    private record Level(FolderCursor cursor, String keyPrefix) {}

    private final String store;
    private final String prefix;
    private final String startAfter;
    private final int maxHeld;
    private final Deque<Level> levels = new ArrayDeque<>();

    /**
     * @param folder what {@code prefix} up to its last {@code /} leads to
     * @param maxHeld entries of one folder in memory
     */
    TreeListing(String store, Path folder, String prefix, String startAfter, int maxHeld) {
        this.store = store;
        this.prefix = prefix;
        this.startAfter = startAfter;
        this.maxHeld = maxHeld;
        descend(folder, prefix.substring(0, prefix.lastIndexOf('/') + 1));
    }

    private void descend(Path folder, String keyPrefix) {
        levels.push(new Level(new FolderCursor(folder, name -> wanted(keyPrefix, name), maxHeld), keyPrefix));
    }

    private boolean wanted(String keyPrefix, String sortName) {
        String key = keyPrefix + sortName;
        boolean below = key.startsWith(prefix);
        boolean rest =
                ObjectKey.compareUtf8(key, startAfter) > 0 || sortName.endsWith("/") && startAfter.startsWith(key);
        boolean foreign = keyPrefix.isEmpty() && sortName.equals(LOST_AND_FOUND);
        return below && rest && !foreign;
    }

    /** All objects, those of folders below included. */
    Listing<ObjectInfo> objects() {
        return new Walk<>() {
            @Override
            @Nullable
            ObjectInfo step(Level level, FileEntry found) {
                String key = level.keyPrefix + found.sortName();
                if (found.isFolder()) {
                    descend(child(level, found), key);
                    return null;
                }
                return found.info(ObjectKey.of(key));
            }
        };
    }

    /** The first folder's objects, and its folders that hold any object. */
    Listing<ListEntry> level() {
        return new Walk<>() {
            @Override
            @Nullable
            ListEntry step(Level level, FileEntry found) throws IOException {
                String key = level.keyPrefix + found.sortName();
                if (!found.isFolder()) {
                    return found.info(ObjectKey.of(key));
                }
                TreeListing below = new TreeListing(store, child(level, found), key, "", maxHeld);
                try (Listing<ObjectInfo> objects = below.objects()) {
                    return objects.next() ? new Folder(key) : null;
                }
            }
        };
    }

    private static Path child(Level level, FileEntry folder) {
        String name = folder.sortName().substring(0, folder.sortName().length() - 1);
        Path path = RawNames.resolve(level.cursor.folder(), name);
        if (path == null) {
            throw new IllegalStateException("listed, but not a name: " + folder.sortName());
        }
        return path;
    }

    private abstract class Walk<T> implements Listing<T> {
        private @Nullable T entry;

        /** Makes an entry, or goes elsewhere and gives null. */
        abstract @Nullable T step(Level level, FileEntry found) throws IOException;

        @Override
        public boolean next() throws IOException {
            entry = null;
            while (entry == null && !levels.isEmpty()) {
                Level level = levels.element();
                FileEntry found;
                try {
                    found = level.cursor.take();
                } catch (IOException e) {
                    throw FileFailures.of("listing '" + level.keyPrefix + "' of " + store, e);
                }
                if (found == null) {
                    levels.pop();
                } else {
                    entry = step(level, found);
                }
            }
            return entry != null;
        }

        @Override
        public T entry() {
            if (entry == null) {
                throw new IllegalStateException("no entry: next() was not called or returned false");
            }
            return entry;
        }

        @Override
        public boolean buffered() {
            Level level = levels.peek();
            FileEntry held = level == null ? null : level.cursor.held();
            return level == null || held != null && !held.isFolder();
        }

        @Override
        public void close() {
            levels.clear();
        }
    }
}
