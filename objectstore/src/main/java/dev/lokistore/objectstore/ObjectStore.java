package dev.lokistore.objectstore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalLong;

/** A key space that may be written to. Read-only work takes an {@link ObjectReader}, so that it cannot delete by accident. */
public interface ObjectStore extends ObjectReader {
    /** Writes an object, whole or not at all; replaces one of that key. */
    ObjectInfo put(ObjectKey key, byte[] body) throws IOException;

    /** Writes a file's content as an object, whole or not at all; replaces one of that key. */
    ObjectInfo put(ObjectKey key, Path body) throws IOException;

    /**
     * Writes an object unless the key exists.
     *
     * @throws StoreException of kind {@link StoreException.Kind#ALREADY_EXISTS}, or {@link
     *     StoreException.Kind#UNSUPPORTED} where the server has no conditional writes
     */
    ObjectInfo putIfAbsent(ObjectKey key, byte[] body) throws IOException;

    /**
     * Copies an object within the store, whole or not at all, without its content coming here; replaces one of that key.
     *
     * @throws StoreException of kind {@link StoreException.Kind#NO_SUCH_OBJECT} if there is none under {@code from}
     */
    ObjectInfo copy(ObjectKey from, ObjectKey to) throws IOException;

    /** Bytes that can still be written; empty if that is not known, as of a bucket. */
    default OptionalLong freeBytes() throws IOException {
        return OptionalLong.empty();
    }

    /** Whether every change is refused, whoever asks. */
    default boolean readOnly() {
        return false;
    }

    /**
     * Deletes objects; a key that does not exist counts as deleted.
     *
     * @return the keys that could not be deleted, with the reason
     */
    Map<ObjectKey, StoreException> delete(Collection<ObjectKey> keys) throws IOException;
}
