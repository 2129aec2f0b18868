package dev.lokistore.objectstore.bucket;

import dev.lokistore.objectstore.Listing;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A listing whose pages follow each other by tokens. A page that failed is asked for again by the next call. */
final class PagedListing<T> implements Listing<T> {
    record Page<T>(List<T> entries, @Nullable String nextToken) {}

    /** Fetches a page. */
    interface Source<T> {
        /** @param token null for the first page */
        Page<T> page(@Nullable String token) throws IOException;
    }

    private final Source<T> source;
    private Iterator<T> entries = List.<T>of().iterator();
    private @Nullable String token;
    private boolean last;
    private @Nullable T entry;

    PagedListing(Source<T> source) {
        this.source = source;
    }

    @Override
    public boolean next() throws IOException {
        entry = null;
        while (!entries.hasNext()) {
            if (last) {
                return false;
            }
            Page<T> page = source.page(token);
            entries = page.entries().iterator();
            last = page.nextToken() == null;
            token = page.nextToken();
        }
        entry = entries.next();
        return true;
    }

    @Override
    public T entry() {
        if (entry == null) {
            throw new IllegalStateException("no entry: next() was not called or returned false");
        }
        return entry;
    }

    @Override
    public boolean buffered() {
        return last || entries.hasNext();
    }

    @Override
    public void close() {
        last = true;
        entries = List.<T>of().iterator();
    }
}
