package dev.lokistore.objectstore;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/**
 * An object being read. Its reader closes it. The stream fails with a {@link StoreException} when it ends before
 * {@code info.sizeBytes()}; it is not retried, unlike {@link ObjectReader#read}.
 */
public record ObjectBody(ObjectInfo info, InputStream stream) implements Closeable {
    @Override
    public void close() throws IOException {
        stream.close();
    }
}
