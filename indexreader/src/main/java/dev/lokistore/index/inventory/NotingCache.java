package dev.lokistore.index.inventory;

import dev.lokistore.index.cache.StoreCache;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** Takes down what a store finds out about itself and describes in a few bytes: its schema. Remembers nothing else. */
final class NotingCache implements StoreCache {
    private static final String NOTED = "schema/";

    private final Map<String, byte[]> notes = new ConcurrentSkipListMap<>();

    /** By name. */
    Map<String, byte[]> notes() {
        return notes;
    }

    @Override
    public Optional<Entry> find(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<Writing> write(String name) {
        return name.startsWith(NOTED) ? Optional.of(new Note(name)) : Optional.empty();
    }

    @Override
    public void remove(String namePrefix) {
        notes.keySet().removeIf(name -> name.startsWith(namePrefix));
    }

    @Override
    public void close() {}

    private final class Note implements Writing {
        private final String name;
        private boolean parts;

        Note(String name) {
            this.name = name;
        }

        @Override
        public void add(byte[] blob) {
            parts = true;
        }

        @Override
        public void finish(byte[] description) {
            if (!parts) {
                notes.put(name, description);
            }
        }

        @Override
        public void close() {}
    }
}
