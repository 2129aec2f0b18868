package dev.lokistore.objectstore;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A reader all of whose requests go through an {@link Interceptor}. Closing it closes the reader behind it. */
public class InterceptedReader implements ObjectReader {
    private final ObjectReader reader;
    private final Interceptor interceptor;

    public InterceptedReader(ObjectReader reader, Interceptor interceptor) {
        this.reader = reader;
        this.interceptor = interceptor;
    }

    final Interceptor interceptor() {
        return interceptor;
    }

    @Override
    public String name() {
        return reader.name();
    }

    @Override
    public Optional<BucketInspector> inspector() {
        return reader.inspector().map(inspector -> new InterceptedInspector(inspector, interceptor));
    }

    @Override
    public Listing<ObjectInfo> list(String prefix, String startAfter) throws IOException {
        return new InterceptedListing<>(reader.list(prefix, startAfter), prefix, interceptor);
    }

    @Override
    public Listing<ListEntry> listLevel(String prefix) throws IOException {
        return new InterceptedListing<>(reader.listLevel(prefix), prefix, interceptor);
    }

    @Override
    public ObjectInfo head(ObjectKey key) throws IOException {
        return interceptor.call(Operation.HEAD, key.value(), () -> reader.head(key));
    }

    @Override
    public ObjectBody get(ObjectKey key) throws IOException {
        ObjectBody body = interceptor.call(Operation.GET, key.value(), () -> reader.get(key));
        return new ObjectBody(body.info(), new ReportingStream(body.stream(), interceptor));
    }

    @Override
    public byte[] read(ObjectKey key, long offset, int length) throws IOException {
        byte[] bytes = interceptor.call(Operation.READ, key.value(), () -> reader.read(key, offset, length));
        interceptor.transferred(Operation.READ, bytes.length);
        return bytes;
    }

    @Override
    public byte[] readAll(ObjectKey key, int limitBytes) throws IOException {
        byte[] bytes = interceptor.call(Operation.GET, key.value(), () -> reader.readAll(key, limitBytes));
        interceptor.transferred(Operation.GET, bytes.length);
        return bytes;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }

    private static final class ReportingStream extends FilterInputStream {
        private final Interceptor interceptor;

        ReportingStream(InputStream in, Interceptor interceptor) {
            super(in);
            this.interceptor = interceptor;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            if (b >= 0) {
                interceptor.transferred(Operation.GET, 1);
            }
            return b;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int n = in.read(into, offset, length);
            if (n > 0) {
                interceptor.transferred(Operation.GET, n);
            }
            return n;
        }
    }
}
