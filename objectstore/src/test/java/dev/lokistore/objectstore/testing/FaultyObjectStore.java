package dev.lokistore.objectstore.testing;

import dev.lokistore.objectstore.ListEntry;
import dev.lokistore.objectstore.Listing;
import dev.lokistore.objectstore.ObjectBody;
import dev.lokistore.objectstore.ObjectInfo;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.Operation;
import dev.lokistore.objectstore.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A store that does one thing wrong: at the n-th of the calls that count. Safe for use by several threads; the count is
 * then that of their arrival.
 */
public final class FaultyObjectStore implements ObjectStore {
    /** What goes wrong. */
    public enum Fault {
        /** The process dies before the call: nothing of it happens, and nothing after it. */
        CRASH_BEFORE,
        /** The process dies after the call: it happened, nothing after it does. Of a delete of several keys, half happen. */
        CRASH_AFTER,
        /** The call fails as when the network is gone; later ones work. */
        FAIL_BEFORE,
        /** It happens, the answer says that it failed. */
        FAIL_AFTER,
        /** A body is written, or read, without its last byte. */
        TRUNCATE,
        /** A body is written, or read, with one bit flipped. */
        FLIP
    }

    /** The end of the process. */
    public static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash(String where) {
            super(where);
        }
    }

    /** All that change a store. */
    public static final Set<Operation> CHANGES =
            Set.of(Operation.PUT, Operation.PUT_IF_ABSENT, Operation.COPY, Operation.DELETE);

    private final ObjectStore store;
    private final Set<Operation> counted;
    private final Fault fault;
    private final int at;
    private int calls;
    private boolean dead;
    private boolean spoiled;
    private final List<String> log = new ArrayList<>();

    /**
     * @param counted calls that count
     * @param at which of them, from 0; a negative one never comes
     */
    public FaultyObjectStore(ObjectStore store, Set<Operation> counted, Fault fault, int at) {
        this.store = store;
        this.counted = Set.copyOf(counted);
        this.fault = fault;
        this.at = at;
    }

    /** Calls so far that count. */
    public synchronized int calls() {
        return calls;
    }

    /** One line for each call that counts, for messages of tests. */
    public synchronized List<String> log() {
        return List.copyOf(log);
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private synchronized boolean strikes(Operation operation, String subject) {
        if (dead) {
            throw new Crash("dead already: " + operation + " " + subject);
        }
        if (!counted.contains(operation)) {
            return false;
        }
        log.add(operation + " " + subject);
        return calls++ == at;
    }

    private <T> T call(Operation operation, String subject, Call<T> call) throws IOException {
        boolean strikes = strikes(operation, subject);
        if (strikes && fault == Fault.CRASH_BEFORE) {
            throw die(operation, subject);
        }
        if (strikes && fault == Fault.FAIL_BEFORE) {
            throw failure(operation, subject);
        }
        T result;
        try {
            result = call.run();
        } catch (IOException e) {
            if (strikes && fault == Fault.CRASH_AFTER) {
                throw die(operation, subject);
            }
            throw e;
        }
        if (strikes && fault == Fault.CRASH_AFTER) {
            throw die(operation, subject);
        }
        if (strikes && fault == Fault.FAIL_AFTER) {
            throw failure(operation, subject);
        }
        return strikes && result instanceof byte[] bytes ? cast(spoil(bytes)) : result;
    }

    @SuppressWarnings("unchecked")
    private static <T> T cast(Object value) {
        return (T) value;
    }

    private synchronized Crash die(Operation operation, String subject) {
        dead = true;
        return new Crash(fault + " " + operation + " " + subject);
    }

    private static StoreException failure(Operation operation, String subject) {
        return new StoreException(
                StoreException.Kind.UNREACHABLE, "no network: " + operation + " " + subject, null, false);
    }

    private byte[] spoil(byte[] bytes) {
        if (bytes.length == 0) {
            return bytes;
        }
        if (fault == Fault.TRUNCATE) {
            return Arrays.copyOf(bytes, bytes.length - 1);
        }
        byte[] flipped = bytes.clone();
        flipped[flipped.length / 2] ^= 1;
        return flipped;
    }

    private boolean spoils() {
        return fault == Fault.TRUNCATE || fault == Fault.FLIP;
    }

    /** Whether this put is the one whose body is spoiled; the call still has to be made, uncounted. */
    private synchronized boolean spoilsPut(Operation operation) {
        // once, also where two threads come to it before either is counted
        boolean spoilsThis = !dead && !spoiled && spoils() && counted.contains(operation) && calls == at;
        spoiled |= spoilsThis;
        return spoilsThis;
    }

    @Override
    public String name() {
        return store.name();
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        return call(Operation.LIST, prefix, () -> store.list(prefix, startAfter));
    }

    @Override
    public Listing<ListEntry> listLevel(String prefix) throws IOException {
        return call(Operation.LIST, prefix, () -> store.listLevel(prefix));
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        return call(Operation.HEAD, key.value(), () -> store.head(key));
    }

    @Override
    public ObjectBody get(ObjectKey key) throws IOException {
        byte[] bytes = call(Operation.GET, key.value(), () -> store.readAll(key, Integer.MAX_VALUE));
        return new ObjectBody(store.head(key), new ByteArrayInputStream(bytes));
    }

    @Override
    public byte[] read(ObjectKey key, long offset, int length) throws IOException {
        return call(Operation.READ, key.value(), () -> store.read(key, offset, length));
    }

    @Override
    public byte[] readAll(ObjectKey key, int limitBytes) throws IOException {
        return call(Operation.GET, key.value(), () -> store.readAll(key, limitBytes));
    }

    @Override
    public ObjectInfo put(ObjectKey key, byte[] body) throws IOException {
        byte[] sent = spoilsPut(Operation.PUT) ? spoil(body) : body;
        return call(Operation.PUT, key.value(), () -> store.put(key, sent));
    }

    @Override
    public ObjectInfo put(ObjectKey key, Path body) throws IOException {
        return put(key, Files.readAllBytes(body));
    }

    @Override
    public ObjectInfo putIfAbsent(ObjectKey key, byte[] body) throws IOException {
        return call(Operation.PUT_IF_ABSENT, key.value(), () -> store.putIfAbsent(key, body));
    }

    @Override
    public ObjectInfo copy(ObjectKey from, ObjectKey to) throws IOException {
        return call(Operation.COPY, from.value(), () -> store.copy(from, to));
    }

    @Override
    public Map<ObjectKey, StoreException> delete(Collection<ObjectKey> keys) throws IOException {
        List<ObjectKey> all = List.copyOf(keys);
        String subject = all.stream().map(ObjectKey::value).limit(1).findFirst().orElse("nothing");
        return call(Operation.DELETE, subject + " and " + (all.size() - 1) + " more", () -> {
            boolean half = fault == Fault.CRASH_AFTER && calls() - 1 == at && all.size() > 1;
            return new LinkedHashMap<>(store.delete(half ? all.subList(0, all.size() / 2) : all));
        });
    }

    @Override
    public void close() throws IOException {
        store.close();
    }
}
