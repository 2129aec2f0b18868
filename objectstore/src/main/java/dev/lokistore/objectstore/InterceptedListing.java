package dev.lokistore.objectstore;

import java.io.IOException;

/** Sends only those steps of a listing through the interceptor that cost a request. */
final class InterceptedListing<T> implements Listing<T> {
    private final Listing<T> listing;
    private final String prefix;
    private final Interceptor interceptor;

    InterceptedListing(Listing<T> listing, String prefix, Interceptor interceptor) {
        this.listing = listing;
        this.prefix = prefix;
        this.interceptor = interceptor;
    }

    @Override
    public boolean next() throws IOException {
        return listing.buffered() ? listing.next() : interceptor.call(Operation.LIST, prefix, listing::next);
    }

    @Override
    public T entry() {
        return listing.entry();
    }

    @Override
    public boolean buffered() {
        return listing.buffered();
    }

    @Override
    public void close() throws IOException {
        listing.close();
    }
}
