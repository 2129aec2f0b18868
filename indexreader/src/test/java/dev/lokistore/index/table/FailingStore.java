package dev.lokistore.index.table;

import dev.lokistore.index.ForwardingReader;
import dev.lokistore.objectstore.ObjectBody;
import dev.lokistore.objectstore.ObjectKey;
import dev.lokistore.objectstore.ObjectReader;
import dev.lokistore.objectstore.StoreException;
import java.io.IOException;

/** Lists, and fails every read. */
final class FailingStore extends ForwardingReader {
    private final StoreException.Kind kind;

    FailingStore(ObjectReader reader, StoreException.Kind kind) {
        super(reader);
        this.kind = kind;
    }

    @Override
    public ObjectBody get(ObjectKey key) throws IOException {
        throw failure(key);
    }

    @Override
    public byte[] read(ObjectKey key, long offset, int length) throws IOException {
        throw failure(key);
    }

    @Override
    public byte[] readAll(ObjectKey key, int limitBytes) throws IOException {
        throw failure(key);
    }

    private StoreException failure(ObjectKey key) {
        return new StoreException(kind, "no way to " + key, null);
    }
}
