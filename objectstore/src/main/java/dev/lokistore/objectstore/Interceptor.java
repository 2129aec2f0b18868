package dev.lokistore.objectstore;

import java.io.IOException;

/**
 * Something done around every request to a store: retries, counting, limits. {@link InterceptedReader} and
 * {@link InterceptedStore} put one around any store; several are put inside each other by {@link #around}. Safe for
 * use by several threads.
 */
public interface Interceptor {
    /** Makes every request as it is. */
    Interceptor NONE = new Interceptor() {
        @Override
        public <T> T call(Operation operation, String subject, Request<T> request) throws IOException {
            return request.send();
        }
    };

    /** A request; may be made again after it failed. */
    @FunctionalInterface
    interface Request<T> {
        T send() throws IOException;
    }

    /**
     * Makes the request, or makes it several times, or refuses to.
     *
     * @param subject the key or prefix it is about, for messages
     */
    <T> T call(Operation operation, String subject, Request<T> request) throws IOException;

    /** Told of content that went over, as it does. */
    default void transferred(Operation operation, long bytes) {}

    /** This interceptor outside, the other one nearer to the store. */
    default Interceptor around(Interceptor inner) {
        Interceptor outer = this;
        return new Interceptor() {
            @Override
            public <T> T call(Operation operation, String subject, Request<T> request) throws IOException {
                return outer.call(operation, subject, () -> inner.call(operation, subject, request));
            }

            @Override
            public void transferred(Operation operation, long bytes) {
                outer.transferred(operation, bytes);
                inner.transferred(operation, bytes);
            }
        };
    }
}
