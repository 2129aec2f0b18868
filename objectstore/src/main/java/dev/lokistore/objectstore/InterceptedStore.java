package dev.lokistore.objectstore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;

/** A store all of whose requests go through an {@link Interceptor}. Closing it closes the store behind it. */
public class InterceptedStore extends InterceptedReader implements ObjectStore {
    /** What S3 takes in one request. */
    private static final int DELETE_BATCH = 1000;

    private final ObjectStore store;

    public InterceptedStore(ObjectStore store, Interceptor interceptor) {
        super(store, interceptor);
        this.store = store;
    }

    @Override
    public ObjectInfo put(ObjectKey key, byte[] body) throws IOException {
        ObjectInfo info = interceptor().call(Operation.PUT, key.value(), () -> store.put(key, body));
        interceptor().transferred(Operation.PUT, body.length);
        return info;
    }

    @Override
    public ObjectInfo put(ObjectKey key, Path body) throws IOException {
        ObjectInfo info = interceptor().call(Operation.PUT, key.value(), () -> store.put(key, body));
        interceptor().transferred(Operation.PUT, Files.size(body));
        return info;
    }

    /**
     * {@inheritDoc}
     *
     * <p>A request that failed on the way may have been carried out. So where a later attempt finds the key taken by
     * exactly this content, it counts as written; give contents that contend for a key something of their own.
     */
    @Override
    public ObjectInfo putIfAbsent(ObjectKey key, byte[] body) throws IOException {
        AtomicInteger attempts = new AtomicInteger();
        ObjectInfo info;
        try {
            info = interceptor().call(Operation.PUT_IF_ABSENT, key.value(), () -> {
                attempts.incrementAndGet();
                return store.putIfAbsent(key, body);
            });
        } catch (StoreException e) {
            if (e.kind() != StoreException.Kind.ALREADY_EXISTS || attempts.get() == 1 || !holds(key, body)) {
                throw e;
            }
            info = head(key);
        }
        interceptor().transferred(Operation.PUT_IF_ABSENT, body.length);
        return info;
    }

    private boolean holds(ObjectKey key, byte[] body) throws IOException {
        return head(key).sizeBytes() == body.length && Arrays.equals(readAll(key, body.length), body);
    }

    @Override
    public ObjectInfo copy(ObjectKey from, ObjectKey to) throws IOException {
        return interceptor().call(Operation.COPY, from.value(), () -> store.copy(from, to));
    }

    @Override
    public boolean readOnly() {
        return store.readOnly();
    }

    @Override
    public OptionalLong freeBytes() throws IOException {
        return store.freeBytes();
    }

    @Override
    public Map<ObjectKey, StoreException> delete(Collection<ObjectKey> keys) throws IOException {
        Map<ObjectKey, StoreException> failures = new LinkedHashMap<>();
        List<ObjectKey> all = List.copyOf(keys);
        for (int from = 0; from < all.size(); from += DELETE_BATCH) {
            failures.putAll(deleteBatch(all.subList(from, Math.min(all.size(), from + DELETE_BATCH))));
        }
        return failures;
    }

    private Map<ObjectKey, StoreException> deleteBatch(List<ObjectKey> batch) throws IOException {
        Map<ObjectKey, StoreException> failures;
        try {
            failures = interceptor().call(Operation.DELETE, batch.get(0).value(), () -> store.delete(batch));
        } catch (StoreException e) {
            // servers without multi-object delete still know the single one
            if (e.kind() != StoreException.Kind.UNSUPPORTED || batch.size() == 1) {
                throw e;
            }
            return deleteOneByOne(batch);
        }
        List<ObjectKey> again = new ArrayList<>();
        failures.forEach((key, failure) -> {
            if (failure.retryable()) {
                again.add(key);
            }
        });
        if (batch.size() > 1 && !again.isEmpty()) {
            Map<ObjectKey, StoreException> left = new LinkedHashMap<>(failures);
            left.keySet().removeAll(again);
            left.putAll(deleteOneByOne(again));
            return left;
        }
        return failures;
    }

    private Map<ObjectKey, StoreException> deleteOneByOne(List<ObjectKey> keys) throws IOException {
        Map<ObjectKey, StoreException> failures = new LinkedHashMap<>();
        for (ObjectKey key : keys) {
            try {
                failures.putAll(interceptor().call(Operation.DELETE, key.value(), () -> {
                    Map<ObjectKey, StoreException> result = store.delete(List.of(key));
                    StoreException failure = result.get(key);
                    if (failure != null && failure.retryable()) {
                        throw failure;
                    }
                    return result;
                }));
            } catch (StoreException e) {
                if (e.kind() == StoreException.Kind.INTERRUPTED) {
                    throw e;
                }
                failures.put(key, e);
            }
        }
        return failures;
    }
}
