package dev.lokistore.objectstore;

import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * Lists a map of keys that is held in memory and sorted by {@link ObjectKey#compareUtf8}. The map may change meanwhile
 * if it is a concurrent one.
 *
 * @param <V> what the map holds for an object
 */
public final class SortedListing<V, T extends ListEntry> implements Listing<T> {
    /** Makes what a listing shows of an object. */
    public interface Describe<V> {
        ObjectInfo info(ObjectKey key, V value);
    }

    /** Makes an entry of a key. */
    private interface Step<V, T> {
        T entry(Map.Entry<String, V> at);
    }

    private final NavigableMap<String, V> keys;
    private final String prefix;
    private final Step<V, T> step;
    /** The last key of what was shown; the search goes on after it. */
    private String last;

    private boolean begun;
    private @Nullable T entry;

    private SortedListing(NavigableMap<String, V> keys, String prefix, String startAfter, Step<V, T> step) {
        this.keys = keys;
        this.prefix = prefix;
        this.last = startAfter;
        this.step = step;
    }

    /** All objects below a prefix, after {@code startAfter}. */
    public static <V> Listing<ObjectInfo> deep(
            NavigableMap<String, V> keys, String prefix, String startAfter, Describe<V> describe) {
        return new SortedListing<>(
                keys, prefix, startAfter, at -> describe.info(ObjectKey.of(at.getKey()), at.getValue()));
    }

    /** One level below a prefix. */
    public static <V> Listing<ListEntry> level(NavigableMap<String, V> keys, String prefix, Describe<V> describe) {
        return new SortedListing<>(keys, prefix, "", at -> {
            int slash = at.getKey().indexOf('/', prefix.length());
            return slash < 0
                    ? describe.info(ObjectKey.of(at.getKey()), at.getValue())
                    : new Folder(at.getKey().substring(0, slash + 1));
        });
    }

    @Override
    public boolean next() {
        Map.Entry<String, V> at = following();
        if (at == null || !at.getKey().startsWith(prefix)) {
            entry = null;
            return false;
        }
        entry = step.entry(at);
        last = at.getKey();
        return true;
    }

    private Map.@Nullable Entry<String, V> following() {
        if (entry instanceof Folder folder) {
            return keys.ceilingEntry(afterAll(folder.prefix()));
        }
        boolean first = !begun;
        begun = true;
        return first && ObjectKey.compareUtf8(last, prefix) < 0 ? keys.ceilingEntry(prefix) : keys.higherEntry(last);
    }

    /** The smallest text above all that begin with {@code prefix/}: '0' follows '/'. */
    private static String afterAll(String folder) {
        return folder.substring(0, folder.length() - 1) + '0';
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
        return begun;
    }

    @Override
    public void close() {}
}
