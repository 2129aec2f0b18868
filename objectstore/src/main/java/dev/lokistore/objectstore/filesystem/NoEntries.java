package dev.lokistore.objectstore.filesystem;

import dev.lokistore.objectstore.Listing;

/** The listing of a prefix that no key has. */
final class NoEntries<T> implements Listing<T> {
    @Override
    public boolean next() {
        return false;
    }

    @Override
    public T entry() {
        throw new IllegalStateException("the listing is empty");
    }

    @Override
    public void close() {}
}
