package dev.lokistore.objectstore;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/**
 * Reading one flat key space, such as a bucket below a prefix. All implementations pass {@code ObjectReaderContract},
 * are safe for use by several threads, and throw {@link StoreException} for what the store or the way to it did wrong.
 *
 * <p>A store has no folders: {@code /} is an ordinary character that one-level listings group by.
 */
public interface ObjectReader extends Closeable {
    /** The store's URI for messages; never holds credentials. */
    String name();

    /** What the store's bucket tells about itself; empty if it is none: a folder, an archive, memory. */
    default Optional<BucketInspector> inspector() {
        return Optional.empty();
    }

    /**
     * All objects whose key begins with {@code prefix}, in key order, lazily.
     *
     * @param prefix may be empty and need not end with {@code /}
     * @param startAfter keys up to and including this one are left out; empty for none
     */
    Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException;

    default Listing<ObjectInfo> list(String prefix) throws IOException {
        return list(prefix, "");
    }

    /**
     * One level below {@code prefix}, lazily and in order: the objects whose rest of the key has no {@code /}, and one
     * {@link Folder} for all keys that share the part up to the next {@code /}.
     *
     * @param prefix empty, or ends with {@code /}
     */
    Listing<ListEntry> listLevel(String prefix) throws IOException;

    /** @throws StoreException of kind {@link StoreException.Kind#NO_SUCH_OBJECT} if there is none */
    ObjectInfo head(ObjectKey key) throws IOException;

    /**
     * Opens the whole object.
     *
     * @throws StoreException of kind {@link StoreException.Kind#NO_SUCH_OBJECT} if there is none
     */
    ObjectBody get(ObjectKey key) throws IOException;

    /**
     * Reads a range.
     *
     * @param offset from the start of the object, 0 or more
     * @param length 0 or more; the range is cut at the end of the object, so that fewer bytes (or none) may come back
     */
    byte[] read(ObjectKey key, long offset, int length) throws IOException;

    /** Reads the whole object; refuses one larger than {@code limitBytes} with {@link StoreException.Kind#TOO_LARGE}. */
    byte[] readAll(ObjectKey key, int limitBytes) throws IOException;
}
