package dev.lokistore.objectstore;

/** A store that counts what is asked of it. */
public final class CountingStore extends InterceptedStore {
    private final RequestCounter counter;

    public CountingStore(ObjectStore store) {
        this(store, new RequestCounter(System::nanoTime));
    }

    private CountingStore(ObjectStore store, RequestCounter counter) {
        this(store, counter, counter);
    }

    /** @param interceptor holds the counter somewhere inside */
    CountingStore(ObjectStore store, Interceptor interceptor, RequestCounter counter) {
        super(store, interceptor);
        this.counter = counter;
    }

    /** The counts since it was made. */
    public StoreStats stats() {
        return counter.stats();
    }
}
