package dev.lokistore.index.layout;

import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** As {@link BucketsReader}, to write to as well. */
public final class BucketsStore extends BucketsReader implements ObjectStore {
    /** An object that is copied from one bucket to another goes through here. */
    private static final int MAX_COPY_BYTES = 1 << 30;

    private final List<ObjectStore> buckets;

    /** As {@link BucketsReader#BucketsReader}. */
    public BucketsStore(List<ObjectStore> buckets, String objectPrefix, char delimiter) {
        super(List.copyOf(buckets), objectPrefix, delimiter);
        this.buckets = List.copyOf(buckets);
    }

    private ObjectStore bucketOf(ObjectKey key) {
        return buckets.get(numberOf(key));
    }

    @Override
    public ObjectInfo put(ObjectKey key, byte[] body) throws IOException {
        return bucketOf(key).put(key, body);
    }

    @Override
    public ObjectInfo put(ObjectKey key, Path body) throws IOException {
        return bucketOf(key).put(key, body);
    }

    @Override
    public ObjectInfo putIfAbsent(ObjectKey key, byte[] body) throws IOException {
        return bucketOf(key).putIfAbsent(key, body);
    }

    @Override
    public ObjectInfo copy(ObjectKey from, ObjectKey to) throws IOException {
        if (numberOf(from) == numberOf(to)) {
            return bucketOf(from).copy(from, to);
        }
        return put(to, readAll(from, MAX_COPY_BYTES));
    }

    @Override
    public Map<ObjectKey, StoreException> delete(Collection<ObjectKey> keys) throws IOException {
        Map<Integer, List<ObjectKey>> byBucket = new TreeMap<>();
        keys.forEach(key -> byBucket.computeIfAbsent(numberOf(key), number -> new ArrayList<>())
                .add(key));
        Map<ObjectKey, StoreException> failures = new LinkedHashMap<>();
        for (Map.Entry<Integer, List<ObjectKey>> bucket : byBucket.entrySet()) {
            failures.putAll(buckets.get(bucket.getKey()).delete(bucket.getValue()));
        }
        return failures;
    }
}
