package dev.lokistore.objectstore;

/** A reader that counts what is asked of it. */
public final class CountingReader extends InterceptedReader {
    private final RequestCounter counter;

    public CountingReader(ObjectReader reader) {
        this(reader, new RequestCounter(System::nanoTime));
    }

    private CountingReader(ObjectReader reader, RequestCounter counter) {
        super(reader, counter);
        this.counter = counter;
    }

    /** The counts since it was made. */
    public StoreStats stats() {
        return counter.stats();
    }
}
