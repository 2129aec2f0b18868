package dev.lokistore.compactor;

import dev.lokistore.objectstore.InterceptedStore;
import dev.lokistore.objectstore.Interceptor;
import dev.lokistore.objectstore.ObjectStore;
import dev.lokistore.objectstore.Operation;
import java.io.IOException;

/** Something that others do to a store while a run is at work: just before one of its requests, or before each. */
public final class Meanwhile implements Interceptor {
    /** What others do. */
    @FunctionalInterface
    public interface Event {
        void happen() throws IOException;
    }

    private final int at;
    private final Event event;
    private int requests;

    private Meanwhile(int at, Event event) {
        this.at = at;
        this.event = event;
    }

    /** Before the request of that number, from 0; never, if there are not so many. */
    public static Meanwhile before(int request, Event event) {
        return new Meanwhile(request, event);
    }

    public static Meanwhile beforeEach(Event event) {
        return new Meanwhile(-1, event);
    }

    /** The store as the run sees it. */
    public ObjectStore on(ObjectStore store) {
        return new InterceptedStore(store, this);
    }

    /** Whether the run came as far as the request. */
    public synchronized boolean happened() {
        return requests > at;
    }

    @Override
    public <T> T call(Operation operation, String subject, Request<T> request) throws IOException {
        if (strikes()) {
            event.happen();
        }
        return request.send();
    }

    private synchronized boolean strikes() {
        return requests++ == at || at < 0;
    }
}
