package dev.lokistore.objectstore;

import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;

/** A store that can only be read, where a store is asked for: all changes are refused as unsupported. */
public final class ReadOnlyStore extends InterceptedReader implements ObjectStore {
    public ReadOnlyStore(ObjectReader reader) {
        super(reader, Interceptor.NONE);
    }

    @Override
    public ObjectInfo put(ObjectKey key, byte[] body) throws StoreException {
        throw refused();
    }

    @Override
    public ObjectInfo put(ObjectKey key, Path body) throws StoreException {
        throw refused();
    }

    @Override
    public ObjectInfo putIfAbsent(ObjectKey key, byte[] body) throws StoreException {
        throw refused();
    }

    @Override
    public ObjectInfo copy(ObjectKey from, ObjectKey to) throws StoreException {
        throw refused();
    }

    @Override
    public Map<ObjectKey, StoreException> delete(Collection<ObjectKey> keys) throws StoreException {
        throw refused();
    }

    @Override
    public boolean readOnly() {
        return true;
    }

    private StoreException refused() {
        return new StoreException(
                StoreException.Kind.UNSUPPORTED,
                name() + " can only be read: change a folder that holds the same objects, or the bucket itself",
                null);
    }
}
