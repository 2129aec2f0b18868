package dev.lokistore.index.layout;

import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** As {@link NestedReader}, to write to as well. */
public final class NestedStore extends NestedReader implements ObjectStore {
    private final ObjectStore outer;

    private NestedStore(ObjectStore outer, String prefix) {
        super(outer, prefix);
        this.outer = outer;
    }

    /** @param prefix ends with {@code /}; empty gives the same keys */
    public static ObjectStore of(ObjectStore outer, String prefix) {
        return new NestedStore(outer, prefix);
    }

    @Override
    public ObjectInfo put(ObjectKey key, byte[] body) throws IOException {
        return inner(outer.put(outer(key), body));
    }

    @Override
    public ObjectInfo put(ObjectKey key, Path body) throws IOException {
        return inner(outer.put(outer(key), body));
    }

    @Override
    public ObjectInfo putIfAbsent(ObjectKey key, byte[] body) throws IOException {
        return inner(outer.putIfAbsent(outer(key), body));
    }

    @Override
    public ObjectInfo copy(ObjectKey from, ObjectKey to) throws IOException {
        return inner(outer.copy(outer(from), outer(to)));
    }

    @Override
    public boolean readOnly() {
        return outer.readOnly();
    }

    @Override
    public OptionalLong freeBytes() throws IOException {
        return outer.freeBytes();
    }

    @Override
    public Map<ObjectKey, StoreException> delete(Collection<ObjectKey> keys) throws IOException {
        Map<ObjectKey, ObjectKey> outerKeys = new LinkedHashMap<>();
        keys.forEach(key -> outerKeys.put(outer(key), key));
        Map<ObjectKey, StoreException> failures = new LinkedHashMap<>();
        outer.delete(outerKeys.keySet()).forEach((key, failure) -> failures.put(outerKeys.get(key), failure));
        return failures;
    }
}
