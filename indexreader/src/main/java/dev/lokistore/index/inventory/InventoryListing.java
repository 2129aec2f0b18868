package dev.lokistore.index.inventory;

import dev.lokistore.objectstore.Folder;
import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Goes through the keys of an inventory, one segment in memory. */
final class InventoryListing<T extends ListEntry> implements Listing<T> {
    /** Makes what a listing shows of an object. */
    private interface Step<T> {
        T entry(ObjectInfo object);
    }

    /** Gives the segments of keys, by number. */
    interface Source {
        int segments();

        /** The last segment that may hold the key, or the first that holds larger ones. */
        int floor(String key);

        ListedObject[] keys(int segment) throws IOException;
    }

    private final Source source;
    private final String prefix;
    private final Step<T> step;
    /** Where to go on: at this key, or the next one. */
    private String from;

    private boolean including;
    private boolean sought;
    private int segment;
    private int at;
    private ListedObject[] keys = new ListedObject[0];
    private @Nullable T entry;

    private InventoryListing(Source source, String prefix, String startAfter, Step<T> step) {
        this.source = source;
        this.prefix = prefix;
        this.step = step;
        this.including = ObjectKey.compareUtf8(startAfter, prefix) < 0;
        this.from = including ? prefix : startAfter;
    }

    static Listing<ObjectInfo> deep(Source source, String prefix, String startAfter) {
        return new InventoryListing<>(source, prefix, startAfter, object -> object);
    }

    static Listing<ListEntry> level(Source source, String prefix) {
        return new InventoryListing<>(source, prefix, "", object -> {
            String key = object.key().value();
            int slash = key.indexOf('/', prefix.length());
            return slash < 0 ? object : new Folder(key.substring(0, slash + 1));
        });
    }

    @Override
    public boolean next() throws IOException {
        if (entry instanceof Folder folder) {
            // the smallest text above all that begin with the folder's prefix: '0' follows '/'
            from = folder.prefix().substring(0, folder.prefix().length() - 1) + '0';
            including = true;
            sought = inSight();
        }
        if (!sought) {
            seek();
        }
        skip();
        if (at == keys.length || !keys[at].key().startsWith(prefix)) {
            entry = null;
            return false;
        }
        entry = step.entry(keys[at].info());
        from = keys[at].key();
        including = false;
        return true;
    }

    /** Whether the place to go on at is in the segment at hand. */
    private boolean inSight() {
        return keys.length > 0 && ObjectKey.compareUtf8(from, keys[keys.length - 1].key()) <= 0;
    }

    private void seek() throws IOException {
        int found = source.floor(from);
        keys = found < source.segments() ? source.keys(found) : new ListedObject[0];
        segment = found;
        at = 0;
        sought = true;
    }

    private void skip() throws IOException {
        while (true) {
            while (at < keys.length && isBefore(keys[at].key())) {
                at++;
            }
            if (at < keys.length || segment + 1 >= source.segments()) {
                return;
            }
            keys = source.keys(segment + 1);
            segment++;
            at = 0;
        }
    }

    private boolean isBefore(String key) {
        int order = ObjectKey.compareUtf8(key, from);
        return including ? order < 0 : order <= 0;
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
        return sought;
    }

    @Override
    public void close() {}
}
