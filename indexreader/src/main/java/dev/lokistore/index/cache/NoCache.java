package dev.lokistore.index.cache;

import java.util.Optional;

/** Remembers nothing. */
final class NoCache implements StoreCache {
    @Override
    public Optional<Entry> find(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<Writing> write(String name) {
        return Optional.empty();
    }

    @Override
    public void remove(String namePrefix) {}

    @Override
    public void close() {}
}
