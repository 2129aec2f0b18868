package dev.lokistore.index.inventory;

import dev.lokistore.index.cache.StoreCache;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** What an inventory knows, before a cache. Takes everything else from the cache, and keeps it there. */
final class NotedCache implements StoreCache {
    private final Map<String, byte[]> notes;
    private final StoreCache cache;

    NotedCache(Map<String, byte[]> notes, StoreCache cache) {
        this.notes = notes;
        this.cache = cache;
    }

    @Override
    public Optional<Entry> find(String name) {
        byte[] note = notes.get(name);
        return note == null ? cache.find(name) : Optional.of(new Note(name, note));
    }

    @Override
    public Optional<Writing> write(String name) {
        return cache.write(name);
    }

    @Override
    public void remove(String namePrefix) {
        cache.remove(namePrefix);
    }

    @Override
    public void close() {
        cache.close();
    }

    private record Note(String name, byte[] description) implements Entry {
        @Override
        public byte[] description() {
            return description.clone();
        }

        @Override
        public int count() {
            return 0;
        }

        @Override
        public byte[] read(int index) throws IOException {
            throw new IOException("a note has no parts: " + name);
        }
    }
}
