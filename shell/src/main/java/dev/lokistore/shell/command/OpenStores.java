package dev.lokistore.shell.command;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stores of an interactive session, by the names under which the user knows them. A store is opened when a command
 * first needs it and stays open. Thread-safe.
 */
public final class OpenStores implements Closeable {
    /**
     * How a store is opened, again if need be.
     *
     * @param text URI or profile, as the user gave it; null for the store that the configuration names
     * @param lokiConfig that goes with it; null for none
     */
    record Origin(@Nullable String text, @Nullable String lokiConfig) {}

    /** Opens a store. */
    @FunctionalInterface
    interface Opener {
        OpenedStore open() throws IOException;
    }

    private final Map<String, Origin> origins = new LinkedHashMap<>();
    private final Map<String, OpenedStore> opened = new LinkedHashMap<>();
    private final Map<String, Instant> listed = new HashMap<>();

    /** In the order in which they were opened. */
    public synchronized List<String> names() {
        return List.copyOf(origins.keySet());
    }

    /** The name under which this store is known already. */
    synchronized Optional<String> named(Origin origin) {
        return origins.entrySet().stream()
                .filter(known -> known.getValue().equals(origin))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** URI, path or profile of a store, as it was opened. */
    public synchronized Optional<String> text(String name) {
        Origin origin = origins.get(name);
        return Optional.ofNullable(origin == null ? null : origin.text());
    }

    synchronized Optional<Origin> origin(String name) {
        return Optional.ofNullable(origins.get(name));
    }

    /** Takes over an open store; one that had the name is closed. */
    synchronized void put(String name, Origin origin, OpenedStore store) throws IOException {
        remove(name);
        origins.put(name, origin);
        opened.put(name, store);
    }

    /** Closes and forgets a store. */
    synchronized void remove(String name) throws IOException {
        origins.remove(name);
        listed.remove(name);
        OpenedStore before = opened.remove(name);
        if (before != null) {
            before.close();
        }
    }

    /** The store if it is open at this moment. */
    synchronized Optional<OpenedStore> current(String name) {
        return Optional.ofNullable(opened.get(name));
    }

    /**
     * The store, opened now if it is not. Stays ours.
     *
     * @param age of what is known of its index, from which on it is listed anew: a shell may be left open for days
     */
    synchronized OpenedStore open(String name, Opener opener, Instant now, Duration age) throws IOException {
        OpenedStore store = opened.get(name);
        if (store == null) {
            store = opener.open();
            opened.put(name, store);
            listed.put(name, now);
        }
        Instant since = listed.computeIfAbsent(name, key -> now);
        if (since.plus(age).isBefore(now)) {
            store.loki().forgetIndex();
            listed.put(name, now);
        }
        return store;
    }

    /**
     * Closes connections and removes temporary folders; the names stay and are opened anew at their next use. For the time
     * after an interruption, which closes files under the feet of whoever reads them.
     */
    public synchronized void disconnect() throws IOException {
        IOException first = null;
        for (OpenedStore store : opened.values()) {
            try {
                store.close();
            } catch (IOException e) {
                first = first == null ? e : first;
            }
        }
        opened.clear();
        if (first != null) {
            throw first;
        }
    }

    @Override
    public void close() throws IOException {
        disconnect();
    }
}
